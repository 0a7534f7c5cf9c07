/**
 * Texts of any kind in the columns of a terminal, and words that are near enough to a verb or an option.
 */
import { setTimeout } from 'node:timers/promises';
import { inspect, stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { type Manifest, textEntry } from '../../builder/manifest.ts';
import { readArguments } from '../../builder/terminal/arguments.ts';
import { describeFailure } from '../../builder/terminal/failure.ts';
import { hanging, sideBySide } from '../../builder/terminal/layout.ts';
import { Progress } from '../../builder/terminal/progress.ts';
import { painting } from '../../builder/terminal/style.ts';
import { DEFAULT_VERB, optionsOf, VERBS } from '../../builder/terminal/verbs.ts';

const columns = suite('columns of a terminal');

columns('items side by side fill each line, and only a single item is wider than the terminal', () => {
  const texts = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 40, max: 80 }), (items, width) => {
      const lines = sideBySide(
        'check  ',
        items.map((text) => ({ text })),
        width,
      );
      const found = lines.map((line) => line.slice('check  '.length).split('  '));
      assert.equal(found.flat(), items);
      for (const [at, line] of lines.entries()) {
        assert.ok(line.length <= width || found[at]?.length === 1, line);
        const [next] = found[at + 1] ?? [];
        assert.ok(next === undefined || line.length + 2 + next.length > width, `${line} and ${next}`);
      }
    }),
  );
});

columns('a step without a detail is its name alone', () => {
  assert.equal(hanging('pack     12 ms  ', '', 40), ['pack     12 ms']);
});

columns('no part of a mistake takes effect on a terminal, and each stays in its column', () => {
  const plain = { place: 'package.json:3:3', key: 'deb.x', problem: 'is wrong', fix: 'write it' };
  for (const found of ['\x1b[2J', '\x9b', '\u202e', '\u2028', '\u200b', '\r', '\t', '\n', '\ud800']) {
    for (const part of ['key', 'problem', 'fix'] as const) {
      const problems = [{ ...plain, [part]: `a${found}b` }];
      const text = describeFailure(new BuildError('mistakes', [], { problems }), { columns: 80 });
      const shown = `${part} ${JSON.stringify(found)}`;
      assert.not.match(text, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u, shown);
      assert.match(text, /a\\(?:u[\da-f]{4}(?:\[2J)?|[nrt])b/, shown);
      assert.is(text.split('\n').length, 4, shown);
    }
  }
});

columns('a mistake fills no line beyond the terminal, unless one word is longer, which then begins at the left', () => {
  const word = (max: number) => fc.integer({ min: 1, max }).map((length) => 'x'.repeat(length));
  const texts = fc.array(fc.oneof(word(9), word(90)), { minLength: 1, maxLength: 8 });
  const name = fc.oneof(word(20), word(60));
  const mistake = fc.record({ place: name, key: name, problem: texts, fix: texts });
  fc.assert(
    fc.property(
      fc.array(mistake, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 40, max: 120 }),
      (found, width) => {
        const problems = found.map((one) => ({ ...one, problem: one.problem.join(' '), fix: one.fix.join(' ') }));
        const [, ...lines] = describeFailure(new BuildError('mistakes', [], { problems }), { columns: width }).split(
          '\n',
        );
        for (const line of lines) assert.ok(line.length <= width || /^ {2}\S+$/.test(line), line);
        const words = found.flatMap(({ place, key, problem, fix }) => [place, key, ...problem, ...fix]);
        assert.equal(lines.join(' ').split(/\s+/).filter(Boolean).sort(), words.sort());
      },
    ),
  );
});

columns('sentences keep 48 columns: a longer name has a line of its own', () => {
  for (const [length, width] of [
    [28, 80],
    [48, 100],
    [20, 60],
  ] as const) {
    const second = (key: string): string => {
      const problems = [{ place: 'p', key, problem: 'is wrong', fix: 'mend' }];
      return describeFailure(new BuildError('mistakes', [], { problems }), { columns: width }).split('\n')[2] ?? '';
    };
    assert.match(second('k'.repeat(length)), /^ {2}k+ {2}is wrong$/);
    assert.match(second('k'.repeat(length + 1)), /^ {2}k+$/);
  }
});

columns('the line of a long step fits into each terminal', async () => {
  for (const width of [40, 52, 80]) {
    const written: string[] = [];
    const write = (part: string): unknown => written.push(part);
    const progress = new Progress({ columns: width, isTTY: true, write } as unknown as NodeJS.WriteStream);
    const entries = [textEntry('/usr/lib/a/big', Buffer.alloc(4_000_000))];
    const { packed } = progress.packing({ entries } as unknown as Manifest);
    await setTimeout(210);
    packed?.(1_000_000);
    const line = stripVTControlCharacters(written.join('')).replace('\r', '');
    assert.match(line, /^pack +25 %/);
    assert.ok(line.length < width, line);
  }
});

columns('steps stand below each other, with their times on the right and their details in one column', async () => {
  const written: string[] = [];
  const stream = { columns: 40, isTTY: false, write: (part: string) => written.push(part) };
  const progress = new Progress(stream as unknown as NodeJS.WriteStream);
  progress.done('a', 'one');
  await setTimeout(1000);
  progress.done('bundle', 'two');
  progress.show('check', [{ state: 'passed', text: 'three' }]);
  const [short, long, last] = written;
  assert.match(short ?? '', /^a +\d{1,3} ms {2}one\n$/);
  assert.match(long ?? '', /^bundle {3}1\.\d s {2}two\n$/);
  assert.match(last ?? '', /^check +\d{1,3} ms {2}✓ three\n$/);
  assert.equal([short?.indexOf('one'), long?.indexOf('two'), last?.indexOf('✓')], [16, 16, 16]);
});

columns('styles are those that Node itself writes', () => {
  const { NO_COLOR, TERM } = process.env;
  delete process.env.NO_COLOR;
  process.env.TERM = 'xterm';
  const paint = painting({ isTTY: true });
  for (const style of ['bold', 'dim', 'red', 'green', 'yellow'] as const) {
    const [begin, end] = inspect.colors[style] ?? [];
    assert.is(paint(style, 'x'), `\x1b[${begin}mx\x1b[${end}m`);
  }
  for (const [name, value] of Object.entries({ NO_COLOR, TERM })) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

columns('a word is taken for a verb or an option if a third of its letters are wrong, and not if more are', () => {
  const told = (word: string): string => {
    try {
      readArguments([word]);
    } catch (error) {
      return (error as BuildError).notes.join('\n');
    }
    throw new Error(`${word} is accepted`);
  };
  const names = [
    ...Object.keys(VERBS).map((name) => ['', name] as const),
    ...optionsOf(DEFAULT_VERB).map((name) => ['--', name] as const),
  ];
  for (const [hyphens, name] of names) {
    const least = Math.floor(name.length / 3);
    const near = told(`${hyphens}${'#'.repeat(least)}${name.slice(least)}`);
    assert.match(near, new RegExp(`^did you mean .*\\b${name}\\?`), name);
    assert.not.match(told(`${hyphens}${'#'.repeat(least + 1)}${name.slice(least + 1)}`), /did you mean/, name);
  }
  // One letter is the first one of a single option. Those of snapshot and schema, and of plan, differ in this.
  assert.match(told('-p'), 'did you mean --plan?');
  assert.not.match(told('-s'), /did you mean/);
});

columns.run();
