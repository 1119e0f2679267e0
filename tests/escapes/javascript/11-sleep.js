// Sleeps for a day.
const before = Date.now();
setTimeout(() => console.log('slept', Math.round((Date.now() - before) / 1000)), 86_400_000);
