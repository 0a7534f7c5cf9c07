/**
 * The table of frameworks: a project of each, as init proposes it. A new row needs a project here.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { FRAMEWORKS } from '../../builder/init/frameworks.ts';
import { serversAmong } from '../../builder/init/program-package.ts';
import { proposeDeb } from '../../builder/init/propose.ts';
import { surveyProject } from '../../builder/init/survey.ts';
import { applyProposal } from '../../builder/init/write.ts';

import type { Project } from './frameworks/project.ts';
import { PROJECTS } from './frameworks/projects.ts';

const frameworks = suite('frameworks');

async function proposed(name: string, { scripts = {}, files = {} }: Pick<Project, 'scripts' | 'files'>) {
  const project = path.join(await mkdtemp(path.join(tmpdir(), 'frameworks-')), 'shop');
  const fields = { name: 'shop', version: '1.0.0', description: 'Sells things', author: 'Ada <ada@example.org>' };
  const more = { license: 'MIT', engines: { node: '>=18' }, scripts, dependencies: { [name]: '1' } };
  const all = { ...files, LICENSE: 'MIT License', 'package.json': JSON.stringify({ ...fields, ...more }) };
  try {
    for (const [file, text] of Object.entries(all)) {
      await mkdir(path.dirname(path.join(project, file)), { recursive: true });
      await writeFile(path.join(project, file), text);
    }
    const survey = await surveyProject(project);
    const proposal = proposeDeb(survey);
    if (proposal.questions.length === 0) parseConfig(applyProposal(survey.packageJson, proposal));
    return proposal;
  } finally {
    await rm(path.dirname(project), { recursive: true });
  }
}

frameworks('each name stands once, and each way to run has a project here', () => {
  const names = FRAMEWORKS.map((framework) => framework.package);
  assert.equal(names, [...new Set(names)]);
  const twins = /^(nitro|@tanstack\/react-start|@solidjs\/start|@analogjs\/platform)$/;
  for (const { package: name, runs = [] } of FRAMEWORKS.filter((framework) => !twins.test(framework.package)))
    assert.ok((PROJECTS[name]?.length ?? 0) >= runs.length, `${name} needs ${runs.length} projects`);
});

frameworks('a source that imports a framework opens a server if the row says so', () => {
  const names = FRAMEWORKS.map((framework) => framework.package);
  const opening = FRAMEWORKS.filter(({ server }) => server !== undefined).map((framework) => framework.package);
  assert.ok(opening.length > 0 && opening.length < names.length);
  assert.equal(serversAmong([...names, ...names, 'not-installed'], '/nonexistent'), opening);
});

for (const { package: name, section, modules, otherwise, runs } of FRAMEWORKS) {
  frameworks(`${name}: a section, and the payload of its row`, async () => {
    const { deb } = await proposed(name, { scripts: { start: 'node server.js' }, files: { 'server.js': 'listen();' } });
    assert.is(deb.section, section);
    assert.is(deb.payload, modules === undefined ? undefined : 'modules');
    assert.ok(otherwise === undefined || runs !== undefined);
  });
}

for (const [name, projects] of Object.entries(PROJECTS)) {
  for (const [at, { deb: expected, told = '', ...project }] of projects.entries()) {
    frameworks(`${name}, project ${at + 1}`, async () => {
      const { deb, guesses, questions } = await proposed(name, project);
      for (const [key, value] of Object.entries(expected)) assert.equal(deb[key], value, key);
      assert.match([...guesses, ...questions].join('\n'), told);
    });
  }
}

frameworks.run();
