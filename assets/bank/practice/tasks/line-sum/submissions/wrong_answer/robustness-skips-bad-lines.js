// Wrong on purpose: leaves a bad line out instead of printing `error`.
const fs = require("fs");

for (const line of fs.readFileSync(0, "utf8").trimEnd().split("\n")) {
  try {
    const numbers = JSON.parse(line);
    if (numbers.every((number) => Number.isInteger(number))) {
      console.log(numbers.reduce((sum, number) => sum + number, 0));
    }
  } catch {
    // on to the next line
  }
}
