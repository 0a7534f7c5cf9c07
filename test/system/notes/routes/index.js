exports.page = require('node:fs').readFileSync('public/page.txt', 'utf8').trim();
