/**
 * Rules about the options of Node that a service has.
 */
import path from 'node:path';
import { allServices } from '../all-services.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import { fileOfOption, isPreload, type NodeOption, needsModules, nodeOptions, optionProblem } from '../node-options.ts';
import type { DebSection } from '../schema/schema.ts';

export function* nodeOptionMistakes(deb: DebSection): Iterable<Mistake> {
  for (const { place, service } of allServices(deb)) {
    if (service.unit !== undefined) continue;
    for (const option of nodeOptions(service.nodeOptions)) {
      const found = optionProblem(option) ?? fileProblem(option, service.directory) ?? payloadProblem(option, deb);
      if (found !== undefined) yield { path: [...place, 'nodeOptions'], ...found };
    }
  }
}

type Problem = ReturnType<typeof optionProblem>;

function fileProblem(option: NodeOption, directory = ''): Problem {
  const file = fileOfOption(option);
  const shown = option.words.join(' ');
  if (file !== undefined && path.posix.join(directory, file).startsWith('..')) {
    return { problem: `${shown} names a file outside the project`, fix: 'put the file into the project' };
  }
  if (file === undefined || !isPreload(option) || !/\.[cm]?tsx?$/.test(file)) return undefined;
  const compiled = file.replace(/(^|\/)src\//, '$1dist/').replace(/tsx?$/, 'js');
  const fix = `compile it, and name the result, as in "${option.name}", "${compiled}"`;
  return { problem: `${shown} names a file that is no JavaScript`, fix };
}

/** A bundle has one file: modules that are loaded before it cannot change the modules in it. */
function payloadProblem(option: NodeOption, { payload }: DebSection): Problem {
  if (payload === 'modules' || !needsModules(option)) return undefined;
  return {
    problem: `${option.words.join(' ')} has no effect on the modules in a bundle`,
    fix: 'package the modules as they are, with "payload": "modules"',
  };
}
