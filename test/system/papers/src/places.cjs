const path = require('node:path');

exports.view = path.join(__dirname, '../views/page.txt');
exports.logs = path.join(__dirname, '../logs');
