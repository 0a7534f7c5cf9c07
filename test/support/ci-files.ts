/**
 * Projects in repositories, and the files of build-deb init --ci for them, which the schemas of GitHub and GitLab accept.
 */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { BuildError } from '../../builder/errors.ts';
import { CI_SYSTEMS, type CiSystem } from '../../builder/init/ci/ci.ts';
import { initialize } from '../../builder/init/init.ts';

export const SYSTEMS = Object.keys(CI_SYSTEMS) as CiSystem[];
/** The repository of the test that runs. */
export let root = '';

const ajv = new Ajv({ strict: false });
formats.default(ajv);
const schemaOf = (name: string) => ajv.compile(JSON.parse(readFileSync(`test/support/schemas/${name}.json`, 'utf8')));
const VALIDATE = { github: schemaOf('github-workflow'), gitlab: schemaOf('gitlab-ci') };

export function inRepositories({ before, after }: Test): void {
  before.each(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), 'notifydemo-ci-')));
    await mkdir(path.join(root, '.git'));
  });
  after.each(() => rm(root, { recursive: true, force: true }));
}

const JSON_TEXT = {
  ...{ name: 'web', version: '1.0.0', description: 'Web', author: 'Ada <a@b.c>', license: 'MIT' },
  devDependencies: { 'build-deb': 'file:vendor/build-deb-1.0.0.tgz' },
};

/** Writes a project into a folder of the repository. */
export async function project(json: object, files: Record<string, string> = {}, folder = ''): Promise<string> {
  const place = path.join(root, folder);
  await mkdir(place, { recursive: true });
  const all = {
    'server.js': '',
    LICENSE: 'You may.',
    'package.json': JSON.stringify({ ...JSON_TEXT, ...json }),
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(place, file)), { recursive: true });
    await writeFile(path.join(place, file), text);
  }
  return place;
}

export const DEB = { deb: { entry: 'server.js', node: '>=18' } };

/** Writes the file, validates it, and returns its text. */
export async function written(system: CiSystem, place: string): Promise<string> {
  await initialize(place, system);
  const text = await readFile(path.join(root, CI_SYSTEMS[system].file), 'utf8');
  const validate = VALIDATE[system];
  assert.ok(validate(parse(text)), `${JSON.stringify(validate.errors)}\n${text}`);
  await rm(path.join(root, CI_SYSTEMS[system].file));
  return text;
}

export async function refused(work: Promise<unknown>): Promise<BuildError> {
  const error = await work.catch((thrown: unknown) => thrown);
  assert.instance(error, BuildError);
  return error as BuildError;
}
