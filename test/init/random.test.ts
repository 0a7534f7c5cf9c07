/**
 * build-deb init with random texts of package.json.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import { proposeDeb } from '../../builder/init/propose.ts';
import { describeProposal } from '../../builder/init/report.ts';
import { surveyProject } from '../../builder/init/survey.ts';
import { applyProposal } from '../../builder/init/write.ts';
import { inFolders, MIT, project, put } from '../support/proposals.ts';
import { anySign } from '../support/texts.ts';

const init = suite('init, random package.json');
inFolders(init);

const PACKAGES = ['express', 'knex', '../..', '.', ''];
const WORDS = [
  ...['node', 'a.js', './src/', 'dist/b.js', '-r', '&&', '|', '"', "'", '$X', 'npm', 'run', 'start', 'A=1', 'next'],
  ...['fastify', '>', '\u0000', 'x'.repeat(300)],
];
const command = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((words) => words.join(' '));
const someText = fc.oneof(
  fc.string({ unit: anySign, maxLength: 120 }),
  fc.constantFrom('a.js', 'shop', '1.0.0', 'A <a@b.c>', '>=20', 'toString'),
);
const anything = fc.oneof(fc.jsonValue(), someText);
const mostly = (sound: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 7, arbitrary: sound }, { weight: 1, arbitrary: anything });
// These values have no useful text: code that puts them into a sentence shows it.
const noText = fc.constantFrom<unknown>(7, true, {}, [{}], { toString: 1 });
const packageJson = fc.record(
  {
    name: fc.oneof(someText, noText, fc.constant('@acme/shop')),
    version: mostly(fc.constantFrom('1.0.0', '2.0.0-rc.1')),
    description: mostly(someText),
    author: mostly(
      fc.oneof(
        fc.constant('Ada <a@b.c> (x)'),
        fc.record({ name: fc.oneof(someText, noText), email: fc.oneof(fc.constant('a@b.c'), noText) }),
      ),
    ),
    license: mostly(fc.constant('MIT')),
    engines: mostly(fc.record({ node: mostly(fc.constant('>=18')) })),
    main: mostly(fc.constant('a.js')),
    bin: mostly(fc.dictionary(someText, anything, { maxKeys: 2 })),
    scripts: mostly(fc.record({ start: mostly(command), 'start:prod': mostly(command) }, { requiredKeys: [] })),
    dependencies: mostly(fc.dictionary(fc.oneof(someText, fc.constantFrom(...PACKAGES)), anything)),
    other: anything,
  },
  { requiredKeys: ['version', 'author', 'main'] },
);

init(
  'whatever package.json holds, it is kept, and the tool takes what is proposed, or says what is asked about',
  async () => {
    await put({ 'a.js': 'listen(process.env.PORT)', LICENSE: MIT, 'README.md': 'It sells things.' });
    let taken = 0;
    const property = fc.asyncProperty(packageJson, fc.constantFrom(0, 2, '\t'), async (json, indent) => {
      const before = JSON.stringify(json, null, indent);
      await put({ 'package.json': before });
      const proposal = proposeDeb(await surveyProject(project));
      const after = applyProposal(before, proposal);
      const { deb, ...rest } = JSON.parse(after);
      assert.equal(deb, JSON.parse(JSON.stringify(proposal.deb)));
      assert.equal(rest, { ...JSON.parse(before), ...proposal.fields });
      assert.ok(describeProposal(proposal).endsWith('\n'));
      try {
        parseConfig(after);
        if (proposal.questions.length === 0) taken += 1;
      } catch (error) {
        if (!(error instanceof BuildError) || proposal.questions.length === 0) throw error;
      }
    });
    await fc.assert(property, { numRuns: 100 });
    // Otherwise no proposal reached the tool.
    assert.ok(taken > 0);
  },
);

init.run();
