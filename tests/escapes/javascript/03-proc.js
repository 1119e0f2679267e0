// Looks at the system through its own files.
const fs = require('fs');
for (const path of ['/proc/self/environ', '/proc/self/maps', '/proc/1/cmdline', '/sys/kernel', '/dev/mem', '/dev/tty']) {
  console.log(fs.existsSync(path) ? 'ESCAPED' : 'absent', path);
}
