/**
 * A copy of this project for each test of the command, which may spoil it.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run } from '../../builder/shell.ts';

const HERE = process.cwd();
export const COMMAND = path.join(HERE, 'node_modules/.cache/build-deb/build-deb.mjs');
const PARTS = ['package.json', 'tsconfig.json', 'LICENSE', 'payload', 'builder', 'build.ts', 'debian-templates'];

/** A project like this one, without its history. */
export async function copyProject(target: string): Promise<string> {
  await mkdir(target);
  await Promise.all(PARTS.map((part) => cp(part, path.join(target, part), { recursive: true })));
  await symlink(path.join(HERE, 'node_modules'), path.join(target, 'node_modules'));
  return target;
}

export class Sandbox {
  /** A new directory, with the project in it. */
  folder = '';
  project = '';

  constructor(suite: Test) {
    suite.before(async () => {
      // The copies share node_modules, and with it TypeScript's cache. The tool is bundled before they exist.
      const { exitCode, stderr } = await run('npm', ['run', '--silent', 'build-deb', '--', '--version']);
      assert.is(exitCode, 0, stderr);
    });
    suite.before.each(async () => {
      this.folder = await mkdtemp(path.join(tmpdir(), 'build-deb-command-'));
      this.project = await copyProject(path.join(this.folder, 'project'));
    });
    suite.after.each(() => rm(this.folder, { recursive: true, force: true }));
  }

  build(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Run> {
    // No message is wrapped, however long the path of the test is.
    const own = { ...process.env, NODE_OPTIONS: '', COLUMNS: '1000', ...env };
    return run('node', [COMMAND, ...args], { cwd: this.project, env: own });
  }

  async edit(file: string, change: (text: string) => string): Promise<void> {
    const target = path.join(this.project, file);
    await writeFile(target, change(await readFile(target, 'utf8')));
  }

  async editDeb(change: object): Promise<void> {
    await this.edit('package.json', (text) => {
      const json = JSON.parse(text);
      return JSON.stringify({ ...json, deb: { ...json.deb, ...change } });
    });
  }

  /** A directory for PATH that holds these commands of this machine. */
  async commands(...names: string[]): Promise<string> {
    const bin = path.join(this.folder, 'bin');
    await mkdir(bin);
    for (const name of names) await symlink((await run('which', [name])).stdout.trim(), path.join(bin, name));
    return bin;
  }

  /** The command was refused with one message, without a stack, without a word on stdout, and left no partial file. */
  async refused(outcome: Run, exitCode: number, ...expected: (string | RegExp)[]): Promise<void> {
    assert.is(outcome.exitCode, exitCode, outcome.stderr);
    assert.is(outcome.stdout, '');
    const message = outcome.stderr.slice(outcome.stderr.indexOf('error: '));
    for (const part of expected) assert.match(message, part);
    assert.not.match(message, /^\s+at /m);
    const dist = path.join(this.project, 'dist');
    const leftovers = existsSync(dist) ? await readdir(dist) : [];
    assert.not.ok(
      leftovers.some((name) => name.startsWith('.')),
      leftovers.join(' '),
    );
  }
}
