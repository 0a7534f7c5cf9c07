/**
 * The files of build-deb init --ci at work: bash runs the commands of their jobs in fresh clones of a project. Stand-ins
 * take the place of apt-get, and of GitLab's package registry.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { type Run, run } from '../../builder/shell.ts';
import { needing } from '../support/tools.ts';
import { copyTool } from '../tool/copy.ts';

const jobs = suite('jobs of build-deb init --ci');
let folder = '';
let origin = '';
let key = '';
/** The environment of each job. */
let env: NodeJS.ProcessEnv = {};

const SERVER = `import http from 'node:http';
http.createServer((request, response) => { response.end(request.url === '/health' ? 'fine' : 'Hello'); }).listen(3000);
`;

const PACKAGE = {
  ...{ name: 'greeter', version: '1.0.0', description: 'Greets everybody', author: 'Ada Lovelace <ada@example.org>' },
  ...{ license: 'MIT', type: 'module', private: true, engines: { node: '>=18' } },
  scripts: { build: 'esbuild src/server.ts --outfile=build/server.js --log-level=error' },
  deb: { entry: 'build/server.js', service: { health: '/health' } },
};

/** A registry that is a folder: `--upload-file FILE … URL`, and `--output FILE … URL` with the status on stdout. */
const CURL = `#!/bin/bash
place=$(dirname "$0")/registry.tar
while [ $# -gt 1 ]; do
  case $1 in
    --upload-file) cp "$2" "$place" ;;
    --output) if [ -f "$place" ]; then cp "$place" "$2"; printf 200; else printf 404; fi ;;
  esac
  shift
done
`;

async function succeeds(command: string, args: string[], cwd: string): Promise<string> {
  const { exitCode, stdout, stderr } = await run(command, args, { cwd, env });
  assert.is(exitCode, 0, `${command} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

const git = (cwd: string, ...args: string[]): Promise<string> => succeeds('git', args, cwd);
jobs.before(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'jobs-')));
  for (const name of ['bin', 'home', 'tmp', 'keys']) await mkdir(path.join(folder, name), { mode: 0o700 });
  const standIns = { 'apt-get': '#!/bin/sh\n', curl: CURL };
  for (const [name, text] of Object.entries(standIns))
    await writeFile(path.join(folder, 'bin', name), text, { mode: 0o755 });
  const who = {
    ...{ GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@b.c' },
    ...{ GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@b.c' },
  };
  const { PATH } = process.env;
  env = { ...process.env, ...who, PATH: `${folder}/bin:${PATH}`, HOME: `${folder}/home`, TMPDIR: `${folder}/tmp` };
  // A job adds a setting.
  env.GIT_CONFIG_GLOBAL = `${folder}/home/.gitconfig`;
  const keys = ['--homedir', `${folder}/keys`, '--batch', '--passphrase', ''];
  await succeeds('gpg', [...keys, '--quick-generate-key', 'Test <t@b.c>', 'ed25519', 'sign', 'never'], folder);
  key = await succeeds('gpg', [...keys, '--armor', '--export-secret-keys'], folder);
  await copyTool(path.join(folder, 'tool'));
  const project = path.join(folder, 'project');
  await mkdir(path.join(project, 'src'), { recursive: true });
  await mkdir(path.join(project, 'vendor'));
  await succeeds('npm', ['pack', '--silent', '--pack-destination', `${project}/vendor`], path.join(folder, 'tool'));
  await writeFile(path.join(project, 'src/server.ts'), SERVER);
  await writeFile(path.join(project, 'package.json'), JSON.stringify(PACKAGE, null, 2));
  await writeFile(path.join(project, '.gitignore'), 'node_modules\ndist\nbuild\n');
  await cp('LICENSE', path.join(project, 'LICENSE'));
  const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--silent'];
  await succeeds('npm', ['install', '--save-dev', ...quietly, './vendor/build-deb-1.0.0.tgz'], project);
  await git(project, 'init', '--quiet', '--initial-branch=main');
  for (const system of ['github', 'gitlab']) {
    const said = await succeeds('npx', ['--no', 'build-deb', 'init', '--ci', system], project);
    assert.not.match(said, /^missing/m);
  }
  origin = path.join(folder, 'origin.git');
  await git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', origin);
  await git(project, 'remote', 'add', 'origin', origin);
  await release('1.0.0');
});
// An agent of gpg ends when its folder is gone.
jobs.after(() => rm(folder, { recursive: true, force: true }));

async function release(version: string): Promise<void> {
  const project = path.join(folder, 'project');
  await succeeds('npm', ['pkg', 'set', `version=${version}`], project);
  await git(project, 'add', '--all');
  await git(project, 'commit', '--quiet', '--message', `Greetings of version ${version}`);
  await git(project, 'tag', `v${version}`);
  await git(project, 'push', '--quiet', '--tags', 'origin', 'main');
}

/** A fresh clone of the repository at its newest commit, with the packages of the job before, if there are any. */
async function clone(name: string, results?: string): Promise<string> {
  const place = path.join(folder, name);
  await git(folder, 'clone', '--quiet', origin, place);
  if (results !== undefined) await cp(path.join(results, 'dist'), path.join(place, 'dist'), { recursive: true });
  return place;
}

async function bash(script: string, cwd: string, more: NodeJS.ProcessEnv): Promise<Run> {
  const file = path.join(folder, 'step.sh');
  await writeFile(file, script);
  return run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], { cwd, env: { ...env, ...more } });
}

async function onGitHub(job: string, place: string, secret = key): Promise<Run> {
  const workflow = parse(await readFile(path.join(place, '.github/workflows/build-deb.yml'), 'utf8'));
  const facts = { GITHUB_WORKSPACE: place, RUNNER_TEMP: `${place}-temp`, GITHUB_REF_NAME: 'v1' };
  await mkdir(facts.RUNNER_TEMP);
  const all: Run = { exitCode: 0, stdout: '', stderr: '' };
  for (const step of workflow.jobs[job].steps as { run?: string; env?: object }[]) {
    const given = step.env ? { SIGNING_KEY: secret } : {};
    if (step.run === undefined) continue;
    const ended = await bash(step.run, place, { ...facts, ...given, REPOSITORY_URL: 'https://a.example/greeter/' });
    all.stdout += `${ended.stdout}${ended.stderr}`;
    all.exitCode ||= ended.exitCode;
    if (all.exitCode !== 0) break;
  }
  return all;
}

async function onGitLab(job: string, place: string, secret = key): Promise<Run> {
  const pipeline = parse(await readFile(path.join(place, '.gitlab-ci.yml'), 'utf8'));
  const facts = {
    CI_PROJECT_DIR: place,
    CI_API_V4_URL: 'https://g.example/api/v4',
    CI_PROJECT_ID: '7',
    CI_JOB_TOKEN: 'token',
  };
  const given = { SIGNING_KEY: secret, REPOSITORY_URL: 'https://a.example/greeter/' };
  const ended = await bash(pipeline[job].script.join('\n'), place, { ...facts, ...given });
  return { ...ended, stdout: `${ended.stdout}${ended.stderr}` };
}

function worked({ exitCode, stdout }: Run): void {
  assert.is(exitCode, 0, stdout);
  const body = key.split('\n').filter((line) => /^[\w+/=]{20,}$/.test(line));
  assert.ok(body.length > 2);
  for (const line of body) assert.not(stdout.includes(line), 'the key is in the log');
}

/** The versions in a published repository, whose signature the public key verifies. */
async function versionsIn(place: string): Promise<string[]> {
  const release = path.join(place, 'dists/stable/InRelease');
  await succeeds('gpg', ['--homedir', `${folder}/keys`, '--batch', '--verify', release], folder);
  const packages = await readFile(path.join(place, 'dists/stable/main/binary-amd64/Packages'), 'utf8');
  const versions = [...packages.matchAll(/^Package: greeter\n(?:.+\n)*?Version: (.+)$/gm)].map(
    ([, version]) => version ?? '',
  );
  return versions.sort();
}

needing('apt-ftparchive', jobs)('GitHub: two tags, and both versions are on the branch gh-pages', async () => {
  for (const version of ['1.0.0', '1.1.0']) {
    if (version !== '1.0.0') await release(version);
    const built = await clone(`built-${version}`);
    worked(await onGitHub('package', built));
    // It has read the package once.
    await writeFile(path.join(folder, 'bin/lintian'), '#!/bin/sh\n', { mode: 0o755 });
    assert.ok(existsSync(path.join(built, `dist/greeter_${version}_all.cdx.json`)));
    const missing = await onGitHub('publish', await clone(`empty-${version}`, built), '');
    assert.is(missing.exitCode, 1);
    assert.match(missing.stdout, 'error: the secret SIGNING_KEY is missing');
    worked(await onGitHub('publish', await clone(`published-${version}`, built)));
  }
  const pages = path.join(folder, 'pages');
  await git(folder, 'clone', '--quiet', '--branch=gh-pages', origin, pages);
  assert.equal(await versionsIn(pages), ['1.0.0', '1.1.0']);
  for (const file of ['.nojekyll', 'index.html', 'greeter.sources'])
    assert.ok(existsSync(path.join(pages, file)), file);
});

needing('apt-ftparchive', jobs)('GitLab: two tags, and both versions are on the site', async () => {
  let site = '';
  for (const version of ['2.0.0', '2.1.0']) {
    await release(version);
    const built = await clone(`lab-${version}`);
    worked(await onGitLab('package', built));
    const place = await clone(`site-${version}`, built);
    // A variable of the type File holds a path.
    const file = `${folder}/key.asc`;
    await writeFile(file, key);
    worked(await onGitLab('pages', place, version === '2.0.0' ? key : file));
    site = path.join(place, 'public');
  }
  assert.equal(await versionsIn(site), ['2.0.0', '2.1.0']);
});

jobs.run();
