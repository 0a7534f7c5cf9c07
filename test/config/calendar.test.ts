/**
 * When tasks run: what is accepted here, systemd accepts on the target, where nobody would see it refuse.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCalendarEvent } from '../../builder/config/schema/calendar.ts';
import { type Run, run } from '../../builder/shell.ts';
import { needing } from '../support/tools.ts';

const calendar = suite('calendar events');

const GOOD = [
  ...['minutely', 'hourly', 'daily', 'weekly', 'Monthly', 'quarterly', 'semiannually', 'yearly', 'annually'],
  ...['08:00', '8:05', '23:59:59', '*:00', '*:*', '*:*:*', '*:0/5', '0/2:30', '8..18:00,30', '*:*:0/59'],
  ...['Mon', 'sat,sun', 'Mon..Fri', 'Mon..Wed,Fri', 'Mon..Mon 10:00', 'Mon..Fri 08:30', 'Sun *:0/15'],
  ...['*-*-01', '12-24', '*-*-*', '*-1/3-01', '2026-11-23', '2026..2030-1-1', '1970/200-1-1', '*-*-1/2', '*-*'],
  ...['1970-01-01', '2199-12-31 23:59:59', '00:00', '0:0:0', 'Sun', 'mon..sun', '*:58/1', '*:0..59', '22..23:00'],
  ...['*-*-01 03:00:00', 'Mon *-*-1..7 12:00', '*-*-* 4:00', '1..3/2:00', '*:5,5..7/2'],
];

const BAD = [
  ...['', ' ', 'daily ', 'soon', 'every day', '@daily', '0 3 * * *', '*/15 * * * *'],
  // As cron has steps.
  ...['*:*/5', '*/2:00', '*-*/2-01', '*/2-*-*', '*-*-*/2', '*:*:*/10', '*,5:00', '*:5,*'],
  // Out of their limits.
  ...['24:00', '23:60', '12:00:60', '*-13-01', '*-0-01', '*-*-32', '*-*-00', '1969-01-01', '2200-01-01'],
  // Backwards, or a step that leads nowhere.
  ...[
    '18..8:00',
    '*:*:53..53',
    'Fri..Mon 10:00',
    'Sun..Mon',
    '*:30/59',
    '*:59/1',
    '*-12-31/1',
    '1..3/5:00,99',
    '*:0/61',
    '*:0/5/5',
  ],
  ...['08', '08:', '08:00:', 'Mon..', 'Mon..Tue..Wed', 'Foo 08:00', '08:00 Mon', '08:00 08:00', '2026-11-23T'],
];

/** What systemd does take, and what here would only be a slip, or its older spelling. */
const SLIPS = ['Mon,', 'Mon  08:00', 'Mon-Fri 08:00', '1..3/5:00', '0..0/1:00', '9..9:00', '70-01-01'];

for (const text of GOOD) calendar(`takes "${text}"`, () => assert.ok(isCalendarEvent(text)));
for (const text of [...BAD, ...SLIPS]) calendar(`refuses "${text}"`, () => assert.not.ok(isCalendarEvent(text)));

/** Empty ones would be left out of the arguments. */
function analyze(texts: readonly string[]): Promise<Run> {
  return run('systemd-analyze', ['calendar', '--', ...texts]);
}

needing('systemd-analyze', calendar)('systemd takes and refuses the same', async () => {
  const { exitCode, stderr } = await analyze(GOOD);
  assert.is(exitCode, 0, stderr);
  for (const text of BAD.filter((text) => text.trim() !== '')) {
    assert.is.not((await analyze([text])).exitCode, 0, `systemd takes ${text}`);
  }
});

/** A number within such limits, mostly; a range, a step, a list or an asterisk. */
function part(least: number, most: number): fc.Arbitrary<string> {
  const number = fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: least, max: most }) },
    { weight: 1, arbitrary: fc.integer({ min: Math.max(0, least - 1), max: most + 1 }) },
  );
  const range = fc.tuple(number, number).map(([from, to]) => (from < to ? `${from}..${to}` : `${to}..${from}`));
  const start = fc.oneof(number.map(String), range, fc.constantFrom(String(least), '*', `0${least}`));
  const step = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: most - least + 1 }));
  const item = fc.tuple(start, fc.option(step)).map(([from, by]) => (by === null ? from : `${from}/${by}`));
  return fc.oneof(
    fc.constant('*'),
    item,
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join()),
  );
}

const [year, month, day] = [part(1970, 2199), part(1, 12), part(1, 31)];
const [hour, minute, second] = [part(0, 23), part(0, 59), part(0, 59)];
const dayOfWeek = fc.constantFrom('Mon', 'tue', 'Wed', 'THU', 'Fri', 'Sat', 'Sun');
const days = fc.oneof(
  dayOfWeek,
  fc.tuple(dayOfWeek, dayOfWeek).map((pair) => pair.join('..')),
  fc.array(dayOfWeek, { minLength: 1, maxLength: 3 }).map((several) => several.join()),
);
const date = fc.oneof(fc.tuple(year, month, day), fc.tuple(month, day)).map((parts) => parts.join('-'));
const time = fc.oneof(fc.tuple(hour, minute, second), fc.tuple(hour, minute)).map((parts) => parts.join(':'));
const event = fc
  .tuple(fc.option(days), fc.option(date), fc.option(time))
  .map((words) => words.filter((word) => word !== null).join(' '));

needing('systemd-analyze', calendar)('whatever is accepted, systemd accepts', async () => {
  const accepted = fc.array(event.filter(isCalendarEvent), { minLength: 30, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(accepted, async (texts) => {
      const { exitCode, stderr } = await analyze(texts);
      assert.is(exitCode, 0, stderr);
    }),
    { numRuns: 10 },
  );
});

calendar.run();
