/**
 * How a project is started: what its scripts, `bin` or `main` say, or its files' names.
 */
import type { Json } from '../config/config.ts';
import { objectOf } from '../project/package-json.ts';
import { type Command, commandsOf, ofCommand } from './command.ts';
import { type IsFile, programOf } from './start-file.ts';

/** How a project is started. */
export interface Start extends Command {
  /** What says so: `scripts.start`, `bin`, `main`, or `its name`. */
  from: string;
}

/** Where a service begins by custom. */
const CUSTOMARY = ['src/server', 'src/main', 'src/index', 'src/app', 'server', 'main', 'index', 'app'];

/** How the project whose package.json holds `json` is started; undefined if nothing says so. */
export function findStart(json: Json, isFile: IsFile): Start | undefined {
  for (const name of ['start:prod', 'start']) {
    const found = ofScript(name, json, isFile);
    if (found) return { ...found, from: `scripts.${name}` };
  }
  const bins = typeof json.bin === 'string' ? [json.bin] : Object.values(objectOf(json.bin));
  const named: [string, unknown][] = [
    ['main', json.main],
    ...CUSTOMARY.map((name): [string, string] => ['its name', name]),
  ];
  if (bins.length === 1) named.unshift(['bin', bins[0]]);
  for (const [from, file] of named) {
    const found = typeof file === 'string' ? programOf(file, isFile) : undefined;
    // Unlike a command, these need not mean anything: npm init writes "main": "index.js" into every project.
    if (found?.source !== undefined) return { ...found, arguments: [], from };
  }
  return undefined;
}

/** What a script of package.json starts: of several commands the last that is understood; those before it build. */
function ofScript(name: string, json: Json, isFile: IsFile, depth = 0): Command | undefined {
  const script = objectOf(json.scripts)[name];
  if (typeof script !== 'string' || depth > 5) return undefined;
  for (const words of commandsOf(script).reverse()) {
    const isScript = /^(npm|pnpm|yarn)$/.test(words[0] ?? '');
    const meant = words.slice(1).find((word) => !word.startsWith('-') && word !== 'run') ?? '';
    const found = isScript ? ofScript(meant, json, isFile, depth + 1) : ofCommand(words, json, isFile);
    if (found) return found;
  }
  return undefined;
}
