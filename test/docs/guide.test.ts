/**
 * The examples of the guide.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';

const GUIDE = 'docs/guide.md';
const EXAMPLES = 'docs/examples';
const guide = suite('guide');

/** The first listing in a language that begins like that. */
function listing(language: string, beginning: string): string {
  const page = readFileSync(GUIDE, 'utf8');
  const listings = [...page.matchAll(/```(\w+)\n(.*?)```/gs)];
  const [, , text] = listings.find(([, name, text]) => name === language && text?.startsWith(beginning)) ?? [];
  assert.ok(text, `${GUIDE} has no ${language} that begins with ${beginning}`);
  return String(text);
}

const example = (file: string): string => readFileSync(path.join(EXAMPLES, file), 'utf8');

guide('what it shows of its examples is what is in them', () => {
  assert.is(listing('js', `const http = require('node:http');`), example('hello-web/server.js'));
  for (const [project, beginning] of [
    ['hello-web', '"deb": {\n  "entry": "server.js",\n  "node"'],
    ['shop-web', '"deb": {\n  "entry": "src/web.js"'],
  ] as const) {
    const { deb } = JSON.parse(example(`${project}/package.json`));
    assert.equal(JSON.parse(`{${listing('json', beginning)}}`).deb, deb, project);
  }
});

guide('each example comes to a package; one lacks its modules, and says so', async () => {
  const options = (project: string) => ({ cwd: path.resolve(EXAMPLES, project) });
  const command = ['--import', path.resolve('node_modules/tsx/dist/loader.mjs'), path.resolve('build.ts'), '--plan'];
  for (const project of readdirSync(EXAMPLES)) {
    const { exitCode, stdout, stderr } = await run('node', command, options(project));
    if (project === 'login-web') assert.match(stderr, /bcrypt.* npm (ci|install)/s);
    else assert.is(exitCode, 0, stderr);
    if (exitCode === 0) assert.match(stdout, `Package: ${project}\n`);
  }
});

/** The path and the size of each line of `tar --list --verbose`. */
function sizesOf(text: string): [path: string, size: number][] {
  const lines = text.matchAll(/^-\S+ +\S+ +(\d+) \S+ \S+ (\S+)$/gm);
  return [...lines].map(([, size, path = '']) => [path, Number(size)]);
}

guide('listings of packages show files of today, and their sizes but for a fiftieth', async () => {
  const page = readFileSync(GUIDE, 'utf8');
  const shown = [...page.matchAll(/^\$ npx build-deb --list .*\n([^`]*)/gm)].map(([, text = '']) => sizesOf(text));
  const command = ['--import', path.resolve('node_modules/tsx/dist/loader.mjs'), path.resolve('build.ts'), '--list'];
  for (const [at, project] of ['hello-web', 'shop-web'].entries()) {
    const { stdout } = await run('node', command, { cwd: path.resolve(EXAMPLES, project) });
    const sizes = new Map(sizesOf(stdout));
    assert.ok(shown[at]?.length, project);
    for (const [file, size] of shown[at] ?? []) {
      const real = sizes.get(file) ?? 0;
      assert.ok(
        Math.abs(size - real) <= Math.max(real / 50, 20),
        `${file} has ${real} bytes, and ${GUIDE} says ${size}`,
      );
    }
  }
});

guide.run();
