// Wrong on purpose: takes each line's own time, also when it is before an earlier one.
const fs = require("fs");

const lines = fs.readFileSync(0, "utf8").trimEnd().split("\n");
const config = JSON.parse(lines.shift());
const allowedOf = new Map();

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
  if (!allowedOf.has(client)) allowedOf.set(client, []);
  const allowed = allowedOf.get(client);
  const wait = (most, span) => {
    const oldest = allowed[allowed.length - most];
    return oldest === undefined ? 0 : Math.max(0, oldest + span - at);
  };
  const retry = Math.max(
    wait(config.limit, config.window_ms),
    wait(config.burst, config.burst_ms),
  );
  if (retry > 0) return { allow: false, retry_ms: retry };
  allowed.push(at);
  return { allow: true };
}

for (const line of lines) console.log(JSON.stringify(answer(line)));
