/**
 * Lines with their priorities, as text.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ERROR, INFO, markJsonLines, markMessage } from '../../payload/notify/journal/journal-lines.ts';

const lines = suite('notify agent: lines for the journal');

/** Lines as loggers write them, with the prefix that each has to get. */
const LOGGED: Record<string, string> = {
  '{"level":30,"time":1,"pid":2,"msg":"pino"}': '',
  '{"level":60,"msg":"pino, fatal"}': '<2>',
  // systemd-journald would show <0> on all terminals.
  '{"level":"emerg","msg":"a text of a client"}': '<2>',
  '{"level":"error","time":1,"msg":"pino with labels"}': '<3>',
  '{"level":"warn","message":"winston","service":"web"}': '<4>',
  '{"code":"E\\"X,1","n":-1.5e3,"ok":true,"none":null,"level":"error","message":"winston sorts keys"}': '<3>',
  '{"name":"app","hostname":"h","pid":1,"level":40,"msg":"bunyan","v":0}': '<4>',
  '{"name":"app","level":20,"msg":"bunyan, debug"}': '<7>',
  '{"error":{"level":60},"level":"info","message":"nested"}': '',
  '{"level":"silly"}': '<7>',
  '{"error":{"level":60},"message":"no level of its own"}': '',
  '{"message":"says \\"level\\":60, and"}': '',
  '{"level":3,"score":9}': '',
  '{"level":"constructor"}': '',
  '{"level":"high"}': '',
  ' {"level":50}': '',
  'text {"level":50}': '',
  '{"level":50': '',
};

lines('JSON loggers: the level of the line itself, wherever it stands', () => {
  for (const [line, prefix] of Object.entries(LOGGED)) {
    assert.is(markJsonLines(`${line}\n`, true).text, `${prefix}${line}\n`);
    assert.is(markJsonLines(`${line}\n`, false).text, `${line}\n`);
  }
  const all = Object.entries(LOGGED);
  const text = all.map(([line]) => `${line}\n`).join('');
  assert.is(markJsonLines(text, true).text, all.map(([line, prefix]) => `${prefix}${line}\n`).join(''));
  const long = `{"text":"${'x'.repeat(5000)}","level":50}`;
  assert.is(markJsonLines(long, true).text, `<3>${long}`);
  // No text takes long.
  for (const hostile of [
    `{"a":"${'\\"'.repeat(1e5)}"level":`,
    `{${'"a":1,'.repeat(1e5)}"level":`,
    `{"level":${'{'.repeat(1e5)}`,
  ]) {
    const began = process.cpuUsage();
    markJsonLines(hostile, true);
    assert.ok(process.cpuUsage(began).user < 1e6);
  }
});

/** The prefix of a level, as pino and as winston write it. */
const prefixes = (level: string): string[] =>
  [`{"level":${level},"a":1}`, `{"a":{},"level":${level}}`, `{"a":1,"level":${level}}`].map((line) =>
    markJsonLines(line, true).text.slice(0, -line.length),
  );

lines('each level has its priority, and levels in between that of the lower one', () => {
  for (const [levels, prefix] of [
    [[60, 61, 99, 100, 1000, '"emerg"', '"alert"', '"crit"', '"critical"', '"fatal"', '"FATAL"'], '<2>'],
    [[50, 59, '"error"', '"err"', '"Error"'], '<3>'],
    [[40, 49, '"warn"', '"warning"'], '<4>'],
    [['"notice"'], '<5>'],
    [[30, 39, '"info"', '"http"'], ''],
    [[10, 20, 29, '"debug"', '"verbose"', '"trace"', '"silly"'], '<7>'],
    [[0, 9, -50, 'null', 'true', '""', '"loud"', '"emerg alert"', '"toString"', '[]', '{}'], ''],
  ] as const) {
    for (const level of levels) assert.equal([...new Set(prefixes(String(level)))], [prefix], String(level));
  }
});

lines('a level behind a long text counts up to the length of a line in the journal', () => {
  const line = (length: number): string => {
    const [head, tail] = ['{"text":"', '","level":50}'];
    return `${head}${'x'.repeat(length - head.length - tail.length)}${tail}`;
  };
  const longest = 48 * 1024 - 1;
  assert.is(markJsonLines(line(longest), true).text, `<3>${line(longest)}`);
  assert.is(markJsonLines(line(longest + 1), true).text, line(longest + 1));
  // A level in the head of a line of any length.
  const head = `{"level":50,"text":"${'x'.repeat(1e5)}"}`;
  assert.is(markJsonLines(head, true).text, `<3>${head}`);
});

lines('the places of the prefixes', () => {
  const [a, b] = ['{"level":50}\n', '{"level":40}'];
  for (const [text, isLineStart, marks] of [
    [a, true, [[0, 3]]],
    [a, false, []],
    [b, true, [[0, 3]]],
    ['plain\n', true, []],
    [
      `plain\n${a}é\n${b}`,
      true,
      [
        [6, 3],
        [24, 3],
      ],
    ],
    [`${a}${b}`, false, [[13, 3]]],
    [
      `${a}${b}`,
      true,
      [
        [0, 3],
        [16, 3],
      ],
    ],
    ['', true, []],
  ] as [string, boolean, unknown][])
    assert.equal(markJsonLines(text, isLineStart).marks, marks, text);
});

lines('one message: its lines, the borders of its text, and prefixes within it', () => {
  for (const [text, priority, isLineStart, expected] of [
    ['a\nb\n', ERROR, true, '<3>a\n<3>b\n'],
    ['a\nb\n', ERROR, false, 'a\n<3>b\n'],
    ['a\n\nb', ERROR, true, '<3>a\n<3>\n<3>b'],
    ['a\0b\0', ERROR, true, '<3>a\0<3>b\0'],
    ['', ERROR, true, '<3>'],
    ['\n', ERROR, true, '<3>\n'],
    ['<5>a\nb', ERROR, true, '<5>a\nb'],
    ['<005>a', ERROR, true, '<005>a'],
    ['<0005>a', ERROR, true, '<3><0005>a'],
    ['<8>a', ERROR, true, '<3><8>a'],
    [' <5>a', ERROR, true, '<3> <5>a'],
    ['<5>a\nb', ERROR, false, '<5>a\n<3>b'],
    ['a\nb', INFO, true, 'a\nb'],
    ['a\n<0>b\0<007>c\n<8>d\n<0000>e', INFO, true, 'a\n<6><0>b\0<6><007>c\n<8>d\n<0000>e'],
  ] as const)
    assert.is(markMessage(text, priority, isLineStart), expected, JSON.stringify(text));
});

lines('any message is the same text under its prefixes', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', '\0', '<', '0', '3', '>', '{"level":50}') });
  fc.assert(
    fc.property(text, fc.constantFrom(ERROR, INFO), fc.boolean(), (message, priority, isLineStart) => {
      const marked = markMessage(message, priority, isLineStart);
      const isOwn = isLineStart && /^<0{0,2}[0-7]>/.test(message);
      if (isOwn) return assert.is(marked, message);
      assert.is(marked.split(`<${priority}>`).join(''), message.split(`<${priority}>`).join(''));
      // No line has a priority but the one of the call.
      const later = marked.split(/[\n\0]/).slice(isLineStart ? 0 : 1);
      for (const line of later) assert.not.match(line, new RegExp(`^<0{0,2}(?!${priority})[0-7]>`));
    }),
  );
});

lines.run();
