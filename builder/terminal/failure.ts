/**
 * An error on the terminal. A mistake in the project takes no more lines than it needs. A defect of the tool shows its stack.
 */
import { BuildError, describeError, type Problem } from '../errors.ts';
import { oneLine, visible, wrap } from '../text.ts';
import { fitted, hanging, widthOf } from './layout.ts';
import { type Paint, painting, type Style } from './style.ts';

/** The lines for `error`, for a terminal of this width. */
export function describeFailure(error: unknown, stream: { columns?: number; isTTY?: boolean }): string {
  const paint = painting(stream);
  const text =
    error instanceof BuildError ? mistakeLines(error, widthOf(stream), paint) : [visible(describeError(error))];
  return text.join('\n').replace(/^error:/, () => paint('red', 'error:'));
}

function mistakeLines(error: BuildError, width: number, paint: Paint): string[] {
  const message = visible(error.message);
  const problems = error.problems.map(visibleProblem);
  // A BuildError repeats its problems at the end of its notes.
  const notes = error.notes.slice(0, error.notes.length - problems.length);
  return [
    ...hanging('error: ', message, width),
    ...notes.flatMap((note) =>
      visible(note)
        .split('\n')
        .flatMap((line) => fitted(line, '  ', width)),
    ),
    ...problemLines(problems, width, paint),
  ];
}

/** A key may have any name, so it is cut: the place finds it. */
function visibleProblem({ place, key, problem, fix }: Problem): Problem {
  const short = key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}...` : key;
  return { place, key: oneLine(short), problem: oneLine(problem), fix: oneLine(fix) };
}

const LONGEST_KEY = 120;

/** Columns that the sentences on the right keep, and the fewest that the names on the left get. */
const [SENTENCES, NAMES] = [48, 20];

/**
 * Two lines or more for each problem. On the left stand the key and its place, on the right the problem and its fix:
 *
 *   deb.service.watchdog  is "10s"; it must be a whole number of seconds
 *   package.json:18:7     did you mean "watchdog": 10?
 */
function problemLines(problems: readonly Problem[], width: number, paint: Paint): string[] {
  const most = Math.max(NAMES, width - SENTENCES - 4);
  const lengths = problems.flatMap(({ place, key }) => [place.length, key.length]);
  // A longer name has a line of its own, so one long key does not narrow all sentences.
  const left = Math.max(0, ...lengths.filter((length) => length <= most)) + 2;
  return problems.flatMap(({ place, key, problem, fix }) => {
    const room = width - left - 2;
    const names = [styled('bold', key, paint), styled('dim', place, paint)];
    const texts = [
      ...wrap(problem, room).map((text) => ({ text, shown: text })),
      ...wrap(fix, room).map((text) => styled('green', text, paint)),
    ];
    return ['', ...beside(names, texts, { left, width })];
  });
}

interface Piece {
  text: string;
  /** With its style. */
  shown: string;
}

function styled(style: Style, text: string, paint: Paint): Piece {
  return { text, shown: paint(style, text) };
}

/** Both columns, line by line. A name or a text that is too long for its column has a line of its own. */
function beside(
  names: readonly Piece[],
  texts: readonly Piece[],
  { left, width }: { left: number; width: number },
): string[] {
  const lines: string[] = [];
  const waiting = [...texts];
  const isShort = (piece?: Piece): boolean => piece !== undefined && piece.text.length <= width - left - 2;
  for (const { text, shown } of names) {
    const other = text.length <= left - 2 && isShort(waiting[0]) ? waiting.shift() : undefined;
    lines.push(`  ${shown}${other ? `${' '.repeat(left - text.length)}${other.shown}` : ''}`);
  }
  for (const { text, shown } of waiting) {
    lines.push(`${' '.repeat(Math.max(2, Math.min(left + 2, width - text.length)))}${shown}`);
  }
  return lines;
}
