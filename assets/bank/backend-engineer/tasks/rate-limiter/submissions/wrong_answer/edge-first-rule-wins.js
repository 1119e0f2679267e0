// Wrong on purpose: the wait is that of the first rule that refuses, not of both.
const fs = require("fs");

const lines = fs.readFileSync(0, "utf8").trimEnd().split("\n");
const config = JSON.parse(lines.shift());
const allowedOf = new Map();
let now = 0;

function wait(allowed, most, span) {
  const oldest = allowed[allowed.length - most];
  return oldest === undefined ? 0 : Math.max(0, oldest + span - now);
}

function answer(line) {
  let request;
  try {
    request = JSON.parse(line);
  } catch {
    request = null;
  }
  const { at, client } = request ?? {};
  if (!Number.isInteger(at) || at < 0 || at > 1e13 || typeof client !== "string" || !client) {
    return { error: "invalid" };
  }
  now = Math.max(now, at);
  if (!allowedOf.has(client)) allowedOf.set(client, []);
  const allowed = allowedOf.get(client);
  const burst = wait(allowed, config.burst, config.burst_ms);
  if (burst > 0) return { allow: false, retry_ms: burst };
  const long = wait(allowed, config.limit, config.window_ms);
  if (long > 0) return { allow: false, retry_ms: long };
  allowed.push(now);
  return { allow: true };
}

for (const line of lines) console.log(JSON.stringify(answer(line)));
