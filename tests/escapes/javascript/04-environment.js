// Reads the environment and what is global.
console.log(process.env, process.argv, process.cwd(), process.pid);
console.log(['std', 'os', 'scriptArgs', 'print', 'Worker', 'WebAssembly', 'fetch', 'XMLHttpRequest', 'natives', 'SharedArrayBuffer'].filter((name) => name in globalThis && name !== 'SharedArrayBuffer'));
