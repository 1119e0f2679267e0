// Reaches for the shim's insides.
Object.prototype.read = 'polluted';
Array.prototype.push = () => console.log('pushed');
Function.prototype.call = () => 'called';
const found = (function f() {
  try {
    return f.caller || new Function('return this')().natives;
  } catch (error) {
    return error.name;
  }
})();
console.log(found, typeof natives, Object.getOwnPropertySymbols(globalThis).length);
Error.prepareStackTrace = (error, frames) => frames.map((frame) => String(frame.getFunction && frame.getFunction())).join();
console.log(new Error('x').stack.includes('natives.write'));
globalThis.console = null;
process.exitCode = 5;
