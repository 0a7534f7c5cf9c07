/**
 * Calendar events as systemd.time(7) has them: `daily`, `Mon..Fri 08:00`, `*-*-01 03:00:00`.
 */
const WORDS = /^(minutely|hourly|daily|weekly|monthly|quarterly|semiannually|yearly|annually)$/i;

const DAYS_OF_WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const RANGE = '\\d{1,4}(?:\\.\\.\\d{1,4})?(?:/[1-9]\\d{0,2})?';
// An asterisk stands alone: `*:0/5`, not `*:*/5` as cron has it.
const PART = `(?:\\*|${RANGE}(?:,${RANGE})*)`;
const DATE = new RegExp(`^(?:(${PART})-)?(${PART})-(${PART})$`);
const TIME = new RegExp(`^(${PART}):(${PART})(?::(${PART}))?$`);

type Limits = readonly [least: number, most: number];

/** Whether systemd accepts `text` as a calendar event. Some likely slips that systemd accepts are refused. */
export function isCalendarEvent(text: string): boolean {
  if (WORDS.test(text)) return true;
  const words = text.split(' ');
  const days = isDays(words[0] ?? '') ? words.shift() : undefined;
  const date = matches(DATE, words[0], [
    [1970, 2199],
    [1, 12],
    [1, 31],
  ])
    ? words.shift()
    : undefined;
  const time = matches(TIME, words[0], [
    [0, 23],
    [0, 59],
    [0, 59],
  ])
    ? words.shift()
    : undefined;
  return words.length === 0 && (days ?? date ?? time) !== undefined;
}

/** `Mon..Fri,Sun`: a week begins on Monday. */
function isDays(word: string): boolean {
  return word.split(',').every((item) => {
    const days = item.split('..').map((day) => DAYS_OF_WEEK.indexOf(day.toLowerCase()));
    const [first = -1, last = first] = days;
    return days.length <= 2 && first >= 0 && first <= last;
  });
}

function matches(pattern: RegExp, word: string | undefined, limits: readonly Limits[]): boolean {
  const parts = pattern.exec(word ?? '')?.slice(1);
  return parts?.every((part, at) => part === undefined || isWithin(part, limits[at] as Limits)) ?? false;
}

/** Numbers in their limits, ranges from a lower to a higher one, and steps that come to at least one more time. */
function isWithin(part: string, [least, most]: Limits): boolean {
  if (part === '*') return true;
  return part.split(',').every((item) => {
    const [range = '', step = '0'] = item.split('/');
    const [from = 0, to] = range.split('..').map(Number);
    const last = to ?? most;
    // Of seconds, systemd refuses 53..53.
    if (to !== undefined && from >= to) return false;
    return from >= least && last <= most && from + Number(step) <= last;
  });
}
