/**
 * The rules of the layout. Each takes modules and returns one message for each place that breaks the rule.
 */
import type { Import, Module } from './sources.ts';

/** The files directly in builder/ are the base, except this one: it is the half of build.ts that is loaded late. */
const LATE_HALF = 'builder/steps.ts';

const BELOW_PROGRAMS = ['project', 'config', 'base'];
const BELOW_PLAN = ['programs', ...BELOW_PROGRAMS];
const BELOW_VERBS = ['plan', ...BELOW_PLAN];
const BELOW_COMMAND = ['deliver', 'publish', 'init', 'terminal', 'archive', ...BELOW_VERBS];

const BELOW_HEALTH = ['notify/servers', 'notify/messages', 'notify/base'];

/** The same for the agent, which runs on the target and shares no import with the tool. */
const AGENT: Record<string, readonly string[]> = {
  'notify/base': [],
  'notify/messages': ['notify/base'],
  'notify/servers': ['notify/messages', 'notify/base'],
  'notify/health': BELOW_HEALTH,
  'notify/watch': ['notify/health', ...BELOW_HEALTH],
  'notify/stopping': ['notify/servers', 'notify/base'],
  'notify/journal': ['notify/base'],
  'notify/settings': [],
  'notify/writes': ['notify/messages'],
};

/** The rooms that the modules of a room may import from, besides their own room. */
const DOWNWARDS: Record<string, readonly string[]> = {
  base: [],
  archive: ['base'],
  config: ['base'],
  project: ['config', 'base'],
  programs: BELOW_PROGRAMS,
  plan: BELOW_PLAN,
  init: BELOW_VERBS,
  deliver: BELOW_VERBS,
  publish: ['archive', ...BELOW_VERBS],
  terminal: ['base'],
  command: BELOW_COMMAND,
  tool: ['command', ...BELOW_COMMAND],
  payload: [],
  ...AGENT,
  notify: Object.keys(AGENT),
  test: ['tool', 'command', 'payload', 'notify', ...Object.keys(AGENT), ...BELOW_COMMAND],
};

/** The terminal shows the data of these rooms, so it may name their types. */
const SHOWN = ['deliver', 'init', 'archive', ...BELOW_VERBS];

/** The rooms without effects, and the modules of Node and of this project that have some. */
const PURE = ['config', 'plan'];
const EFFECTS = /^node:(fs|child_process|net|https?|dgram|worker_threads|cluster)(\/|$)|^builder\/shell\.ts$/;

export function roomOf(file: string): string {
  const [top = '', folder = '', ...rest] = file.split('/');
  if (file === 'build.ts' || file === LATE_HALF) return 'command';
  if (folder === 'notify' && top === 'payload') return rest.length === 1 ? 'notify' : `notify/${rest[0]}`;
  if (top !== 'builder') return top;
  return rest.length === 0 ? 'base' : folder;
}

function isOwn({ target }: Import): boolean {
  return !target.startsWith('node:') && /\.[cm]?ts$/.test(target);
}

export function wrongDirections(modules: readonly Module[]): string[] {
  return modules.flatMap(({ file, imports }) => {
    const room = roomOf(file);
    const allowed = DOWNWARDS[room];
    if (!allowed) return [`${file}: the room "${room}" has no place in the order of rooms`];
    const wrong = imports.filter((one) => {
      const target = roomOf(one.target);
      if (!isOwn(one) || target === room || allowed.includes(target)) return false;
      return !(room === 'terminal' && one.isType && SHOWN.includes(target));
    });
    return wrong.map(({ target }) => `${file} imports ${target}: ${room} may not import ${roomOf(target)}`);
  });
}

export function effectsInPureRooms(modules: readonly Module[]): string[] {
  return modules
    .filter(({ file }) => PURE.includes(roomOf(file)))
    .flatMap(({ file, imports }) => {
      const effects = imports.filter(({ target, isType }) => !isType && EFFECTS.test(target));
      return effects.map(({ target }) => `${file} imports ${target}: ${roomOf(file)} is pure`);
    });
}

/** Import cycles, types included. One message for each group of modules that reach each other, with one way round. */
export function cycles(modules: readonly Module[]): string[] {
  const targets = new Map(
    modules.map(({ file, imports }) => [file, imports.filter(isOwn).map(({ target }) => target)]),
  );
  const known = new Set<string>();
  return [...targets.keys()].flatMap((file) => {
    const round = known.has(file) ? undefined : wayBack(file, targets);
    if (!round) return [];
    for (const member of round) known.add(member);
    return [[...round, file].join(' → ')];
  });
}

/** The shortest way from a module back to itself. */
function wayBack(start: string, targets: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const target of targets.get(file) ?? []) {
      if (cameFrom.has(target)) continue;
      cameFrom.set(target, file);
      if (target !== start) queue.push(target);
      else return wayTo(start, file, cameFrom);
    }
  }
  return undefined;
}

function wayTo(start: string, end: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [end];
  for (let file = end; file !== start; way.unshift(file)) file = cameFrom.get(file) ?? start;
  return way;
}

/** Exports that no other module imports. The interface of a published module is exempt. */
export function unusedExports(modules: readonly Module[], published: readonly string[]): string[] {
  const taken = new Map<string, Set<string>>();
  for (const { imports } of modules) {
    for (const { target, names } of imports) {
      const all = taken.get(target) ?? new Set();
      for (const name of names) all.add(name);
      taken.set(target, all);
    }
  }
  return modules
    .filter(({ file }) => !published.includes(file))
    .flatMap(({ file, exports }) => {
      const used = taken.get(file);
      const unused = used?.has('*') ? [] : exports.filter((name) => !used?.has(name));
      return unused.map((name) => `${file} exports ${name}, and no other module imports it`);
    });
}

/** Modules that no entry point reaches. */
export function unreached(modules: readonly Module[], entries: readonly string[]): string[] {
  const byFile = new Map(modules.map((module) => [module.file, module]));
  const missing = entries
    .filter((file) => !byFile.has(file))
    .map((file) => `${file} is an entry point that is missing`);
  const reached = new Set(entries);
  for (const file of reached) {
    for (const { target } of byFile.get(file)?.imports ?? []) reached.add(target);
  }
  const lost = modules.filter(({ file }) => !reached.has(file));
  return [...missing, ...lost.map(({ file }) => `${file} is imported by no program and no test`)];
}

/** Suites that are declared and never run. uvu runs only the suites whose `run()` is called. */
export function silentSuites(modules: readonly Module[]): string[] {
  return modules.flatMap(({ file, text }) => {
    const suites = [...text.matchAll(/\b(\w+) = suite\(/g)].map(([, name = '']) => name);
    const silent = suites.filter((name) => !new RegExp(`^ *${name}\\.run\\(\\);$`, 'm').test(text));
    return silent.map((name) => `${file} never calls ${name}.run()`);
  });
}

/**
 * Files above the limit, by their texts. An exception that is no longer needed is a mistake too, so the list of
 * exceptions can only become shorter.
 */
export function longFiles(files: ReadonlyMap<string, string>, limit: number, exceptions: readonly string[]): string[] {
  const isLong = (file: string): boolean => linesOf(files.get(file) ?? '') > limit;
  const long = [...files.keys()].filter((file) => isLong(file) && !exceptions.includes(file));
  const stale = exceptions.filter((file) => !isLong(file));
  return [
    ...long.map((file) => `${file} has ${linesOf(files.get(file) ?? '')} lines, more than ${limit}`),
    ...stale.map((file) => `${file} needs no exception any more`),
  ];
}

export function linesOf(text: string): number {
  return text.trimEnd().split('\n').length;
}

export function longFunctions(modules: readonly Module[], limit: number): string[] {
  return modules.flatMap(({ file, functions }) => {
    const long = functions.filter(({ lines }) => lines > limit);
    return long.map(({ name, lines }) => `${file}: ${name} has ${lines} lines, more than ${limit}`);
  });
}

export function manyParameters(modules: readonly Module[], limit: number): string[] {
  return modules.flatMap(({ file, functions }) => {
    const many = functions.filter(({ parameters }) => parameters > limit);
    return many.map(
      ({ name, parameters }) => `${file}: ${name} has ${parameters} positional parameters, more than ${limit}`,
    );
  });
}
