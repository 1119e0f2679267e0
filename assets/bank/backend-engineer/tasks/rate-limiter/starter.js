const fs = require("fs");

const lines = fs.readFileSync(0, "utf8").split("\n");
const rules = JSON.parse(lines.shift());

function answer(request) {
  // Your code. `request` is the parsed line; return the object to print.
  return { allow: true };
}

const output = [];
for (const line of lines) {
  if (line === "") continue; // after the last line
  output.push(JSON.stringify(answer(JSON.parse(line))));
}
console.log(output.join("\n"));
