/**
 * Rules between values: each refuses a package, and takes its nearest neighbour that is sound.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import { packageJsonText } from './mistakes/written.ts';
import { FILE_RULES } from './rules/files.ts';
import { PROGRAM_RULES } from './rules/program.ts';
import { RELATION_RULES } from './rules/relations.ts';
import { SOCKET_RULES } from './rules/sockets.ts';
import { WRITABLE_RULES } from './rules/writable.ts';

const rules = suite('rules between values');

/** The keys with mistakes, each with its problem and its remedy. */
function told(deb: object): string[] {
  try {
    parseConfig(packageJsonText({ deb: { ...deb } }));
    return [];
  } catch (error) {
    assert.instance(error, BuildError);
    return (error as BuildError).problems.map(({ key, problem, fix }) => `${key}: ${problem}; ${fix}`);
  }
}

for (const [name, { takes, refuses }] of Object.entries({
  ...PROGRAM_RULES,
  ...SOCKET_RULES,
  ...FILE_RULES,
  ...WRITABLE_RULES,
  ...RELATION_RULES,
})) {
  rules(name, () => {
    for (const deb of takes) assert.equal(told(deb), [], JSON.stringify(deb));
    for (const [deb, ...mistakes] of refuses) {
      const found = told(deb);
      assert.is(found.length, mistakes.length, found.join('\n'));
      for (const [at, mistake] of mistakes.entries()) {
        assert.ok(found[at]?.startsWith(mistake), `${mistake}\n${found[at]}`);
      }
    }
  });
}

rules.run();
