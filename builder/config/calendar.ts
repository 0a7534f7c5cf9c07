/**
 * Calendar events as systemd.time(7) has them: `daily`, `Mon..Fri 08:00`, `*-*-01 03:00:00`.
 */
const WORDS = /^(minutely|hourly|daily|weekly|monthly|quarterly|semiannually|yearly|annually)$/i;

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const DAYS = new RegExp(`^${DAY}(?:\\.\\.${DAY})?(?:,${DAY}(?:\\.\\.${DAY})?)*$`, 'i');
const PART =
  '(?:\\*|\\d{1,4}(?:\\.\\.\\d{1,4})?)(?:/[1-9]\\d{0,2})?(?:,\\d{1,4}(?:\\.\\.\\d{1,4})?(?:/[1-9]\\d{0,2})?)*';
const DATE = new RegExp(`^(?:(${PART})-)?(${PART})-(${PART})$`);
const TIME = new RegExp(`^(${PART}):(${PART})(?::(${PART}))?$`);

type Limits = readonly [least: number, most: number];

/** Whether systemd takes `text` for a calendar event; stricter than systemd where that would only be a slip. */
export function isCalendarEvent(text: string): boolean {
  if (WORDS.test(text)) return true;
  const words = text.split(' ');
  const days = DAYS.test(words[0] ?? '') ? words.shift() : undefined;
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

function matches(pattern: RegExp, word: string | undefined, limits: readonly Limits[]): boolean {
  const parts = pattern.exec(word ?? '')?.slice(1);
  return parts?.every((part, at) => part === undefined || isWithin(part, limits[at] as Limits)) ?? false;
}

/** Numbers in their limits, ranges in their order. */
function isWithin(part: string, [least, most]: Limits): boolean {
  return part.split(',').every((item) => {
    const [range = '', step = '1'] = item.split('/');
    if (Number(step) > most) return false;
    if (range === '*') return true;
    const [from = 0, to = from] = range.split('..').map(Number);
    return from >= least && to <= most && from <= to;
  });
}
