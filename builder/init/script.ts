/**
 * Scripts of package.json as npm runs them: the commands of each line of sh, scripts that call scripts, and the words
 * about the commands that the package does not run.
 */
import path from 'node:path';
import { objectOf } from '../project/package-json.ts';
import { type Command, ofCommand, type Surroundings } from './command.ts';
import { ecosystemCommand, isEcosystem, severalPrograms } from './ecosystem.ts';
import { calledScript, elsewhere, isBuild, isHarmless, madeFolders, severalScripts } from './other-commands.ts';
import { addVariable, joined, noParts, type Parts, shown } from './parts.ts';
import { runnerCall } from './runners.ts';
import { type ShellCommand, shellCommands } from './shell-line.ts';
import { stepOfCommand } from './steps.ts';
import { unwrapped } from './wrappers.ts';

/** The program of a script, and the words about the rest. A mark, U+0001, stands for the name of the script. */
interface Reading {
  command: Command | undefined;
  /** Without a program; with one, they are its part. */
  steps: Parts['steps'];
  notes: string[];
  questions: string[];
}

const NOTHING: Reading = { command: undefined, steps: [], notes: [], questions: [] };

/** What has been read of a line so far. */
interface State {
  around: Surroundings;
  /** The scripts on the way, the last one first. */
  names: readonly string[];
  /** Variables and files of variables for the commands that follow. */
  parts: Parts;
  command: Command | undefined;
  /** The words of that command. */
  words: readonly string[];
}

/**
 * The program that a script starts. npm runs the script `pre…` before it. `names` are the scripts on the way, the last one
 * first: a script may call another.
 */
export function readScript(names: readonly [string, ...string[]], around: Surroundings): Reading {
  const [name, ...callers] = names;
  const { [name]: script, [`pre${name}`]: before } = objectOf(around.json.scripts);
  if (typeof script !== 'string' || callers.includes(name)) return NOTHING;
  const text = typeof before === 'string' && !callers.includes(`pre${name}`) ? `${before}\n${script}` : script;
  return readLine(text, names, around);
}

/** The program that a line of sh starts: the last one that init knows. */
export function readLine(text: string, names: readonly string[], around: Surroundings): Reading {
  const state: State = { around, names, parts: noParts(), command: undefined, words: [] };
  for (const command of shellCommands(text)) step(state, command);
  const { command, parts } = state;
  if (command === undefined) return { command, steps: parts.steps, notes: parts.notes, questions: parts.questions };
  const all = joined(parts, command);
  const { notes, questions } = all;
  return { command: { ...command, ...all, notes: [], questions: [] }, steps: [], notes, questions };
}

function step(state: State, { words, joint, redirections }: ShellCommand): void {
  const { around, parts } = state;
  const [word = ''] = words;
  if (joint === '|' || joint === '||') {
    const why = joint === '|' ? 'the journal takes the lines as they are' : 'a service that fails is started again';
    if (!isHarmless(words)) parts.notes.push(`entry: ${joint} ${shown(words)} in \u0001 is left out: ${why}`);
    return;
  }
  if (redirections.length > 0)
    parts.notes.push(`entry: ${redirections.join(' ')} in \u0001 is left out: the journal takes all output`);
  if (word === 'cd' && words[1] !== undefined) state.around = inFolder(around, words[1], parts);
  else if (word === 'export' || words.every((one) => /^[A-Za-z_]\w*=/.test(one))) addVariables(words, parts);
  else if (/^(\.|source)$/.test(word) && words[1]) parts.envFiles.push(words[1]);
  else if (!isHarmless(words)) run(state, words);
}

function inFolder(around: Surroundings, folder: string, parts: Parts): Surroundings {
  const directory = path.posix.join(around.directory, folder).replace(/^\.$|\/$/, '');
  if (directory !== '' && around.places.isFile(path.posix.join(directory, 'package.json'))) {
    parts.questions.push(
      `deb.entry: \u0001 starts the project in ${directory}/: run build-deb init there, in the folder of its package.json`,
    );
  }
  return { ...around, directory };
}

function addVariables(words: readonly string[], parts: Parts): void {
  for (const word of words) {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined) addVariable(parts, name, value);
  }
}

/** A command that may be the program. The one before it is none then. */
function run(state: State, words: readonly string[]): void {
  // Its folder is a project of its own, and a question says so.
  if (state.around.directory !== '' && state.parts.questions.length > 0) return;
  const several = severalScripts(words, objectOf(state.around.json.scripts));
  if (several !== undefined && !several.areParallel) {
    for (const name of several.names) accept(state, [name], readScript([name, ...state.names], state.around));
  } else accept(state, words, readCommand(state, words));
}

function readCommand(state: State, words: readonly string[]): Reading {
  const { around, names } = state;
  const text = shellText(words);
  if (text !== undefined) return readLine(text, names, around);
  const called = calledScript(words, objectOf(around.json.scripts));
  if (called !== undefined) {
    if (names.includes(called.name)) return NOTHING;
    return withArguments(readScript([called.name, ...names], around), called.arguments);
  }
  const parts = noParts();
  const rest = unwrapped(words, parts);
  const inner = rest.length < words.length ? rest : innerCommand(rest, around, parts);
  if (inner === undefined || inner.length === 0)
    return { ...NOTHING, questions: parts.questions, command: ofCommand(ownWords(words), around) };
  const found = readCommand(state, inner);
  if (found.command === undefined) return found;
  return { ...found, command: { ...found.command, ...joined(parts, found.command) } };
}

/** The command that a manager of processes starts instead of a file, or that its list of programs has. */
function innerCommand(words: readonly string[], { places }: Surroundings, parts: Parts): string[] | undefined {
  const own = noParts();
  const call = runnerCall(words, own);
  if (call === undefined) return undefined;
  const list = isEcosystem(call.file) ? places.text(call.file) : '';
  const listed = ecosystemCommand(list);
  const several = severalPrograms(call.file, list);
  if (several !== undefined) parts.questions.push(several);
  const inner = call.command ?? listed;
  if (inner !== undefined) Object.assign(parts, joined(parts, own));
  return inner;
}

/** `yarn X` and `pnpm X` run the program X of a dependency, if no script has this name. */
function ownWords(words: readonly string[]): readonly string[] {
  return /^(yarn|pnpm)$/.test(words[0] ?? '') && /^[a-z@]/.test(words[1] ?? '') ? words.slice(1) : words;
}

/** The text of `sh -c '…'`. */
function shellText(words: readonly string[]): string | undefined {
  return /^(ba|da)?sh$/.test(words[0] ?? '') && /^-\w*c$/.test(words[1] ?? '') ? words[2] : undefined;
}

function withArguments(reading: Reading, given: readonly string[]): Reading {
  const { command } = reading;
  if (command === undefined) return reading;
  return { ...reading, command: { ...command, arguments: [...command.arguments, ...given] } };
}

/** Takes a command as the program, or adds a line about it. */
function accept(state: State, words: readonly string[], { command, steps, notes, questions }: Reading): void {
  const { parts } = state;
  parts.steps.push(...steps);
  parts.notes.push(...notes);
  parts.questions.push(...questions);
  if (command !== undefined) {
    if (state.command !== undefined) goesBefore(state, state.words, state.command);
    Object.assign(state, { command, words });
    return;
  }
  if (steps.length + notes.length + questions.length > 0) return;
  const other = elsewhere(words, objectOf(state.around.json.scripts));
  const folders = madeFolders(words);
  if (other !== undefined) parts.questions.push(other);
  else if (folders !== undefined) parts.questions.push(folders);
  else if (isBuild(words)) {
    parts.notes.push(`entry: ${shown(words)} in \u0001 is left out: it builds; run it before build-deb`);
  } else goesBefore(state, words, undefined);
}

/** A command before the program is a step, or a question. */
function goesBefore({ around, parts }: State, words: readonly string[], command: Command | undefined): void {
  const step = stepOfCommand(unwrapped(words, noParts()), command, around.places.binaryOf);
  parts.steps.push(...(command?.steps ?? []), ...(step ? [step] : []));
  if (step === undefined) parts.questions.push(besides(words));
}

function besides(words: readonly string[]): string {
  return (
    `deb.before: \u0001 also runs ${JSON.stringify(shown(words))}, and the service does not: let the program do it at ` +
    'its start, or run it once for each version, as in "before": { "entry": "dist/migrate.js" }'
  );
}
