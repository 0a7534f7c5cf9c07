/**
 * The layout of this project. support/structure.test.ts tries each rule on made-up files.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ownReaders } from './support/readers.ts';
import { readModules } from './support/sources.ts';
import {
  cycles,
  effectsInPureRooms,
  linesOf,
  longFiles,
  longFunctions,
  manyParameters,
  roomOf,
  silentSuites,
  unreached,
  unusedExports,
  wrongDirections,
} from './support/structure.ts';

const LIMITS = { file: 200, function: 60, parameters: 3 };

/** Code that lands in packages or that makes them. */
const PRODUCT = /^(build\.ts$|builder\/|payload\/)/;

/** Test files that are longer for now. The list only becomes shorter. */
const LONG_TESTS = [
  'test/archive/archive.test.ts',
  'test/config/config.test.ts',
  'test/notify/stopping.test.ts',
  'test/system/breaking.test.ts',
  'test/system/holding.test.ts',
  'test/system/machine.ts',
  'test/system/services.test.ts',
];

/** Modules that others load by their paths, not by an import; tsc itself reads types of Node. */
const LOADED_BY_PATH = [
  'build.ts',
  'payload/before.ts',
  'payload/bundle/runtime.ts',
  'payload/notify/index.ts',
  'payload/notify/node.d.ts',
  'payload/writable.ts',
  'test/notify/model/main.ts',
  'test/support/run-files.ts',
];

/** Modules that open files by themselves: the door, and readers of files that it has seen or that are no project's. */
const READERS = [
  'builder/project/read-file.ts',
  // It writes package.json anew, which the survey has read.
  'builder/init/init.ts',
  // The templates of the tool.
  'builder/project/facts.ts',
  // The head of entries that are planned, and of the system's libraries.
  'builder/programs/elf.ts',
  // Node, which the package carries.
  'builder/programs/runtime.ts',
  // Folders alone.
  'builder/programs/search.ts',
];

/** The interface for the developer of an app. */
const PUBLISHED = ['payload/notify/api.ts', 'payload/bundle/runtime.ts'];

const modules = readModules(process.cwd());
const product = modules.filter(({ file }) => PRODUCT.test(file));

function filesBelow(folder: string, names: RegExp): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return all
    .filter((file) => names.test(file) && !/(^|\/)node_modules\//.test(file))
    .map((file) => path.join(folder, file));
}

/** The programs, and each test. package.json and the scripts that run before the bundle name the programs. */
function entryPoints(): string[] {
  const callers = ['package.json', ...filesBelow('builder/tool', /\.mjs$/)].map((file) => readFileSync(file, 'utf8'));
  const named = modules.filter(({ file }) => callers.some((text) => text.includes(file)));
  const tests = modules.filter(({ file }) => file.endsWith('.test.ts'));
  return [...LOADED_BY_PATH, ...[...named, ...tests].map(({ file }) => file)];
}

/** All code by file, the templates too. */
function codeFiles(): Map<string, string> {
  const folders = ['builder', 'payload', 'debian-templates', 'test'];
  const files = folders.flatMap((folder) => filesBelow(folder, /\.([cm]?[jt]s|hbs|sh|pl)$/));
  return new Map(['build.ts', ...files].map((file) => [file, readFileSync(file, 'utf8')]));
}

function none(mistakes: readonly string[]): void {
  assert.ok(mistakes.length === 0, `\n${mistakes.join('\n')}`);
}

const layout = suite('layout of this project');

layout('imports point downwards', () => none(wrongDirections(modules)));
layout('config/ and plan/ have no effects', () => none(effectsInPureRooms(modules)));
layout('one module reads the files of projects', () => none(ownReaders(modules, READERS)));
layout('no import cycle, types included', () => none(cycles(modules)));
layout('no unused export', () => none(unusedExports(modules, PUBLISHED)));
layout('no unused module', () => none(unreached(modules, entryPoints())));
layout('every suite runs', () => none(silentSuites(modules)));
layout('no long file', () => none(longFiles(codeFiles(), LIMITS.file, LONG_TESTS)));
layout('no long function', () => none(longFunctions(product, LIMITS.function)));
layout('few positional parameters', () => none(manyParameters(product, LIMITS.parameters)));

layout('the tests of a room lie in a folder of its name', () => {
  const rooms = new Set(product.map(({ file }) => roomOf(file)));
  // The system tests boot whole systems, and hostile projects concern the whole command. The agent is a room of payload/:
  // processes run it in notify/, and the process of the test in inside/. The pages have their tests too, and so do the
  // recipes of frameworks.
  const others = ['test', 'system', 'hostile', 'notify', 'inside', 'docs', 'fuzz', 'support', 'frameworks'];
  const tested = modules.map(({ file }) => file).filter((file) => file.endsWith('.test.ts'));
  const folders = tested.map((file) => file.split('/').at(-2) ?? '');
  none(folders.filter((folder) => !rooms.has(folder) && !others.includes(folder)));
});

/** The test that owns a folder compares the list of its files too. */
layout('each folder of golden files belongs to a test', () => {
  const texts = modules.filter(({ file }) => file.endsWith('.test.ts')).map(({ text }) => text);
  const isNamed = (folder: string): boolean => {
    const owner = new RegExp(`golden/${folder}\\b|rendersAs\\(\\s*'${folder}'`);
    return texts.some((text) => owner.test(text));
  };
  none(readdirSync('test/golden').filter((folder) => !isNamed(folder)));
});

layout('the figures', () => {
  const files = [...codeFiles()]
    .filter(([file]) => PRODUCT.test(file))
    .map(([file, text]) => [linesOf(text), file] as const);
  const functions = product.flatMap(({ file, functions }) =>
    functions.map(({ name, lines }) => [lines, `${file}: ${name}`] as const),
  );
  const longest = (all: (readonly [number, string])[]): string =>
    all.toSorted(([a], [b]) => b - a)[0]?.join(' lines, ') ?? '';
  assert.ok(files.length > 100 && functions.length > 500);
  console.log(`\nlongest file: ${longest(files)}\nlongest function: ${longest(functions)}`);
  const rooms = product.map(({ file }) => roomOf(file));
  const sizes = [...new Set(rooms)].map((room) => `${room} ${rooms.filter((other) => other === room).length}`);
  console.log(`files: ${sizes.join(', ')}`);
});

layout.run();
