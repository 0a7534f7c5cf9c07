/**
 * The demonstration, as a user has it: a project with a commit and its packages from npm.
 */
import { copyFileSync, cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../builder/shell.ts';
import { buildDeb, type Contestant, NOTHING, OWN, rebuild, WHOLE } from './contestants.ts';
import { peersOn } from './packers.ts';
import { makeTree } from './payloads.ts';
import { compete, type Job, type Result } from './rounds.ts';

/** It is over soon, and wants more rounds: so many times as many. */
const MORE = 3;

export async function measureDemo(job: Job): Promise<Result[]> {
  const { scratch, peers, rounds, signal } = job;
  const work = path.join(scratch, 'notifydemo');
  const project = path.join(scratch, 'demo');
  await copyProject(project);
  const own = buildDeb(OWN, project, 'xz', path.join(work, 'xz'));
  const output = path.join(work, 'whole');
  const whole = { ...own, name: WHOLE, command: ['npm', 'run', 'build-deb', '--', '--out', output], output };
  whole.clear = [output, ...own.clear];
  const nothing: Contestant = {
    ...own,
    name: NOTHING,
    command: ['node', '-e', '0'],
    output: path.join(work, 'nothing'),
  };
  const [first] = await compete([own], 1, signal);
  const tree = path.join(scratch, 'demo-tree');
  await extract(first, tree);
  const others = (['zstd', 'none'] as const).map((method) => buildDeb(OWN, project, method, path.join(work, method)));
  const all = [whole, own, rebuild(own), nothing, ...peersOn(tree, work, 'xz', peers), ...others];
  const often = all.map((contestant) => ({ ...contestant, once: false }));
  return compete(often, MORE * rounds, signal);
}

/** With a commit, from which build-deb takes the time. */
async function copyProject(to: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  for (const file of stdout.split('\0').filter(Boolean)) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    copyFileSync(file, path.join(to, file));
  }
  symlinkSync(path.resolve('node_modules'), path.join(to, 'node_modules'));
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...author, 'commit', '--quiet', '--message=All'],
  ]) {
    const { exitCode, stderr } = await run('git', args, { cwd: to });
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  }
}

/** The program that is in build-deb's package of the demonstration. */
async function extract(result: Result | undefined, tree: string): Promise<void> {
  const all = `${tree}-all`;
  await run('dpkg-deb', ['--extract', path.join(result?.contestant.output ?? '', 'notifydemo.deb'), all]);
  cpSync(path.join(all, 'usr/lib/notifydemo'), tree, { recursive: true });
  makeTree(tree, 'notifydemo');
}
