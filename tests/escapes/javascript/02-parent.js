// Climbs out of the folder.
const fs = require('fs');
for (const path of ['../etc/passwd', '../../../../../../etc/passwd', '/box/./../../etc/passwd', 'a/../../b']) {
  for (const call of [(p) => fs.readFileSync(p), (p) => require(p), (p) => fs.existsSync(p) || fs.readFileSync(p)]) {
    try {
      console.log('ESCAPED', call(path));
    } catch (error) {
      console.log(path, error.code);
    }
  }
}
import('../../../etc/passwd').then(() => console.log('ESCAPED'), (error) => console.log('import', error.code));
