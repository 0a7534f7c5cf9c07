/**
 * Files beside a program that it writes to, and places that arguments, variables and the sources of a framework name.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accepted, inFolders, type Json, KEPT, MIT, proposed } from '../support/proposals.ts';

const writable = suite('writable places that init finds');
inFolders(writable);

const project = (files: Record<string, string | Json>) =>
  proposed({ 'package.json': { ...KEPT, scripts: { start: 'node src/app.js' } }, LICENSE: MIT, ...files });

const BESIDE: readonly [what: string, text: string, expected: unknown][] = [
  ['a database', "const db = new Database('app.db');", ['.']],
  ['sequelize', "new Sequelize({ dialect: 'sqlite', storage: './database.sqlite' })", ['.']],
  ['a packaged file', "new Low(new JSONFile('db.json'));", ['db.json']],
  ['both', "new Low(new JSONFile('db.json'));\nfs.writeFileSync('state', '')", ['.', 'db.json']],
  ["the developer's database, which a package leaves out", "new sqlite3.Database('dev.sqlite')", ['.']],
  [
    'beside the source',
    "fs.createWriteStream(path.join(__dirname, 'access.log'), { flags: 'a' });",
    ['src/access.log'],
  ],
  ['a packaged file there', "fs.writeFileSync(path.join(__dirname, 'seen.json'), '[]');", ['src/seen.json']],
  ['a name without an ending', "fs.writeFileSync(path.join(__dirname, 'state'), '');", ['src']],
  ['a name that is computed', 'fs.writeFileSync(`report-${day}.txt`, text)', ['.']],
  ['one beside a directory', "fs.writeFileSync('app.pid', '1');\nmulter({ dest: 'uploads/' })", ['.', 'uploads']],
];

for (const [what, text, expected] of BESIDE) {
  writable(`beside the program: ${what}`, async () => {
    const files = { 'db.json': '{}', 'src/seen.json': '[]', 'dev.sqlite': 'a', 'src/app.js': text };
    const proposal = await project(files);
    assert.equal(proposal.deb.writable, expected);
    assert.match(
      proposal.guesses.find((line) => line.startsWith('writable: ')) ?? '',
      '(src/app.js, beside its files)',
    );
    await accepted(proposal);
  });
}

writable('the arguments of a program of npm, and variables', async () => {
  const of = async (start: string, dependency: string, files: Record<string, string | Json> = {}) => {
    const bin = { name: dependency, version: '1.0.0', bin: { [dependency]: 'cli.js' } };
    const { deb } = await proposed({
      'package.json': { ...KEPT, scripts: { start }, dependencies: { [dependency]: '1.0.0', dotenv: '1.0.0' } },
      [`node_modules/${dependency}/package.json`]: bin,
      [`node_modules/${dependency}/cli.js`]: '',
      LICENSE: MIT,
      ...files,
    });
    return deb.writable;
  };
  assert.equal(await of('json-server --port 3000 db.json', 'json-server', { 'db.json': '{}' }), ['db.json']);
  assert.equal(await of('homebridge -I -U ./homebridge', 'homebridge'), ['homebridge']);
  assert.equal(await of('node-red --userDir=flows flow.json', 'node-red'), ['flows']);
  const variables = (text: string) => of('some', 'some', { '.env': text });
  assert.equal(await variables('DATABASE_URI=file:./data/app.db\nSECRET="a"\nUPLOAD_DIR=./files # here'), [
    'data',
    'files',
  ]);
  assert.equal(await variables('DB_FILE="app.sqlite"\nLOG_LEVEL=info\nDATA_DIR=/srv/data'), ['.']);
  assert.equal(await variables('DATABASE_URL=postgres://a/b.db\nPATHS=a.db,b.db\nDATA_PATH=data/x.csv'), undefined);
  assert.equal(await variables('DATABASE_URI=file:./src/app.db'), ['src/app.db']);
  const schema = { '.env': 'DATABASE_URL="file:./dev.db"', 'prisma/schema.prisma': '' };
  assert.equal(await of('some', 'some', schema), ['prisma']);
});

writable('a framework with an output writes where its sources say', async () => {
  const { deb } = await proposed({
    'package.json': { ...KEPT, scripts: { start: 'next start' }, dependencies: { next: '15.0.0' } },
    'payload.config.ts': "sqliteAdapter({ client: { url: process.env.URI || 'file:./data/app.db' } })",
    'app/api/[id]/route.js':
      "fs.mkdirSync(path.join(process.cwd(), 'uploads'));\nfs.mkdirSync(path.join(__dirname, 'a'))",
    'app/form.tsx': "'use client';\nfs.mkdirSync('never')",
    LICENSE: MIT,
  });
  const names = (deb.writable as (string | Json)[]).map((item) => (typeof item === 'string' ? item : item.path));
  assert.equal(names, ['.next/cache', '.next/server/app', '.next/server/pages', 'uploads', 'data']);
});

writable('JSON that the program imports and writes is no part of a bundle', async () => {
  const text = "const seen = require('./seen.json');\nfs.writeFileSync(path.resolve('src/seen.json'), '[]');";
  const { deb, guesses } = await project({ 'src/app.js': text, 'src/seen.json': '[]' });
  assert.equal([deb.payload, deb.writable], ['modules', ['src/seen.json']]);
  assert.ok(guesses.includes('payload: "modules", because src/app.js writes JSON and imports it'));
});

writable.run();
