/**
 * How a project is started: by a script, `bin` or `main` of package.json, or by a file with a customary name.
 */
import type { Json } from '../config/config.ts';
import { objectOf } from '../project/package-json.ts';
import { type Command, commandsOf, ofCommand } from './command.ts';
import { type Places, programOf } from './start-file.ts';

/** The command that starts a project. */
export interface Start extends Command {
  /** The source of this fact: `scripts.start`, `bin`, `main`, or `its name`. */
  from: string;
}

/** Customary first files of services, without extensions. */
const CUSTOMARY = ['src/server', 'src/main', 'src/index', 'src/app', 'server', 'main', 'index', 'app'];

/** The start of the project whose package.json holds `json`, or undefined if package.json and file names do not show it. */
export function findStart(json: Json, places: Places): Start | undefined {
  for (const name of ['start:prod', 'start']) {
    const found = ofScript([name], json, places);
    if (found) return { ...found, from: `scripts.${name}` };
  }
  const bins = typeof json.bin === 'string' ? [json.bin] : Object.values(objectOf(json.bin));
  const named: [string, unknown][] = [
    ['main', json.main],
    ...CUSTOMARY.map((name): [string, string] => ['its name', name]),
  ];
  if (bins.length === 1) named.unshift(['bin', bins[0]]);
  for (const [from, file] of named) {
    const found = typeof file === 'string' ? programOf(file, places.isFile) : undefined;
    // Only existing files count: npm init writes "main": "index.js" into every project.
    if (found?.source !== undefined) return { ...found, arguments: [], from };
  }
  return undefined;
}

/**
 * The program that a script of package.json starts. Of several commands the last known one counts, because the commands
 * before it build. `names` are the scripts on the way, the last one first: a script may call another.
 */
function ofScript(names: readonly [string, ...string[]], json: Json, places: Places): Command | undefined {
  const [name, ...callers] = names;
  const script = objectOf(json.scripts)[name];
  if (typeof script !== 'string' || callers.includes(name)) return undefined;
  for (const words of commandsOf(script).reverse()) {
    const called = calledScript(words);
    const found = called === undefined ? ofCommand(words, json, places) : ofScript([called, ...names], json, places);
    if (found) return found;
  }
  return undefined;
}

/** The script that a command such as `npm run build` calls, or undefined for other commands. */
function calledScript([command, ...words]: readonly string[]): string | undefined {
  if (command === undefined || !/^(npm|pnpm|yarn)$/.test(command)) return undefined;
  return words.find((word) => !word.startsWith('-') && word !== 'run');
}
