const fs = require('node:fs');

fs.appendFileSync('uploads/first.txt', 'night\n');
fs.mkdirSync('reports/monthly', { recursive: true });
