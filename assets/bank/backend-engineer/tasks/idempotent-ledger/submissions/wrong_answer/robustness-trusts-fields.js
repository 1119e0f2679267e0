// Wrong on purpose: survives bad JSON but trusts the fields of whatever parses.
const fs = require("fs");

const balances = new Map();
const remembered = new Map();

function answer(line) {
  let request;
  try {
    request = JSON.parse(line);
  } catch {
    return '{"status":"invalid"}';
  }
  const { key, op, amount } = request ?? {};
  const from = op === "deposit" ? null : request?.from;
  const to = op === "withdraw" ? null : request?.to;
  const same = JSON.stringify([op, amount, from, to]);
  const first = remembered.get(key);
  if (first) return first.same === same ? first.answer : '{"status":"conflict"}';
  const account = from ?? to;
  const held = balances.get(account) ?? 0;
  let answer;
  if (op !== "deposit" && held < amount) {
    answer = JSON.stringify({ status: "declined", balance: held });
  } else {
    const balance = op === "deposit" ? held + amount : held - amount;
    balances.set(account, balance);
    if (op === "transfer") balances.set(to, (balances.get(to) ?? 0) + amount);
    answer = JSON.stringify({ status: "ok", balance });
  }
  remembered.set(key, { same, answer });
  return answer;
}

for (const line of fs.readFileSync(0, "utf8").trimEnd().split("\n")) {
  console.log(answer(line));
}
