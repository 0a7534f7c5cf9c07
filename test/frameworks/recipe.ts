/**
 * Recipes: each file of test/frameworks/recipes is a small project as a newcomer makes it, and the questions that it answers
 * when it runs. CONTRIBUTING.md describes the format.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = 'test/frameworks/recipes';
const SUFFIX = '.txt';

/** A question in the order of a life: the last two kinds are about data. */
const KINDS = ['page', 'asset', 'write', 'kept'] as const;

/** A question that the running service answers. */
export interface Check {
  kind: (typeof KINDS)[number];
  /** A path of the service, or a shell command that knows `$URL`. */
  question: string;
  answer: RegExp;
}

export interface Recipe {
  name: string;
  title: string;
  /** Shell commands that install the project and build it. */
  make: string;
  /** The Node release that the newcomer has, exactly, or undefined for the one that runs the tests. */
  node: string | undefined;
  port: string;
  /** What the project needs to be made beside npm: a machine may lack it. */
  needs: string | undefined;
  /** Debian packages, and then shell commands, that the machine needs beforehand, such as a database. */
  debian: string[];
  prepare: string[];
  /** What the administrator sets, by variable. */
  settings: [variable: string, value: string][];
  checks: Check[];
  /** The files of the project by their paths. */
  files: ReadonlyMap<string, string>;
  /** Lines of the deb section that a person writes by hand, if the project does not work without. */
  edit: string[];
}

const USUAL_MAKE = 'npm install && npm run build --if-present';

/** The recipes of a folder, or those that are named. */
export function readRecipes(names: readonly string[], folder = FOLDER): Recipe[] {
  const known = readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`there is no recipe ${unknown.join(', ')} among ${known.join(', ')}`);
  const wanted = names.length > 0 ? known.filter((name) => names.includes(name)) : known;
  return wanted.map((name) => parseRecipe(name, readFileSync(path.join(folder, name + SUFFIX), 'utf8')));
}

/**
 * A recipe from its text: a title, a line for each fact, and the files, each after a line `-- PATH --`, as in Go's txtar.
 * @throws Error for a line that is no fact
 */
export function parseRecipe(name: string, text: string): Recipe {
  const [head = '', ...parts] = text.split(/^-- (.+) --\n/m);
  const files = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) files.set(String(parts[at]), String(parts[at + 1]));
  const edit = (files.get('deb') ?? '').split('\n').filter((line) => line.trim() !== '');
  files.delete('deb');
  const [title = name, ...lines] = head.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const facts = lines.map((line) => {
    const [, key, value] = /^([a-z]+): +(.+)$/.exec(line) ?? [];
    if (key === undefined || value === undefined || !KEYS.includes(key)) throw new Error(`${name}: ${line}`);
    return { key, value };
  });
  const all = (key: string): string[] => facts.filter((fact) => fact.key === key).map(({ value }) => value);
  return {
    name,
    title,
    make: all('make')[0] ?? USUAL_MAKE,
    node: all('node')[0],
    port: all('port')[0] ?? '3000',
    needs: all('needs')[0],
    debian: all('debian').flatMap((words) => words.split(' ')),
    prepare: all('prepare'),
    settings: all('setting').map((line) => [line.split('=', 1)[0] as string, line.slice(line.indexOf('=') + 1)]),
    checks: facts.flatMap(({ key, value }) => checkOf(key, value) ?? []),
    files,
    edit,
  };
}

const KEYS: readonly string[] = ['make', 'node', 'port', 'needs', 'debian', 'prepare', 'setting', ...KINDS];

function checkOf(key: string, value: string): Check | undefined {
  const kind = KINDS.find((candidate) => candidate === key);
  if (kind === undefined) return undefined;
  const at = value.lastIndexOf(' => ');
  if (at < 0) throw new Error(`${value} lacks its answer after " => "`);
  return { kind, question: value.slice(0, at), answer: new RegExp(value.slice(at + 4)) };
}

/** The same for all recipes that give the same installed project. */
export function identity({ files, make, node }: Recipe): string {
  const recipe = JSON.stringify([[...files], make, node ?? process.version, process.arch]);
  return createHash('sha256').update(recipe).digest('hex').slice(0, 12);
}
