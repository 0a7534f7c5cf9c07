/**
 * Paths of a program that lead out of its project.
 */
import { mkdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { outsideWarnings } from '../../builder/programs/outside-paths.ts';
import { collect } from '../support/collected.ts';
import { folder, inFolders, lay } from '../support/projects.ts';

const outside = suite('paths out of the project');
inFolders(outside);

/** The paths that warnings name for a source of the project `server`. */
async function named(text: string, file = 'server/src/app.js'): Promise<string[]> {
  await lay({ 'client/dist/a.html': '', 'lang/de.json': '{}', '.env': '', 'node_modules/x/y': '', [file]: text });
  const lines = outsideWarnings(path.join(folder, 'server'), [path.join(folder, file)]);
  return lines.map((line) => / reads (.*), which is outside of the project, /.exec(line)?.[1] ?? line);
}

for (const [text, expected] of [
  ["express.static(path.join(__dirname, '../../client/dist'))", ['../client/dist']],
  ["sendFile(path.resolve('..', 'client', 'dist', 'a.html'))", ['../client/dist/a.html']],
  ["(0, fs_1.readFileSync)((0, path_1.join)(__dirname, '..', '..', 'lang', name))", ['../lang']],
  ["readFile(new URL('../../lang/de.json', import.meta.url))", ['../lang/de.json']],
  ["const dist = path.join(__dirname, '../../client/dist'); readFile(path.join(dist, 'a.html'))", ['../client/dist']],
  ["express.static('../client/dist')", ['../client/dist']],
  ['require(`../../lang/${name}`)', ['../lang']],
  ["readFile('../none')", []],
  ["readFile(path.join(__dirname, '../package.json'))", []],
  ["const root = path.join(__dirname, '../..'); log(root)", []],
  ["config({ path: path.join(__dirname, '../../.env') })", []],
  ["log('../client/dist')", []],
  ["// static('../client/dist')", []],
  ["readFile('/etc/hostname')", []],
] as const) {
  outside(text, async () => {
    assert.equal(await named(text), expected);
  });
}

outside('both payloads tell it', async () => {
  const beside = `${folder}.beside`;
  await mkdir(beside);
  const name = path.basename(beside);
  await lay({ 'app.js': `require('fs').readdirSync(require('path').join(__dirname, '../${name}'))` });
  for (const payload of ['bundle', 'modules']) {
    const { warnings } = await collect({ payload, service: { ready: 'loaded' } });
    const line = `app.js reads ../${name}, which is outside of the project, and the package lacks it`;
    assert.ok(
      warnings.some((warning) => warning.startsWith(line)),
      payload,
    );
  }
  await rmdir(beside);
});

outside.run();
