/**
 * Small programs that print the names of their classes and functions, the same from their sources and from their packages.
 */
import type { Program } from './programs.ts';

const TYPE = { 'package.json': { type: 'module' } };

/** Prints the name of the default export of value.js, and what the other columns need of it. */
const printing = (value: string, shown = 'value.name'): Program['files'] => ({
  ...TYPE,
  'app.js': `import value from './value.js'; console.log(${shown});`,
  'value.js': value,
});

export const NAMES: Record<string, Program['files']> = {
  'an anonymous class by default': printing(
    'export default class { static first = this.name; }',
    'value.name, value.first, new value().constructor.name, new value()',
  ),
  'an anonymous class that extends another and has braces of all kinds': printing(
    `class Base { #x = 1; }
export default class extends Base {
  static text = \`\${{ a: '}' }.a}{\`;
  match = /[{]}/;
  m() { return { n: () => {} }; }
} console.log('after');
export const more = 1;`,
    'value.name, value.text, new value(), Object.getPrototypeOf(value).name, String(value).slice(0, 20)',
  ),
  'an anonymous class with a name of its own': printing(
    "export default class { static name = 'Own'; static other() {} }",
    'value.name, value.other.name',
  ),
  'an anonymous class whose name is a method': printing(
    "export default class { static name() { return 'Own'; } }",
    'value.name()',
  ),
  'an anonymous function': printing(
    'console.log("first"); export default function () { return 1; }',
    'value.name, value()',
  ),
  'an anonymous generator': printing('export default async function* () { yield 1; }'),
  'an arrow function': printing(
    'export default async (a, { b } = { b: ";" }) => { a; b; return 1; };\nexport const x = 2;',
  ),
  'an arrow function with one parameter': printing('export default x => ({ x })', 'value.name, value(2)'),
  'a class in parentheses': printing(
    'export default (class { static first = this.name; });',
    'value.name, value.first',
  ),
  'a function in parentheses': printing('export default (function () {});'),
  'a named class': printing('export default class value_default {}'),
  'a named function': printing('export default function app() {}'),
  'a value of another name': printing('const made = () => {}; export default made;'),
  'a call that makes a function': printing('export default (() => () => {})();'),
  'an anonymous class in two modules of one name': {
    ...TYPE,
    'app.js': "import a from './a/index.js'; import b from './b/index.js'; console.log(a.name, b.name, a === b);",
    'a/index.js': 'export default class {}',
    'b/index.js': 'export default class {}',
  },
  'a cycle that asks for the name of a function': {
    ...TYPE,
    'app.js': "import make from './make.js'; console.log(make.name);",
    'make.js': "import './user.js'; export default function () {}",
    'user.js': "import make from './make.js'; console.log('early', make.name);",
  },
  'a class that is too early in a cycle': {
    ...TYPE,
    'app.js': "import Made from './made.js'; console.log(Made.name);",
    'made.js': "import './user.js'; export default class {}",
    'user.js': "import Made from './made.js'; try { console.log(Made); } catch (error) { console.log(error.name); }",
  },
  'CommonJS without names': {
    'app.js':
      "const A = require('./a.js'); const b = require('./b.js'); console.log([A.name, new A().constructor.name, b.name, b.make.name]);",
    'a.js': 'module.exports = class {};',
    'b.js': 'module.exports = () => {}; module.exports.make = function () {};',
  },
  'an awaiting module with an anonymous class': printing(
    'await null; export default class { static at = new Promise((done) => done(1)); }',
    'value.name, await value.at',
  ),
  'the place of an error behind an anonymous class': printing(
    'export default class {\n  fail() {\n    throw new Error("x");\n  }\n}\n',
    '(() => { try { new value().fail(); } catch (error) { return error.stack.split("\\n")[1].replace(/.*value/, "value"); } })()',
  ),
};
