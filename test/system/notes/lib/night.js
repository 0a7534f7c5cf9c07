// A task of the same user as the web service: it replaces a file beside its own source, as lowdb does.
const fs = require('node:fs');
const path = require('node:path');

const file = path.join(__dirname, 'seen.json');
const seen = JSON.parse(fs.readFileSync(file, 'utf8'));
fs.writeFileSync(`${file}.tmp`, JSON.stringify([...seen, fs.readdirSync('.').includes('app.db')]));
fs.renameSync(`${file}.tmp`, file);
