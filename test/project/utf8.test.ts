/**
 * Texts of a project in other encodings than UTF-8: a package would hold them without some of their letters.
 */

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { readFacts } from '../../builder/project/facts.ts';
import { InputLog } from '../../builder/project/inputs.ts';
import { projectJsonText, readPackageJson } from '../../builder/project/package-json.ts';
import { utf8Text } from '../../builder/project/utf8.ts';
import { contextOf } from '../support/programs.ts';
import { folder, inFolders, lay } from '../support/projects.ts';
import { refusal } from '../support/repositories.ts';

const encodings = suite('encodings of texts');
inFolders(encodings);

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const put = (file: string, content: Buffer): Promise<void> => writeFile(path.join(folder, file), content);

/** The facts of a project with a fragment and a unit of its own. */
async function facts(): Promise<unknown> {
  const deb = { entry: 'app.js', scripts: { postinst: 'a.sh' }, service: { unit: 'own.service' } };
  const fields = { name: 'shop', version: '1.0.0', description: 'Sells', author: 'Ada <a@b.c>', license: 'MIT' };
  const config = parseConfig(JSON.stringify({ ...fields, engines: { node: '>=18' }, deb }));
  return readFacts(config, contextOf(folder), { SOURCE_DATE_EPOCH: '7' });
}

encodings('each text of a package is told with the line of its first byte that is no UTF-8', async () => {
  for (const file of ['LICENSE', 'CHANGELOG.md', 'a.sh', 'own.service']) {
    await lay({ LICENSE: 'MIT', 'CHANGELOG.md': '', 'a.sh': 'true\n', 'own.service': '[Unit]\n' });
    for (const [content, line] of [
      [latin1('one\n\nJ\xf6rg\n'), 3],
      [Buffer.from('\ufeffone\n', 'utf16le'), 1],
    ] as const) {
      await put(file, content);
      const problem = `${file}:${line}: there is a byte that is no UTF-8: save the file as UTF-8`;
      assert.match(await refusal(facts()), `${file} is no text in UTF-8\n${problem}`);
    }
  }
});

encodings('so is package.json, and that of an installed package is read as npm does', async () => {
  await put('package.json', latin1('{\n"description": "Gr\xf6\xdfe" }'));
  const problem = 'package.json:2: there is a byte that is no UTF-8: save the file as UTF-8';
  const read = (): string => projectJsonText(folder, new InputLog(''));
  assert.is(await refusal(Promise.resolve().then(read)), `${folder}/package.json is no text in UTF-8\n${problem}`);
  await put('package.json', latin1('{ "name": "a", "author": "J\xf6rg" }'));
  assert.is(readPackageJson(folder).name, 'a');
});

encodings('each character of Unicode is fine, also the one that stands for an unknown letter', () => {
  const text = 'J\u00f6rg \ufffd \u{1f642} \u0000';
  assert.is(utf8Text(Buffer.from(text), 'x'), text);
  assert.throws(() => utf8Text(latin1(`\ufffd \n\xf6`), 'x/y'), 'x/y is no text in UTF-8');
});

encodings.run();
