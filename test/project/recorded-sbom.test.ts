/**
 * The bill of materials beside a package belongs to the record of its build.
 */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildRecorder } from '../../builder/project/up-to-date.ts';
import { finishedBuild, inProjects, isSame, laterLog, project, requestOf } from '../support/recorded.ts';

const again = suite('records of bills of materials');
inProjects(again);

again('a bill of materials that is gone or changed is made again', async () => {
  const sbom = path.join(project, 'dist/again_1.0.0_all.cdx.json');
  const { built, ...finished } = finishedBuild();
  const record = (): Promise<void> =>
    new BuildRecorder(laterLog()).keep(requestOf(), { ...finished, built: { ...built, sbom } });
  await writeFile(sbom, '{}');
  await record();
  assert.ok(isSame());
  await writeFile(sbom, '{ }');
  assert.not.ok(isSame());
  await record();
  await rm(sbom);
  assert.not.ok(isSame());
});

again.run();
