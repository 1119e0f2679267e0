const fs = require("fs");

function answer(request) {
  // Your code. `request` is the parsed line; return the object to print.
  return { status: "invalid" };
}

const output = [];
for (const line of fs.readFileSync(0, "utf8").split("\n")) {
  if (line === "") continue; // after the last line
  output.push(JSON.stringify(answer(JSON.parse(line))));
}
console.log(output.join("\n"));
