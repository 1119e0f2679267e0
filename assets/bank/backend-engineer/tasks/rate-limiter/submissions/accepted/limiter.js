// Reference: for each client and rule a queue of the allowed times that still count.
const fs = require("fs");

class Queue {
  #times = [];
  #head = 0;

  dropUpTo(time) {
    while (this.#head < this.#times.length && this.#times[this.#head] <= time) this.#head++;
  }

  push(time) {
    this.#times.push(time);
  }

  get size() {
    return this.#times.length - this.#head;
  }

  get oldest() {
    return this.#times[this.#head];
  }
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const isTime = (value) => Number.isInteger(value) && value >= 0 && value <= 1e13;
const isName = (value) => typeof value === "string" && value !== "";

const lines = fs.readFileSync(0, "utf8").split("\n");
if (lines.at(-1) === "") lines.pop();
const config = JSON.parse(lines.shift());
const rules = [
  { most: config.limit, span: config.window_ms },
  { most: config.burst, span: config.burst_ms },
];
const queuesOf = new Map();
let now = 0;

function answer(line) {
  const request = parse(line);
  if (!isTime(request?.at) || !isName(request.client)) return '{"error":"invalid"}';
  now = Math.max(now, request.at);
  let queues = queuesOf.get(request.client);
  if (queues === undefined) {
    queues = rules.map(() => new Queue());
    queuesOf.set(request.client, queues);
  }
  let retry = 0;
  rules.forEach(({ most, span }, index) => {
    const queue = queues[index];
    queue.dropUpTo(now - span);
    if (queue.size >= most) retry = Math.max(retry, queue.oldest + span - now);
  });
  if (retry > 0) return JSON.stringify({ allow: false, retry_ms: retry });
  for (const queue of queues) queue.push(now);
  return '{"allow":true}';
}

process.stdout.write(lines.map((line) => answer(line) + "\n").join(""));
