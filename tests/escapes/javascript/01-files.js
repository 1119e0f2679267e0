// Reads what lies about on a host.
const fs = require('fs');
for (const path of ['/etc/passwd', '/etc/hostname', '/root/.ssh/id_ed25519', '/dev/sda', '/box/../etc/shadow']) {
  try {
    console.log('ESCAPED', fs.readFileSync(path, 'utf8').slice(0, 40));
  } catch (error) {
    console.log(path, error.code);
  }
}
