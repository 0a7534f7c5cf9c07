const fs = require('node:fs');

fs.appendFileSync('uploads/first.txt', 'clerk\n');
setInterval(() => {}, 1000);
