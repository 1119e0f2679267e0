// Starts processes.
for (const name of ['child_process', 'cluster', 'worker_threads', 'vm', 'module', 'qjs:std', 'qjs:os', 'std', 'os2', './x.so']) {
  try {
    console.log('ESCAPED', require(name));
  } catch (error) {
    console.log(name, error.code);
  }
}
console.log(process.binding, process.dlopen, process.kill, process.mainModule);
for (const name of ['qjs:std', 'std', '/etc/x.so', 'data:text/javascript,1']) import(name).then(() => console.log('ESCAPED'), (error) => console.log(name, error.code));
