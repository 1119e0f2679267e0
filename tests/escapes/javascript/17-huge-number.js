// Operations in C that take for ever.
const m = 7n ** 20_000n;
let x = 3n ** 40_000n;
for (;;) x = (x * x) % m;
