/**
 * What is packaged. Each payload is a folder that looks to every tool like something of its own, and a project of
 * build-deb around it. The same bytes every time, so that figures can be compared.
 */
import { createCipheriv } from 'node:crypto';
import { closeSync, copyFileSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../builder/shell.ts';
import { packages } from '../system/npm.ts';

export const MIB = 1024 ** 2;

/** What npm's fields of every payload say; the tools want them. */
export const PACKAGE = {
  version: '1.0.0',
  description: 'Something to be packaged',
  author: 'Ada <a@b.example>',
  license: 'MIT',
  main: 'app.js',
  bin: 'app.js',
  scripts: { start: 'node app.js' },
  engines: { node: '>=18' },
};

const DEB = { entry: 'app.js', settings: { PORT: { value: '8080', description: 'The port to listen on.' } } };

/** A project whose package carries the folder `content` in it as further files. Returns that folder. */
export function makeProject(project: string, deb: object): string {
  const name = path.basename(project);
  const content = path.join(project, 'content');
  const files = [{ from: 'content', to: `/usr/share/${name}/content` }];
  makeApp(project, { name, ...PACKAGE, deb: { ...DEB, files, ...deb } });
  makeTree(content, name);
  return content;
}

/** What each tool wants to see: electron-installer-debian a version of Electron, and package.json where that has it. */
export function makeTree(folder: string, name: string): void {
  makeApp(folder, { name, ...PACKAGE });
  mkdirSync(path.join(folder, 'resources/app'), { recursive: true });
  copyFileSync(path.join(folder, 'package.json'), path.join(folder, 'resources/app/package.json'));
  writeFileSync(path.join(folder, 'version'), '30.0.0\n');
}

function makeApp(folder: string, packageJson: object): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync('LICENSE', path.join(folder, 'LICENSE'));
  const app = "require('node:http').createServer((_, answer) => answer.end('OK')).listen(process.env.PORT);\n";
  writeFileSync(path.join(folder, 'app.js'), app, { mode: 0o755 });
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`);
}

/** Node-RED as npm installs it. Twice: a project that depends on it, and further files, as the other tools see it. */
export async function makeNodeRed(folder: string): Promise<{ modules: string; files: string }> {
  const archive = path.resolve(await packages('test/bench/node-red'));
  const modules = path.join(folder, 'node-red');
  const files = path.join(folder, 'node-red-files');
  for (const content of [modules, makeProject(files, {})]) {
    mkdirSync(content, { recursive: true });
    const { exitCode, stderr } = await run('tar', ['--extract', '--file', archive, '--directory', content]);
    if (exitCode !== 0) throw new Error(stderr);
  }
  const dependencies = { 'node-red': '4.0.9' };
  makeApp(modules, { name: 'node-red', ...PACKAGE, dependencies, deb: { ...DEB, payload: 'modules' } });
  copyFileSync('test/bench/node-red/package-lock.json', path.join(modules, 'package-lock.json'));
  return { modules, files };
}

/** Small files of text, as the folders of a program have them. */
export function makeMany(content: string, count: number): void {
  const bytes = random('many');
  const text = phrases();
  for (let made = 0; made < count; made += 1) {
    const folder = path.join(content, `part-${Math.floor(made / 400)}`);
    if (made % 400 === 0) mkdirSync(folder);
    const [kind = 0, next = 0] = bytes(2);
    const parts = Array.from({ length: 1 + (kind % 16) }, (_, at) => text[(next * 16 + made + at * 97) % text.length]);
    writeFileSync(path.join(folder, `file-${made}.txt`), parts.join(''));
  }
}

/** Bytes of which a fifth is text, two fifths look random, as what is compressed already, and two fifths are zeros. */
export function makeMixed(content: string, bytes: number): void {
  // Texts are made of words of two bytes, eight bytes of text for each.
  const share = Math.floor(bytes / 320) * 8;
  const noise = random('mixed');
  const zeros = Buffer.alloc(MIB);
  const none = (count: number): Buffer => zeros.subarray(0, count);
  const kinds = [text(random('text')), noise, none, noise, none];
  for (let made = 0; made < 40; made += 1) {
    const make = kinds[made % kinds.length] ?? noise;
    const file = openSync(path.join(content, `data-${made}`), 'w');
    for (let left = share; left > 0; left -= MIB) writeSync(file, make(Math.min(left, MIB)));
    closeSync(file);
  }
}

/** Bytes that nothing compresses, the same ones for the same name. */
function random(name: string): (count: number) => Buffer {
  const cipher = createCipheriv('aes-128-ctr', name.padEnd(16), Buffer.alloc(16));
  return (count) => cipher.update(Buffer.alloc(count));
}

/** Half a line each, of words that a vocabulary of a thousand has. */
function phrases(): Buffer[] {
  const bytes = random('phrases');
  const word = (): string =>
    Buffer.from(bytes(2 + ((bytes(1)[0] ?? 0) % 8)).map((byte) => 97 + (byte % 26))).toString();
  const words = Array.from({ length: 1024 }, word);
  const phrase = (): string => Array.from({ length: 5 }, () => words[bytes(2).readUInt16LE() % 1024]).join(' ');
  return Array.from({ length: 4096 }, () => Buffer.from(`${phrase()}\n`));
}

function text(bytes: (count: number) => Buffer): (count: number) => Buffer {
  const all = phrases();
  return (count) => {
    const made = Buffer.alloc(count);
    const choices = bytes(count / 4);
    for (let at = 0, choice = 0; at < count; choice += 2) {
      at += all[choices.readUInt16LE(choice) % all.length]?.copy(made, at) ?? count;
    }
    return made;
  };
}

/** Away with what an earlier point needed. */
export function discard(project: string): void {
  rmSync(project, { recursive: true, force: true });
}
