// Wrong on purpose: sums in 32 bits.
const fs = require("fs");

function answer(line) {
  let numbers;
  try {
    numbers = JSON.parse(line);
  } catch {
    return "error";
  }
  const sound = (value) => Number.isInteger(value) && Math.abs(value) <= 1e9;
  if (!Array.isArray(numbers) || !numbers.every(sound)) return "error";
  let sum = 0;
  for (const number of numbers) sum = (sum + number) | 0;
  return sum;
}

for (const line of fs.readFileSync(0, "utf8").trimEnd().split("\n")) console.log(answer(line));
