// Reference: a line is read, checked and summed once.
const fs = require("fs");

const LARGEST = 1_000_000_000;
const isSound = (value) => Number.isInteger(value) && Math.abs(value) <= LARGEST;

function answer(line) {
  let numbers;
  try {
    numbers = JSON.parse(line);
  } catch {
    return "error";
  }
  if (!Array.isArray(numbers) || !numbers.every(isSound)) return "error";
  return numbers.reduce((sum, number) => sum + number, 0);
}

const lines = fs.readFileSync(0, "utf8").split("\n");
if (lines.at(-1) === "") lines.pop();
process.stdout.write(lines.map((line) => answer(line) + "\n").join(""));
