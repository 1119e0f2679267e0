// Talks to a network.
for (const name of ['net', 'http', 'https', 'dgram', 'dns', 'tls', 'node:http2', 'inspector']) {
  try {
    console.log('ESCAPED', require(name));
  } catch (error) {
    console.log(name, error.code);
  }
}
console.log(typeof fetch);
