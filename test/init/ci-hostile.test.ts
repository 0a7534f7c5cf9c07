/**
 * build-deb init --ci: projects that want to reach the commands of CI, and the way of the signing key.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { DEB, inRepositories, project, SYSTEMS, written } from '../support/ci-files.ts';

const ci = suite('build-deb init --ci, attacked');
inRepositories(ci);

ci('names of a hostile project reach no file of CI', async () => {
  const evil = '${{ secrets.X }}\n  evil: "$(touch x)\'';
  const place = await project({
    ...DEB,
    name: evil,
    scripts: { build: evil },
    engines: { node: evil },
    packageManager: evil,
  });
  for (const system of SYSTEMS) assert.not.match(await written(system, place), /evil|secrets\.X/);
});

ci('actions have versions, and the key is in one step alone', async () => {
  const text = await written('github', await project(DEB));
  const actions = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action ?? '');
  assert.is(actions.length, 4);
  for (const action of actions) assert.match(action, /^actions\/[a-z-]+@v\d+\.\d+\.\d+$/);
  assert.is(text.split('secrets.').length, 2);
  assert.not.match(text, /set -x|echo "?\$SIGNING/);
  const { jobs } = parse(text);
  assert.is(jobs.publish.if, "startsWith(github.ref, 'refs/tags/v')");
  // An expression in a command would run as a part of it.
  for (const { steps } of Object.values(jobs) as { steps: { run?: string }[] }[]) {
    for (const { run = '' } of steps) assert.not.match(run, '${{');
  }
});

ci.run();
