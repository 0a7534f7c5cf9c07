/**
 * Writes that the read-only project refuses: the journal names the directory, and the program goes on as without the agent.
 * A file of the test stands in for the kernel, because root may write to each directory. test/system/writable.test.ts
 * has a real one.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleAgent } from '../../builder/programs/agent.ts';
import { run } from '../../builder/shell.ts';

/** Functions of Node as they are on a read-only file system. */
const KERNEL = `
Error.stackTraceLimit = 50; // The call of the agent is one more.
const fs = require('node:fs');
const path = require('node:path');
const project = process.env.NOTIFY_PROJECT;
const { existsSync } = fs;
function refusal(syscall, file, code = 'EROFS') {
  const place = path.resolve(String(file instanceof URL ? file.pathname : file));
  if (!place.startsWith(project)) return undefined;
  return Object.assign(new Error(code + ': refused, ' + syscall + " '" + file + "'"), { code, errno: -30, syscall, path: file });
}
const sync = (name, syscall) => {
  const own = fs[name];
  fs[name] = function (file, ...rest) {
    const error = refusal(syscall, file);
    if (error) throw error;
    return own.call(fs, file, ...rest);
  };
};
for (const [name, syscall] of [['mkdirSync', 'mkdir'], ['writeFileSync', 'open'], ['accessSync', 'access'], ['rmSync', 'rm']]) sync(name, syscall);
fs.mkdir = function mkdir(file, options, done) { process.nextTick(done ?? options, refusal('mkdir', file, done ? 'ENOENT' : 'EROFS')); };
fs.promises.writeFile = async function writeFile(file) { throw refusal('open', file); };
fs.rename = function rename(from, to, done) { process.nextTick(done, Object.assign(refusal('rename', to), { path: '/tmp/a', dest: to })); };
`;

const refused = suite('notify agent: refused writes');
let folder = '';
let project = '';
let agent: Uint8Array;
refused.before(async () => {
  agent = (await bundleAgent(process.cwd())).code;
});
refused.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-refused-'));
  project = path.join(folder, 'app');
  await mkdir(path.join(project, 'public'), { recursive: true });
  await mkdir(path.join(project, 'src'));
  await writeFile(path.join(folder, 'notify.cjs'), agent);
  await writeFile(path.join(folder, 'kernel.cjs'), KERNEL);
});
refused.after.each(() => rm(folder, { recursive: true, force: true }));

/** Runs a program in the project, with or without the agent. */
async function program(text: string, { name = 'src/app.cjs', without = false } = {}) {
  await writeFile(path.join(project, name), text);
  const preloads = ['kernel.cjs', ...(without ? [] : ['notify.cjs'])].flatMap((file) => [
    '--require',
    path.join(folder, file),
  ]);
  const env = { PATH: process.env.PATH, NOTIFY_PROJECT: project };
  return run(process.env.NODE_UNDER_TEST ?? process.execPath, [...preloads, name], { cwd: project, env });
}

/** The lines of the agent. */
async function told(text: string): Promise<string[]> {
  const { stderr } = await program(text);
  return stderr.split('\n').filter((line) => line.startsWith('refused: ') || line.startsWith('SQLite cannot'));
}

const declared = (...directories: string[]): RegExp[] =>
  directories.map((directory) => new RegExp(`^refused: .*"deb": \\{ "writable": \\["${directory}"\\] \\}$`));

const FS = "const fs = require('node:fs');\n";
const quietly = (call: string): string => `${FS}try { ${call} } catch {}\n`;

const CASES: readonly [what: string, text: string, directory: string][] = [
  ['a directory', quietly("fs.mkdirSync('logs')"), 'logs'],
  ['nested directories', quietly("fs.mkdirSync('data/a/b', { recursive: true })"), 'data'],
  ['a directory below one of the package', quietly("fs.mkdirSync('public/uploads')"), 'public/uploads'],
  ['a file in a directory of the package', quietly("fs.writeFileSync('public/a.txt', '')"), 'public'],
  ['a path beside the source', quietly("fs.mkdirSync(require('path').join(__dirname, '../logs'))"), 'logs'],
  [
    'an address',
    quietly("fs.writeFileSync(new URL('../public/a', require('url').pathToFileURL(__filename)), '')"),
    'public',
  ],
  ['a callback', `${FS}fs.mkdir('logs', () => {});\n`, 'logs'],
  ['a callback of a recursive mkdir', `${FS}fs.mkdir('data/a', { recursive: true }, () => {});\n`, 'data'],
  ['a promise', `${FS}fs.promises.writeFile('public/a', '').catch(() => {});\n`, 'public'],
  ['the module of promises', "require('node:fs/promises').writeFile('public/a', '').catch(() => {});\n", 'public'],
  [
    'a promise of Node, while the app has another class of them',
    `${FS}globalThis.Promise = class {};\nfs.promises.writeFile('public/a', '').catch(() => {});\n`,
    'public',
  ],
  ['the target of a rename', `${FS}fs.rename('/tmp/a', 'public/a', () => {});\n`, 'public'],
];

refused('a socket in the file system', async () => {
  const text =
    "throw Object.assign(new Error('listen EROFS'), { code: 'EROFS', syscall: 'listen', address: './run/a.sock' });";
  assert.match((await told(text))[0] ?? '', declared('run')[0] as RegExp);
});

for (const [what, text, directory] of CASES) {
  refused(what, async () => {
    const lines = await told(text);
    const [pattern] = declared(directory);
    assert.is(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', pattern as RegExp);
  });
}

refused('each directory is told once, and no more than ten', async () => {
  const text = `${FS}for (let at = 0; at < 60; at += 1) try { fs.mkdirSync('d' + Math.floor(at / 2)) } catch {}\n`;
  assert.is((await told(text)).length, 10);
});

refused('a file among those of the program', async () => {
  const advice = async (text: string) => (await told(quietly(text)))[0] ?? '';
  assert.match(
    await advice("fs.writeFileSync('app.log', '')"),
    'writes to app.log, which is read-only; declare the dir',
  );
  assert.match(await advice("fs.writeFileSync('app.log', '')"), '"deb": { "writable": ["."] }');
  assert.match(await advice("fs.writeFileSync('src/app.log', '')"), '"deb": { "writable": ["src"] }');
  for (const name of ['src/db.json', 'db.json']) {
    await writeFile(path.join(project, name), '{}');
    const expected = `declare the file in package.json: "deb": { "writable": ["${name}"] }`;
    assert.match(await advice(`fs.writeFileSync('${name}', '')`), expected);
    const temporary = path.join(path.dirname(name), '.db.json.tmp');
    assert.match(await advice(`fs.writeFileSync('${temporary}', '')`), expected);
  }
});

refused('a file of the program itself is to stay as it is', async () => {
  const [line = ''] = await told(quietly("fs.writeFileSync('src/app.cjs', '')"));
  assert.match(
    line,
    'the program writes src/app.cjs, one of its own files, which are read-only; let it write to a file',
  );
});

refused('other errors and places are not told of', async () => {
  const texts = [
    quietly("fs.mkdirSync('public')"),
    quietly("fs.rmSync('none')"),
    quietly("fs.writeFileSync('none/a', '')"),
    quietly("fs.openSync('public/none')"),
    quietly("fs.mkdirSync('/proc/none')"),
    quietly("fs.mkdirSync('node_modules/a')"),
  ];
  for (const text of texts) assert.equal(await told(text), [], text);
});

refused('a database that SQLite cannot write', async () => {
  const thrown = (error: string): string => `throw Object.assign(new Error('unable to open'), ${error});\n`;
  for (const error of [
    "{ code: 'SQLITE_CANTOPEN' }",
    "{ code: 'ERR_SQLITE_ERROR', errcode: 14 }",
    "{ cause: { code: 'SQLITE_READONLY_DIRECTORY' } }",
  ]) {
    assert.match((await told(thrown(error)))[0] ?? '', `if that is in ${project}, which is read-only, declare`);
  }
  assert.equal(await told(thrown("{ code: 'ERR_SQLITE_ERROR', errcode: 1 }")), []);
});

refused('the program runs and ends as without the agent', async () => {
  const texts = [
    `${FS}fs.mkdirSync('logs');\n`,
    `${FS}fs.promises.writeFile('public/a', '');\n`,
    `${FS}fs.promises.writeFile('public/a', '').catch((error) => { console.log(error.code); process.exit(3); });\n`,
    `${FS}process.on('unhandledRejection', (error) => console.log('unhandled', error.code));\nfs.promises.writeFile('public/a', '');\n`,
    `${FS}console.log(fs.mkdir.name, fs.mkdir.length, fs.writeFileSync.name, require('util').promisify(fs.exists).name);\n`,
    `${FS}fs.mkdir('logs', function (...all) { console.log(all.length, all[0].code); });\n`,
  ];
  for (const text of texts) {
    const [own, other] = [await program(text), await program(text, { without: true })];
    assert.equal([own.exitCode, own.stdout], [other.exitCode, other.stdout], text);
    const lines = own.stderr.split('\n').filter((line) => !/^refused: |notify\.cjs/.test(line));
    // The name of a call in a stack of the stand-in.
    assert.equal(lines, other.stderr.replaceAll(/ \[as mkdirSync\]/g, '').split('\n'), text);
  }
});

refused.run();
