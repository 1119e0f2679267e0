const fs = require("fs");

function answer(numbers) {
  // Your code. `numbers` is the parsed line; return what to print.
  return 0;
}

const output = [];
for (const line of fs.readFileSync(0, "utf8").split("\n")) {
  if (line === "") continue; // after the last line
  output.push(answer(JSON.parse(line)));
}
console.log(output.join("\n"));
