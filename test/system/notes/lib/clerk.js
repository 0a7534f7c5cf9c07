// A service of another user: the directory beside the program is one of its own.
const fs = require('node:fs');

fs.writeFileSync('clerk.txt', fs.readFileSync('db.json', 'utf8'));
setInterval(() => {}, 1000);
