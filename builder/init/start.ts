/**
 * How a project is started: by a script, a Procfile, `bin` or `main` of package.json, by the output of its framework, or
 * by a file with a customary name.
 */
import type { Json } from '../config/config.ts';
import { objectOf } from '../project/package-json.ts';
import type { Command } from './command.ts';
import { noParts } from './parts.ts';
import { readLine, readScript } from './script.ts';
import { type Places, programOf } from './start-file.ts';

/** The command that starts a project. */
export interface Start extends Command {
  /** The source of this fact: `scripts.start`, `bin`, `main`, or `its name`. */
  from: string;
}

/** The start of a project, and the words about it. */
export interface Found {
  start: Start | undefined;
  notes: string[];
  questions: string[];
}

/** Scripts that may start a service, the surest first. */
const SCRIPTS = ['start:prod', 'start:production', 'start', 'prod', 'production', 'serve', 'preview'];

/** Customary first files of services, without extensions. */
const CUSTOMARY = ['src/server', 'src/main', 'src/index', 'src/app', 'server', 'main', 'index', 'app'];

/** The start of the project whose package.json holds `json`, as far as package.json and file names show it. */
export function findStart(json: Json, places: Places): Found {
  const unread: Found = { start: undefined, notes: [], questions: [] };
  const { web, others } = processesOf(places.text('Procfile'));
  const candidates: [from: string, read: () => ReturnType<typeof readScript>][] = SCRIPTS.map((name) => [
    `scripts.${name}`,
    () => readScript([name], { json, places, directory: '' }),
  ]);
  if (web !== undefined) {
    candidates.splice(3, 0, ['Procfile', () => readLine(web, [], { json, places, directory: '' })]);
  }
  for (const [from, read] of candidates) {
    const { command, notes, questions } = read();
    const said = { notes: notes.map((line) => told(line, from)), questions: questions.map((line) => told(line, from)) };
    if (command) return { start: { ...command, from }, notes: said.notes, questions: [...said.questions, ...others] };
    if (from !== 'scripts.start') continue;
    unread.notes.push(...said.notes);
    unread.questions.push(...said.questions.filter((question) => question.startsWith('deb.entry:')));
  }
  // A file with a customary name is not what the script starts.
  const isElsewhere = unread.questions.length > 0;
  return { ...unread, start: outputOf(places) ?? (isElsewhere ? undefined : namedStart(json, places)) };
}

/** A sentence about a script, with its name in the place of a mark. */
function told(line: string, from: string): string {
  return line.replaceAll('\u0001', from);
}

/** The process that answers requests, and questions about the others. */
function processesOf(procfile: string): { web: string | undefined; others: string[] } {
  const lines = [...procfile.matchAll(/^([\w-]+):\s*(\S.*)$/gm)].map(([, name = '', command = '']) => ({
    name,
    command,
  }));
  const others = lines.filter(({ name }) => name !== 'web').map(({ name }) => name);
  const advice = `name each in "services", as in "services": { "${others[0]}": { "entry": "${others[0]}.js", "ready": "loaded" } }`;
  return {
    web: lines.find(({ name }) => name === 'web')?.command,
    others: others.length === 0 ? [] : [`deb.services: Procfile also starts ${others.join(', ')}: ${advice}`],
  };
}

/** The output of the project's framework. */
function outputOf({ runs, isFile }: Places): Start | undefined {
  const [run] = runs;
  if (run === undefined) return undefined;
  const entry = run.entry.find(isFile) ?? run.entry[0];
  const own = { entry, source: programOf(entry, isFile)?.source, directory: run.directory ?? '' };
  return { ...own, ...noParts(), arguments: [...(run.arguments ?? [])], framework: run, from: run.package };
}

/** The file that package.json names, or one with a customary name. */
function namedStart(json: Json, { isFile }: Places): Start | undefined {
  const bins = typeof json.bin === 'string' ? [json.bin] : Object.values(objectOf(json.bin));
  const named: [string, unknown][] = [
    ['main', json.main],
    ...CUSTOMARY.map((name): [string, string] => ['its name', name]),
  ];
  if (bins.length === 1) named.unshift(['bin', bins[0]]);
  for (const [from, file] of named) {
    const found = typeof file === 'string' ? programOf(file, isFile) : undefined;
    // Only existing files count: npm init writes "main": "index.js" into every project.
    if (found?.source !== undefined) return { ...found, ...noParts(), arguments: [], directory: '', from };
  }
  return undefined;
}
