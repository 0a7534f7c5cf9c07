/**
 * Directories that a program writes to, as init finds them in its sources.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { outermost } from '../../builder/init/writable.ts';
import { accepted, inFolders, type Json, KEPT, MIT, proposed } from '../support/proposals.ts';

const writable = suite('writable directories that init finds');
inFolders(writable);

const project = (files: Record<string, string | Json>) =>
  proposed({ 'package.json': { ...KEPT, scripts: { start: 'node src/app.js' } }, LICENSE: MIT, ...files });

/** The directories that the text of src/app.js shows. */
async function found(text: string): Promise<unknown> {
  const { deb, questions } = await project({ 'src/app.js': text });
  assert.equal(questions, [], text);
  return deb.writable ?? [];
}

const CASES: readonly [what: string, text: string, expected: unknown][] = [
  ['multer', "const upload = multer({ dest: 'uploads/' });", ['uploads']],
  ['multer with limits first', "multer({ limits: { fileSize: 9 }, dest: './public/uploads' })", ['public/uploads']],
  [
    'a constant',
    "const dir = path.join(__dirname, '..', 'uploads');\nmulter({ dest: dir });\nfs.mkdirSync(dir, { recursive: true });",
    ['uploads'],
  ],
  [
    'disk storage',
    "multer.diskStorage({ destination: (req, file, cb) => { check(file); cb(null, 'var/uploads'); } })",
    ['var/uploads'],
  ],
  ['formidable', "formidable({ uploadDir: path.resolve('incoming') })", ['incoming']],
  ['winston', "new winston.transports.File({ filename: path.join(__dirname, '../logs/error.log') })", ['logs']],
  ['winston by day', "new DailyRotateFile({ filename: 'app-%DATE%.log', dirname: './logs' })", ['logs']],
  ['pino', "pino(pino.destination({ dest: './log/app.log', mkdir: true }))", ['log']],
  ['pino by a transport', "pino.transport({ target: 'pino/file', options: { destination: 'log/a.log' } })", ['log']],
  [
    'morgan',
    "morgan('combined', { stream: fs.createWriteStream(path.join(process.cwd(), 'log', 'access.log')) })",
    ['log'],
  ],
  [
    'rotating streams',
    "rfs.createStream('access.log', { interval: '1d', path: path.join(__dirname, '..', 'log') })",
    ['log'],
  ],
  ['an ES module', "const dir = fileURLToPath(new URL('../data/', import.meta.url));\nawait mkdir(dir);", ['data']],
  [
    'its own __dirname',
    "const __dirname = path.dirname(fileURLToPath(import.meta.url));\nfs.mkdirSync(path.join(__dirname, '../data'));",
    ['data'],
  ],
  ['an import.meta.dirname', "fs.writeFileSync(join(import.meta.dirname, '..', 'data', 'a.json'), '{}')", ['data']],
  [
    'a default of a variable',
    "const dir = process.env.DATA_DIR || path.join(process.cwd(), 'data');\nfs.mkdirSync(dir)",
    ['data'],
  ],
  ['a template', 'await fs.promises.writeFile(`uploads/${id}.png`, body)', ['uploads']],
  ['a template with a list', 'fs.mkdirSync(`lists/${[id]}/a`)', ['lists']],
  ['a list at the end', "fs.mkdirSync(path.join('exports', ...parts))", ['exports']],
  ['a name at the end', "fs.createWriteStream(path.join('exports', name))", ['exports']],
  [
    'a call of an import that TypeScript has compiled',
    "(0, fs_1.mkdirSync)((0, node_path_1.join)(__dirname, '../spool'));",
    ['spool'],
  ],
  ['a sum', "fs.appendFileSync(__dirname + '/../audit/' + day + '.log', line)", ['audit']],
  ['drizzle', "const db = drizzle('data/notes.db');\nconst pool = drizzle('postgres://db/notes');", ['data']],
  ['better-sqlite3', "const db = new Database('./data/shop.db', { fileMustExist: false });", ['data']],
  ['sqlite3', "const db = new sqlite3.Database(path.join(__dirname, '../db/shop.sqlite'));", ['db']],
  ['sequelize', "new Sequelize({ dialect: 'sqlite', storage: 'storage/shop.sqlite' })", ['storage']],
  ['sequelize by an address', "new Sequelize('sqlite:./data/shop.sqlite')", ['data']],
  ['knex', "knex({ client: 'better-sqlite3', connection: { filename: './data/shop.sqlite3' } })", ['data']],
  ['typeorm', "new DataSource({ type: 'sqlite', database: 'data/shop.sqlite', entities: [User] })", ['data']],
  ['libsql', "createClient({ url: 'file:./data/shop.db' })", ['data']],
  ['lowdb', "const db = await JSONFilePreset('data/db.json', { posts: [] });", ['data']],
  ['lowdb by an adapter', "new Low(new JSONFile('data/db.json'), {})", ['data']],
  ['lmdb', "const db = open({ path: 'store', compression: true });", ['store']],
  ['sessions', "session({ store: new FileStore({ path: './sessions', ttl: 9 }) })", ['sessions']],
  ['a cache', "fs.mkdirSync('.cache', { recursive: true })", [{ path: '.cache', cache: true }]],
  ['one in another', "fs.mkdirSync('data/images');\nfs.writeFileSync('data/index.json', '')", ['data']],
  [
    'the packages of the program',
    "fs.mkdirSync('node_modules/.cache/shop');\nfs.writeFileSync('web/node_modules/a/state.json', '{}')",
    [],
  ],
  ['places outside', "fs.mkdirSync('/var/tmp/x');\nfs.writeFileSync('../x/a', '');\nnew Database(':memory:')", []],
  [
    'reads, unknown paths and temporary files',
    "fs.readFileSync('views/a');\nfs.mkdirSync(dir);\nfs.writeFileSync(path.join(os.tmpdir(), 'a'), '')",
    [],
  ],
  ['a socket', "const place = process.env.SOCKET ?? './run/app.sock';\nserver.listen(place);", ['run']],
  ['a socket of an object, beside package.json', "server.listen({ path: 'app.sock' });", ['.']],
  ['a port', "server.listen(process.env.PORT || '3000', 'localhost');", []],
  ['a mail', "send({ attachments: [{ filename: 'report.pdf', content }] })", []],
  ['a comment', "// fs.mkdirSync('old');\nconst text = 'a';", []],
];

for (const [what, text, expected] of CASES) {
  writable(what, async () => {
    assert.equal(await found(text), expected);
  });
}

writable('a logger beside the source that the program imports, and how init tells it', async () => {
  const proposal = await project({
    'src/app.js': "const log = require('./logger');\n",
    'src/logger.js':
      "const logDir = path.join(__dirname, '../logs');\nif (!fs.existsSync(logDir)) fs.mkdirSync(logDir);\nnew transports.File({ filename: path.join(logDir, 'app.log') });\n",
  });
  assert.equal(proposal.deb.writable, ['logs']);
  assert.ok(proposal.guesses.includes('writable: logs (src/logger.js): the program writes there'));
  await accepted(proposal);
});

writable('a path that another source exports, as a constant or in an object', async () => {
  const settings = "export const logFile = path.join(process.cwd(), 'logs', 'app.log');\nexport const read = 'docs';\n";
  const object = "module.exports = { uploads: { dir: path.resolve('files') }, port: 3000 };\n";
  const compiled = "exports.spool = void 0;\nexports.spool = path_1.default.join(__dirname, '../spool');\n";
  const app = [
    "import { logFile as file, read } from './settings.js';",
    "import * as all from './settings.js';",
    "const config = require('./config');",
    'const spool_1 = require("./spool");',
    'pino.destination({ dest: file });',
    'fs.mkdirSync(config.uploads.dir);',
    '(0, node_fs_1.mkdirSync)(spool_1.spool);',
    'fs.readFileSync(read);',
    'fs.mkdirSync(other.uploads.dir);',
  ];
  const { deb } = await project({
    'src/app.js': app.join('\n'),
    'src/settings.js': settings,
    'src/config/index.js': object,
    'src/spool.js': compiled,
  });
  assert.equal(deb.writable, ['files', 'spool', 'logs']);
});

writable('places that files of the package config name', async () => {
  const config = { log: { dir: './log' }, views: { dir: './views' }, db: { file: 'store/a.sqlite' }, port: 3000 };
  const { deb } = await proposed({
    'package.json': { ...KEPT, dependencies: { config: '4.0.0' }, scripts: { start: 'NODE_ENV=staging node a.js' } },
    ...{ LICENSE: MIT, 'a.js': "require('config')", 'config/default.json': config },
    'config/staging.json': { uploadDir: 'incoming', dataDir: '/srv/data' },
    'config/test.json': { log: { dir: './other' } },
  });
  assert.equal(deb.writable, ['log', 'store', 'incoming']);
});

writable('a compiled source writes beside its output, a bundled one beside itself', async () => {
  const files = { LICENSE: MIT, 'src/app.ts': "fs.mkdirSync(path.resolve(dirname, 'files'));" };
  const packageJson = { ...KEPT, scripts: { start: 'node dist/app.js' } };
  const text =
    "const dirname = path.dirname(fileURLToPath(import.meta.url));\nfs.mkdirSync(path.resolve(dirname, 'files'));";
  const withModules = { ...packageJson, dependencies: { typeorm: '1.0.0' } };
  const { deb } = await proposed({ 'package.json': withModules, ...files, 'src/app.ts': text });
  assert.equal([deb.payload, deb.entry, deb.writable], ['modules', 'dist/app.js', ['dist/files']]);
  const plain = "fs.mkdirSync(path.join(path.dirname(__filename), 'files'));";
  const bundled = await proposed({ 'package.json': packageJson, ...files, 'src/app.ts': plain });
  assert.equal([bundled.deb.payload, bundled.deb.writable], [undefined, ['src/files']]);
});

writable('directories that several parts name are written once, and those in others stay out', () => {
  const cache = { path: '.next/cache', cache: true };
  assert.equal(outermost(['data', cache, 'data/a', 'data2', 'data', '.next/cache/b', '.next/cache']), [
    'data',
    cache,
    'data2',
  ]);
  assert.equal(outermost(['.', 'data', 'data/db.json', 'db.json', '.']), ['.', 'data', 'data/db.json', 'db.json']);
});

writable('a source that exists is the program of a worker, and no file that is written', async () => {
  const source = "new Pool({ filename: new URL('./jobs/double.js', import.meta.url).href }); listen(1);";
  const files = { 'package.json': { ...KEPT, main: 'src/main.js' }, 'src/main.js': source, LICENSE: MIT };
  const proposal = await proposed({ ...files, 'src/jobs/double.js': '' });
  assert.is(proposal.deb.writable, undefined);
});

writable.run();
