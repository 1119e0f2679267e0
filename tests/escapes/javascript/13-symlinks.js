// Links to files of the host, and writes.
const fs = require('fs');
for (const call of [() => fs.symlinkSync('/etc/passwd', '/box/link'), () => fs.writeFileSync('/box/new', 'x'), () => fs.appendFileSync('/box/main.js', 'x'), () => fs.mkdirSync('/tmp/x'), () => fs.unlinkSync('/box/main.js'), () => fs.renameSync('/box/main.js', '/box/b'), () => fs.writeSync(7, 'x')]) {
  try {
    call();
    console.log('ESCAPED');
  } catch (error) {
    console.log(error.code);
  }
}
