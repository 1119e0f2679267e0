// Recurses without end, in JavaScript and through C.
const deeper = (n) => deeper(n + 1) + 1;
const nested = (n) => {
  let list = [];
  for (let k = 0; k < n; k += 1) list = [list];
  return list;
};
const loop = { toString: () => `${loop}` };
for (const call of [() => deeper(0), () => `${loop}`, () => [1].map(function f() { return [1].map(f); }), () => JSON.stringify(nested(5e3)), () => JSON.parse('['.repeat(1e6)), () => eval('('.repeat(1e5)), () => new RegExp('('.repeat(1e5)), () => nested(5e3).flat(Infinity), () => new Proxy({}, { get: (t, k, r) => r[k] }).x]) {
  try {
    call();
    console.log('no error');
  } catch (error) {
    console.log(error.name);
  }
}
