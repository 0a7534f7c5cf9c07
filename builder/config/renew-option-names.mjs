/**
 * Writes option-names.ts from Node's executables, one of each release in builder/releases.ts, the oldest first:
 * `node builder/config/renew-option-names.mjs NODE18 NODE20 NODE22 NODE24 NODE26`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** V8's options for its own developers. */
const UNCHECKED =
  'always assert baseline block concurrent cppgc cppheap debug dump experimental-wasm fuzz gc gdbjit heap-growing ignition incremental interrupt invocation liftoff ll log maglev max-inlined max-maglev max-optimized max-turbo max-wasm min-inlin min-maglev minor mock optimize page parallel perf predictable print prof profile random regexp reuse scavenge script sim single slow sparkplug stress super test trace track turbo turbolev turboshaft verify vtune wasm'.split(
    ' ',
  );
const isUnchecked = (name) => UNCHECKED.some((word) => name === word || name.startsWith(`${word}-`));

/** Node's table of its own options, which --help shows in part. */
const OWN = `const { internalBinding } = require('internal/test/binding');
const binding = internalBinding('options');
const { options, aliases } = (binding.getCLIOptions ?? binding.getCLIOptionsInfo)();
console.log([...options.keys(), ...aliases.keys()].join('\\n'));`;

const plain = (name) => name.replaceAll('_', '-').replace(/^--(no-)?/, '').replace(/( <arg>|=)$/, '');
const scratch = mkdtempSync(path.join(tmpdir(), 'options-'));
const script = path.join(scratch, 'own.cjs');
writeFileSync(script, OWN);
const own = new Set();
const all = new Map();
for (const node of process.argv.slice(2)) {
  const ask = (...words) => execFileSync(node, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const major = Number.parseInt(ask('-p', 'process.versions.node'), 10);
  const listed = ask('--expose-internals', script).split('\n').filter((line) => /^--\w/.test(line)).map(plain);
  for (const name of listed) own.add(name);
  const ofV8 = [...ask('--v8-options').matchAll(/^ +--([a-z\d-]+) /gm)].map(([, name]) => plain(name));
  for (const name of [...listed, ...ofV8]) all.set(name, new Set([...(all.get(name) ?? []), major]));
}
rmSync(scratch, { recursive: true });

const groups = new Map();
for (const [name, majors] of all) {
  if (!own.has(name) && isUnchecked(name)) continue;
  const key = [...majors].join(' ');
  groups.set(key, [...(groups.get(key) ?? []), name]);
}
const lines = [...groups]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .flatMap(([majors, names]) => `${majors}: ${names.sort().join(' ')}`.match(/.{1,118}(?= |$)/g).map((line) => line.trim()));
const head = `/**
 * The options of Node and of V8, without \`--\` and \`no-\`, behind the major versions of Node that know them.
 * renew-option-names.mjs writes this file.
 */
`;
const prefixes = UNCHECKED.join(' ').match(/.{1,112}(?= |$)/g).map((line) => `  '${line.trim()} '`);
writeFileSync(
  path.join(import.meta.dirname, 'option-names.ts'),
  `${head}export const OPTION_NAMES = \`
${lines.join('\n')}
\`;

/** The names of V8's options for its own developers begin with these words. They are not listed. */
export const UNLISTED =
${prefixes.join(' +\n').replace(/ '$/, "'")};
`,
);
