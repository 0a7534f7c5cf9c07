/**
 * Every build reads its maintainer scripts as sh reads them, without running them.
 */
import { BuildError } from '../errors.ts';
import type { Manifest } from '../manifest.ts';
import { run } from '../shell.ts';

/** @throws BuildError with sh's own words. */
export async function checkScripts({ members }: Manifest): Promise<void> {
  const scripts = members.filter(({ content }) => content.startsWith('#!/bin/sh'));
  const results = await Promise.all(scripts.map(({ content }) => run('sh', ['-n'], { input: content })));
  const notes = results.flatMap(({ stderr }, at) => (stderr ? [`${scripts[at]?.name}: ${stderr.trim()}`] : []));
  if (notes.length > 0) throw new BuildError('a maintainer script is not valid sh', notes);
}
