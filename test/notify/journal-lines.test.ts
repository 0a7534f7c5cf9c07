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
