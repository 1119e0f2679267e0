// Wrong on purpose: a declined answer is not remembered, so its key is free for another try.
const fs = require("fs");

const fieldsOf = new Map([
  ["deposit", ["to"]],
  ["withdraw", ["from"]],
  ["transfer", ["from", "to"]],
]);
const balances = new Map();
const remembered = new Map();
const isName = (value) => typeof value === "string" && value.length > 0;

function read(line) {
  let request;
  try {
    request = JSON.parse(line);
  } catch {
    return undefined;
  }
  const fields = fieldsOf.get(request?.op);
  if (!fields || !isName(request.key)) return undefined;
  const names = fields.map((field) => request[field]);
  if (!names.every(isName) || names[0] === names[1]) return undefined;
  const { amount, op, key } = request;
  if (!Number.isInteger(amount) || amount < 1 || amount > 1e9) return undefined;
  return { key, op, amount, names };
}

function answer(line) {
  const request = read(line);
  if (!request) return { status: "invalid" };
  const { key, op, amount, names } = request;
  const same = JSON.stringify([op, amount, names]);
  const first = remembered.get(key);
  if (first) return first.same === same ? first.answer : { status: "conflict" };
  const held = balances.get(names[0]) ?? 0;
  if (op !== "deposit" && held < amount) return { status: "declined", balance: held };
  const balance = op === "deposit" ? held + amount : held - amount;
  balances.set(names[0], balance);
  if (op === "transfer") balances.set(names[1], (balances.get(names[1]) ?? 0) + amount);
  remembered.set(key, { same, answer: { status: "ok", balance } });
  return { status: "ok", balance };
}

for (const line of fs.readFileSync(0, "utf8").trimEnd().split("\n")) {
  console.log(JSON.stringify(answer(line)));
}
