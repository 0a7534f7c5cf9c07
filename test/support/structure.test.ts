/**
 * Each rule of the layout finds the mistakes in made-up files, and leaves the rest alone.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ownReaders } from './readers.ts';
import { madeUpModules } from './sources.ts';
import {
  cycles,
  effectsInPureRooms,
  longFiles,
  longFunctions,
  manyParameters,
  silentSuites,
  unreached,
  unusedExports,
  wrongDirections,
} from './structure.ts';

const rules = suite('rules of the layout');

rules('an import upwards, sideways or into another program is found; a type for the terminal is not', () => {
  const made = madeUpModules({
    'build.ts': `import { a } from './builder/plan/plan.ts';\nconsole.log(a);\n`,
    'builder/errors.ts': `import type { C } from './config/config.ts';\nexport type E = C;\n`,
    'builder/config/config.ts': `export type C = import('../plan/plan.ts').P;\nexport const c = 1;\n`,
    'builder/plan/plan.ts': `import { x } from '../../payload/app.ts';\nexport const a = x;\nexport type P = string;\n`,
    'builder/archive/tar.ts': `import { c } from '../config/config.ts';\nexport const t = c;\n`,
    'builder/terminal/report.ts': `import type { C } from '../config/config.ts';\nimport { c } from '../config/config.ts';\nexport const r: C = String(c);\n`,
    'builder/deliver/check.ts': `const { i } = await import('../init/init.ts');\nexport const d = i;\n`,
    'builder/init/init.ts': `import { a } from '../plan/plan.ts';\nexport const i = a;\n`,
    'builder/tool/bundle.ts': `import '../deliver/check.ts';\n`,
    'builder/kitchen/sink.ts': '',
    'payload/app.ts': `export { E as x } from '../builder/errors.ts';\n`,
  });
  assert.equal(wrongDirections(made).sort(), [
    'builder/archive/tar.ts imports builder/config/config.ts: archive may not import config',
    'builder/config/config.ts imports builder/plan/plan.ts: config may not import plan',
    'builder/deliver/check.ts imports builder/init/init.ts: deliver may not import init',
    'builder/errors.ts imports builder/config/config.ts: base may not import config',
    'builder/kitchen/sink.ts: the room "kitchen" has no place in the order of rooms',
    'builder/plan/plan.ts imports payload/app.ts: plan may not import payload',
    'builder/terminal/report.ts imports builder/config/config.ts: terminal may not import config',
    'payload/app.ts imports builder/errors.ts: payload may not import base',
  ]);
});

rules('an effect in a pure room is found', () => {
  const made = madeUpModules({
    'builder/plan/plan.ts': `import path from 'node:path';\nimport { readFile } from 'node:fs/promises';\n`,
    'builder/config/config.ts': `import { run } from '../shell.ts';\nimport type { Run } from '../shell.ts';\n`,
    'builder/programs/elf.ts': `import { readFile } from 'node:fs/promises';\n`,
    'builder/shell.ts': `export type Run = string;\nexport const run = 1;\n`,
  });
  assert.equal(effectsInPureRooms(made).sort(), [
    'builder/config/config.ts imports builder/shell.ts: config is pure',
    'builder/plan/plan.ts imports node:fs/promises: plan is pure',
  ]);
});

rules('a module that opens files of a project by itself is found', () => {
  const made = madeUpModules({
    'builder/project/license.ts': `import { readFile } from 'node:fs/promises';\nimport { existsSync } from 'node:fs';\n`,
    'builder/project/read-file.ts': `import { openSync } from 'node:fs';\n`,
    'builder/archive/tar.ts': `import { openSync } from 'node:fs';\n`,
  });
  assert.equal(ownReaders(made, ['builder/project/read-file.ts']), [
    'builder/project/license.ts takes readFile of node:fs: builder/project/read-file.ts reads files',
  ]);
});

rules('a cycle is found, in types and in modules that are loaded late', () => {
  const made = madeUpModules({
    'a.ts': `import type { B } from './b.ts';\nexport type A = B;\n`,
    'b.ts': `export { C as B } from './c.ts';\n`,
    'c.ts': `export type C = import('./a.ts').A;\n`,
    'd.ts': `export const e = () => import('./e.ts');\n`,
    'e.ts': `export const d = require('./d.ts');\n`,
    'f.ts': `import './a.ts';\nimport './d.ts';\n`,
  });
  assert.equal(cycles(made), ['a.ts → b.ts → c.ts → a.ts', 'd.ts → e.ts → d.ts']);
});

rules('an unused export is found, however the others are used', () => {
  const made = madeUpModules({
    'a.ts': `export const one = 1, { two, three: [four] } = x;\nexport type T = 1;\nexport interface I {}\nexport class C {}\nexport function f() {}\nexport enum E {}\nconst h = 1;\nexport { h as i };\nexport default 1;\n`,
    'b.ts': `import * as a from './a.ts';\nconsole.log(a.one);\nexport type U = import('./a.ts').T;\n`,
    'c.ts': `import type { I } from './a.ts';\nconst { two: other } = await import('./a.ts');\nexport * from './b.ts';\n`,
    'd.ts': `const late = await import('./a.ts');\nlate.f(require('./a.ts').i);\n`,
  });
  assert.equal(unusedExports(made, []), [
    'a.ts exports four, and no other module imports it',
    'a.ts exports C, and no other module imports it',
    'a.ts exports E, and no other module imports it',
    'a.ts exports default, and no other module imports it',
  ]);
  assert.equal(unusedExports(made, ['a.ts']), []);
});

rules('a module that no program reaches is found, and a program that is missing', () => {
  const made = madeUpModules({ 'a.ts': `import './b.ts';\n`, 'b.ts': '', 'c.ts': `import './a.ts';\n` });
  assert.equal(unreached(made, ['a.ts', 'x.ts']), [
    'x.ts is an entry point that is missing',
    'c.ts is imported by no program and no test',
  ]);
});

rules('a suite that never runs is found', () => {
  const text = ['one', 'two'].map((name) => `const ${name} = suite('${name}');\n`).join('');
  const made = madeUpModules({ 'a.test.ts': `${text}one.run();\n// two.run();\n` });
  assert.equal(silentSuites(made), ['a.test.ts never calls two.run()']);
});

rules('a long file is found, and an exception that is no longer needed', () => {
  const files = new Map(Object.entries({ a: '1\n2\n', b: '1\n2\n3\n', c: '1\n2\n3\n', d: '1\n' }));
  assert.equal(longFiles(files, 2, ['c', 'd', 'e']), [
    'b has 3 lines, more than 2',
    'd needs no exception any more',
    'e needs no exception any more',
  ]);
});

rules('a long function is found, and one with many parameters', () => {
  const made = madeUpModules({
    'a.ts': `function f(this: object, a = 1, ...b: string[]) {\n  return 1;\n}\nconst g = (a, b, c) => {\n  f();\n  f();\n};\n`,
    'b.ts': `class C {\n  constructor(a, { b, c }, d) {}\n  m(a,\n    b,\n    c) {\n  }\n}\n`,
    'c.ts': `test('a story', () => {\n  f();\n  f();\n});\ntest(() => f(\n\n\n));\n`,
  });
  assert.equal(longFunctions(made, 3).sort(), [
    'a.ts: g has 4 lines, more than 3',
    'b.ts: m has 4 lines, more than 3',
    "c.ts: test('a story'…) has 4 lines, more than 3",
    'c.ts: test(…) has 4 lines, more than 3',
  ]);
  assert.equal(manyParameters(made, 2).sort(), [
    'a.ts: g has 3 positional parameters, more than 2',
    'b.ts: constructor has 3 positional parameters, more than 2',
    'b.ts: m has 3 positional parameters, more than 2',
  ]);
});

rules.run();
