// Reference: maps of balances and of keys; the answer is remembered as the text that was printed.
const fs = require("fs");

const ACCOUNTS_OF = new Map([
  ["deposit", ["to"]],
  ["withdraw", ["from"]],
  ["transfer", ["from", "to"]],
]);
const LARGEST_AMOUNT = 1_000_000_000;

const isName = (value) => typeof value === "string" && value !== "";

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function read(line) {
  const request = parse(line);
  if (request === null || typeof request !== "object" || !isName(request.key)) return null;
  const { key, op, amount } = request;
  const fields = ACCOUNTS_OF.get(op);
  if (fields === undefined) return null;
  if (!Number.isInteger(amount) || amount < 1 || amount > LARGEST_AMOUNT) return null;
  const accounts = fields.map((field) => request[field]);
  if (!accounts.every(isName) || accounts[0] === accounts[1]) return null;
  return { key, op, amount, accounts, same: JSON.stringify([op, amount, accounts]) };
}

const balances = new Map();
const remembered = new Map();
const balanceOf = (account) => balances.get(account) ?? 0;

function apply({ op, amount, accounts: [first, second] }) {
  const held = balanceOf(first);
  if (op !== "deposit" && held < amount) return JSON.stringify({ status: "declined", balance: held });
  balances.set(first, op === "deposit" ? held + amount : held - amount);
  if (op === "transfer") balances.set(second, balanceOf(second) + amount);
  return JSON.stringify({ status: "ok", balance: balanceOf(first) });
}

function answer(line) {
  const request = read(line);
  if (request === null) return '{"status":"invalid"}';
  if (!remembered.has(request.key)) {
    remembered.set(request.key, { same: request.same, answer: apply(request) });
  }
  const owner = remembered.get(request.key);
  return owner.same === request.same ? owner.answer : '{"status":"conflict"}';
}

const lines = fs.readFileSync(0, "utf8").split("\n");
if (lines.at(-1) === "") lines.pop();
process.stdout.write(lines.map((line) => answer(line) + "\n").join(""));
