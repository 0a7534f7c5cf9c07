/**
 * The output on a terminal: columns, hanging indents, marks and styles.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { type Manifest, textEntry } from '../../builder/manifest.ts';
import { describeFailure } from '../../builder/terminal/failure.ts';
import { fitted, hanging, sideBySide, widthOf } from '../../builder/terminal/layout.ts';
import { Progress, sizeText } from '../../builder/terminal/progress.ts';
import { painting } from '../../builder/terminal/style.ts';

const GOLDEN = 'test/golden/terminal/failures.txt';

const layout = suite('layout');
const { NO_COLOR, TERM } = process.env;
layout.before.each(() => {
  delete process.env.NO_COLOR;
  process.env.TERM = 'xterm-256color';
});
layout.after(() => {
  for (const [name, value] of Object.entries({ NO_COLOR, TERM })) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

/** stderr in memory. */
class Screen {
  text = '';
  constructor(
    readonly columns: number | undefined,
    readonly isTTY: boolean,
  ) {}
  write(text: string): void {
    this.text += text;
  }
  progress(): Progress {
    return new Progress(this as unknown as NodeJS.WriteStream);
  }
}

const words = fc.array(fc.stringMatching(/^[a-z/.]{1,60}$/), { minLength: 1, maxLength: 30 });

layout('no line is wider than the terminal, unless one word is; no word is cut', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 40, max: 200 }), fc.nat(20), (texts, width, indent) => {
      const prefix = '#'.repeat(indent + 1);
      for (const lines of [hanging(`${prefix}  `, texts.join(' '), width), fitted(texts.join(' '), '  ', width)]) {
        for (const line of lines) assert.ok(line.length <= width || texts.includes(line.trim()), line);
        assert.equal(lines.join(' ').replace(prefix, '').split(/\s+/).filter(Boolean), texts);
      }
    }),
  );
});

layout('a line continues below its own text', () => {
  assert.equal(hanging('error: ', 'one two three', 14), ['error: one two', '       three']);
  assert.equal(fitted('  - one two three', '  ', 16), ['    - one two', '      three']);
  assert.equal(fitted('a  line   that fits', '  ', 40), ['  a  line   that fits']);
});

layout('a path without room behind its prefix has a line of its own', () => {
  const place = '/srv/projects/shop/dist/shop_1.0.0_amd64.deb';
  assert.equal(hanging('pack     12 ms  ', `${place}, 28 kB`, 50), [
    'pack     12 ms',
    `     ${place},`,
    '                28 kB',
  ]);
});

layout('items side by side are not cut', () => {
  const items = ['one thing', 'another', 'third'].map((text) => ({ text }));
  assert.equal(sideBySide('check  ', items, 26), ['check  one thing  another', '       third']);
});

layout('a terminal tells its width; a file has 80 columns', () => {
  assert.is(widthOf({ columns: 132 }), 132);
  assert.is(widthOf({}, {}), 80);
  assert.is(widthOf({}, { COLUMNS: '100' }), 100);
  assert.is(widthOf({ columns: 132 }, { COLUMNS: '100' }), 132);
  for (const odd of ['wide', '-5', '0', '']) assert.is(widthOf({}, { COLUMNS: odd }), 80, odd);
  assert.is(widthOf({ columns: 10 }), 40);
});

layout('styles are for terminals, without NO_COLOR', () => {
  assert.is(painting({ isTTY: true })('red', 'x'), '\x1b[31mx\x1b[39m');
  assert.is(painting({ isTTY: false })('red', 'x'), 'x');
  process.env.NO_COLOR = '1';
  assert.is(painting({ isTTY: true })('red', 'x'), 'x');
  process.env.NO_COLOR = '';
  process.env.TERM = 'dumb';
  assert.is(painting({ isTTY: true })('red', 'x'), 'x');
});

const long = 'deb.services.worker-of-the-night-shift.hardenOverrides.ProtectSystem';
const FAILURES = {
  'a plain error': new BuildError('cannot read /srv/shop/LICENSE: it does not exist', [
    'its text goes into the package: put the text of the licence there, as in https://spdx.org/licenses/MIT.html',
  ]),
  'lines of another program': new BuildError('payload/app.ts cannot be bundled', [
    'payload/app.ts:12:7: Could not resolve "not-there"\n    12 │ import "not-there";\n       ╵        ~~~~~~~~~~~',
  ]),
  problems: new BuildError('package.json has 3 mistakes in its configuration', [], {
    problems: [
      { place: 'package.json:3:3', key: 'version', problem: 'is "v1.4"', fix: 'did you mean "version": "1.4.0"?' },
      {
        place: 'package.json:18:7',
        key: 'deb.service.watchdog',
        problem: 'is "10s"; it must be a whole number of seconds from 0 to 86400, without quotes or unit',
        fix: 'did you mean "watchdog": 10?',
      },
      { place: 'package.json:104:88', key: long, problem: 'is "yes"', fix: 'write "value" and "because"' },
    ],
  }),
};

layout('errors stand in columns', () => {
  const told = [80, 60].flatMap((columns) =>
    Object.entries(FAILURES).map(
      ([name, error]) => `${name}, ${columns} columns\n${describeFailure(error, { columns })}\n`,
    ),
  );
  const text = told.join('\n');
  mkdirSync(path.dirname(GOLDEN), { recursive: true });
  if (process.env.UPDATE_GOLDEN) writeFileSync(GOLDEN, text);
  assert.fixture(text, readFileSync(GOLDEN, 'utf8'));
});

layout('on a terminal an error has the same words in colours', () => {
  for (const error of Object.values(FAILURES)) {
    const plain = describeFailure(error, {});
    const coloured = describeFailure(error, { isTTY: true });
    assert.is.not(coloured, plain);
    assert.is(stripVTControlCharacters(coloured), plain);
  }
});

layout('a defect of the tool shows its stack', () => {
  assert.match(
    describeFailure(new TypeError('x is y'), {}),
    /^error: this is a defect in build-deb.*\nTypeError: x is y\n +at /,
  );
});

layout('checks share one line, each with its mark', () => {
  const screen = new Screen(undefined, false);
  screen.progress().show('check', [
    { state: 'passed', text: 'systemd-analyze verify' },
    { state: 'failed', text: 'shellcheck' },
    { state: 'skipped', text: 'lintian: not installed' },
  ]);
  assert.match(
    screen.text,
    /^check +\d+ ms {2}✓ systemd-analyze verify {2}✗ shellcheck {2}– lintian: not installed\n$/,
  );
  for (const line of screen.text.split('\n')) assert.ok(line.length <= 80);
});

layout('warnings have hanging indents, and each stands once', () => {
  const screen = new Screen(40, false);
  const progress = screen.progress();
  const warning = 'there is no lock file: another day the package may be another';
  for (const text of [warning, warning]) progress.warn(text);
  assert.is(screen.text, 'warning: there is no lock file: another\n         day the package may be another\n');
});

layout('long packing is followed on a terminal, and its line is cleared', async () => {
  const entries = [textEntry('/usr/lib/a/big', Buffer.alloc(4_000_000))];
  const screen = new Screen(80, true);
  const progress = screen.progress();
  const { packed } = progress.packing({ entries } as unknown as Manifest);
  packed?.(500_000);
  assert.is(screen.text, '');
  await setTimeout(210);
  packed?.(1_000_000);
  assert.match(stripVTControlCharacters(screen.text), /^\rpack +25 % {3}1\.0 of 4\.0 MB, \d+\.\d MB\/s, \d+ s left$/);
  progress.done('pack', 'dist/a.deb');
  assert.match(screen.text, '\r\x1b[K');
  await setTimeout(210);
  packed?.(2_000_000);
  progress.warn('the disk is slow');
  assert.match(stripVTControlCharacters(screen.text).split('\r').at(-1) ?? '', /^warning: the disk is slow\n$/);
  const quiet = new Screen(80, false);
  assert.is(quiet.progress().packing({ entries } as unknown as Manifest).packed, undefined);
});

layout('sizes are for people', () => {
  assert.equal([0, 1, 28_264, 999_001, 1_200_000, 82_000_000, 820_000_000].map(sizeText), [
    ...['0 kB', '1 kB', '29 kB', '1000 kB'],
    ...['1.2 MB', '82.0 MB', '820 MB'],
  ]);
});

layout.run();
