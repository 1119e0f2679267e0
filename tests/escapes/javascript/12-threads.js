// Starts threads, and waits on shared memory.
try {
  new (require('worker_threads').Worker)('x');
  console.log('ESCAPED');
} catch (error) {
  console.log(error.code, typeof Worker);
}
try {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  console.log('ESCAPED');
} catch (error) {
  console.log(error.name);
}
