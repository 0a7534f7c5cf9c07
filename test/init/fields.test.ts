/**
 * The fields of npm, and the text of package.json.
 */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { initialize } from '../../builder/init/init.ts';
import type { Proposal } from '../../builder/init/proposal.ts';
import { describeProposal } from '../../builder/init/report.ts';
import { surveyProject } from '../../builder/init/survey.ts';
import { applyProposal } from '../../builder/init/write.ts';
import { run } from '../../builder/shell.ts';
import { accepted, failure, inFolders, KEPT, MIT, project, proposed, put, says } from '../support/proposals.ts';

const init = suite('init, fields');
inFolders(init);

init("what npm's fields lack comes from elsewhere, and is told", async () => {
  await run('git', ['init', '-q', project]);
  await run('git', ['config', 'user.name', 'Bob B'], { cwd: project });
  await run('git', ['config', 'user.email', 'bob@example.org'], { cwd: project });
  const { license, description, ...rest } = KEPT;
  const given = { ...rest, main: 'a.js', author: 'Bob' };
  const readme = '# Shop\n\n[![ci](a)](b)\n\n```\ncode\n```\n\n* a list\n\nSells **things** to [people](x). Fast.\n';
  const proposal = await proposed({ 'package.json': given, 'a.js': '', LICENSE: MIT, 'README.md': readme });
  assert.is(proposal.deb.maintainer, 'Bob B <bob@example.org>');
  assert.equal(proposal.fields, { license });
  assert.is(proposal.deb.summary, 'Sells things to people');
  assert.equal(proposal.deb.extendedDescription, ['Fast.']);
  says(proposal.guesses, 'from git, because author names no address', 'license: "MIT", from how LICENSE begins');
  await accepted(proposal);
  const author = 'Ada <ada@example.org> (https://example.org)';
  const page = await proposed({ 'package.json': { ...given, author, description } });
  assert.is(page.deb.maintainer, 'Ada <ada@example.org>');
  assert.is(page.deb.summary, undefined);
});

init('names, descriptions, versions and ranges that do not fit are made to, or asked about', async () => {
  const description = `Sells ${'very '.repeat(20)}many things`;
  const name = '@Acme/Web_Shop-of-the-example-company';
  const files = { 'package.json': { ...KEPT, name, description, main: 'a.js' }, 'a.js': '', LICENSE: MIT };
  const first = await proposed(files);
  assert.is(first.deb.name, 'acme-web-shop-of-the-example-company');
  assert.is(first.deb.summary, `Sells ${'very '.repeat(15)}`.trim());
  assert.equal(first.deb.extendedDescription, [description]);
  assert.equal(first.deb.service, { user: 'acme-web-shop-of-the-example-co', ready: 'loaded' });
  await accepted(first);
  const odd = { ...KEPT, name: 'ssl', version: '1.0.0-beta-1', engines: { node: '^16' }, license: 'SEE <x>' };
  const { deb, guesses, questions } = await proposed({ 'package.json': odd });
  assert.is(deb.name, 'my-ssl');
  says(guesses, 'name: "my-ssl", from name, "ssl", because ssl is the name of');
  says(questions, 'version: Debian cannot order "1.0.0-beta-1"');
  says(
    questions,
    'no Debian has the Node of engines.node (^16)',
    'license: name your licence as npm does, such as "MIT"',
  );
  const newer = await proposed({ 'package.json': { ...KEPT, engines: { node: '>=22' } } });
  assert.is(newer.deb.node, '24.21.0');
  says(
    newer.guesses,
    'runtime: "bundled" with Node 24.21.0, because no release of Debian has the Node of engines.node',
  );
  const wild = await proposed({ 'package.json': { ...KEPT, engines: { node: 'lts/*' } } });
  assert.is(wild.deb.node, '>=18');
});

const PROPOSAL: Proposal = {
  deb: { entry: 'a.js', settings: { PORT: { value: '1', description: 'x' } }, service: { arguments: ['a', 'b'] } },
  fields: { license: 'MIT' },
  guesses: ['entry: a.js, from main', 'section: "web"'],
  questions: ['version: say which'],
};

init('the file keeps its indentation, its line ends and its end', () => {
  const section = (indent: string): string[] => [
    `${indent}"license": "MIT",`,
    `${indent}"deb": {`,
    `${indent}${indent}"entry": "a.js",`,
    `${indent}${indent}"settings": { "PORT": { "value": "1", "description": "x" } },`,
    `${indent}${indent}"service": { "arguments": ["a", "b"] }`,
    `${indent}}`,
    '}',
  ];
  for (const indent of ['  ', '    ', '\t']) {
    for (const newline of ['\n', '\r\n']) {
      for (const end of ['', newline]) {
        const before = ['{', `${indent}"name":   "x",`, `${indent}"files": ["a",   "b"]`];
        const text = [...before, '}'].join(newline) + end;
        const expected = [...before.slice(0, 2), `${before[2]},`, ...section(indent)].join(newline) + end;
        assert.is(applyProposal(text, PROPOSAL), expected);
      }
    }
  }
  for (const empty of ['{}\n', '{\n}\n'])
    assert.is(applyProposal(empty, PROPOSAL).trim(), ['{', ...section('  ')].join('\n'), empty);
  assert.is(applyProposal('{"a":1}', { ...PROPOSAL, fields: {}, deb: { entry: 'b' } }), '{"a":1,"deb":{"entry":"b"}}');
});

init('a deb section that is there stays as it is', async () => {
  const text = '{ "name": "x", "deb": {} }';
  await put({ 'package.json': text });
  const error = await failure(initialize(project));
  assert.is(error.message, 'package.json has a deb section already');
  assert.is(error.notes.length, 1);
  assert.throws(() => applyProposal(text, PROPOSAL), /has a deb section already/);
  assert.is(await readFile(path.join(project, 'package.json'), 'utf8'), text);
});

init('it writes package.json, and reports the keys in columns', async () => {
  await put({ 'package.json': { ...KEPT, main: 'a.js' }, 'a.js': '', LICENSE: MIT });
  const said = (await initialize(project)).split('\n');
  assert.is(said[0], 'wrote     package.json: deb.entry, deb.service');
  assert.is(said[1], 'guessed   entry: a.js, from main');
  assert.match(said[2] ?? '', /^ {10}service\.ready: "loaded"/);
  assert.is(said[3], 'next      npx build-deb --plan');
  const { deb } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
  assert.equal(deb, { entry: 'a.js', service: { ready: 'loaded' } });
  assert.is(
    describeProposal(PROPOSAL),
    [
      'wrote     package.json: license, deb.entry, deb.settings, deb.service',
      'guessed   entry: a.js, from main',
      '          section: "web"',
      'missing   version: say which',
      'next      fill in what is missing, then npx build-deb --plan\n',
    ].join('\n'),
  );
});

init('a broken or missing package.json is your mistake', async () => {
  await put({ 'package.json': '{' });
  assert.match((await failure(surveyProject(project))).message, /package\.json is not valid JSON/);
  await put({ 'package.json': '[]' });
  assert.match((await failure(surveyProject(project))).message, /package\.json does not hold an object/);
  await rm(path.join(project, 'package.json'));
  assert.match((await failure(surveyProject(project))).message, /cannot read .*package\.json: it does not exist/);
});

init.run();
