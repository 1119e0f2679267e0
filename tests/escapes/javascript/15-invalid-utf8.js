// Writes what is no text.
process.stdout.write(Buffer.from([0xff, 0xfe, 0x80, 0x20, 0x62, 0x79, 0x74, 0x65, 0x73, 0, 10]));
console.log('\ud800 lone', Buffer.from([0xff]).toString());
console.log('done');
