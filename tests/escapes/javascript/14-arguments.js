// Many arguments.
const words = process.argv.slice(2);
console.log(words.length, words.join('').length);
