/**
 * An error on the terminal. A mistake in the project takes no more lines than it needs; a defect of the tool shows its stack.
 */
import { BuildError, describeError, type Problem } from '../errors.ts';
import { wrap } from '../text.ts';
import { fitted, hanging, widthOf } from './layout.ts';
import { type Paint, painting, type Style } from './style.ts';

/** The lines for `error`, for a terminal of this width. */
export function describeFailure(error: unknown, stream: { columns?: number; isTTY?: boolean }): string {
  const paint = painting(stream);
  const text = error instanceof BuildError ? mistakeLines(error, widthOf(stream), paint) : [describeError(error)];
  return text.join('\n').replace(/^error:/, () => paint('red', 'error:'));
}

function mistakeLines(error: BuildError, width: number, paint: Paint): string[] {
  const { message, problems } = error;
  // A BuildError repeats its problems at the end of its notes.
  const notes = error.notes.slice(0, error.notes.length - problems.length);
  return [
    ...hanging('error: ', message, width),
    ...notes.flatMap((note) => note.split('\n').flatMap((line) => fitted(line, '  ', width))),
    ...problemLines(problems, width, paint),
  ];
}

/** Columns that the right side needs for its sentences. */
const SENTENCES = 38;

/**
 * Two lines or more for each problem. On the left stand the key and its place, on the right the problem and its fix:
 *
 *   deb.service.watchdog  is "10s"; it must be a whole number of seconds
 *   package.json:18:7     did you mean "watchdog": 10?
 */
function problemLines(problems: readonly Problem[], width: number, paint: Paint): string[] {
  const longest = Math.max(...problems.flatMap(({ place, key }) => [place.length, key.length]));
  const left = Math.min(longest, width - SENTENCES - 4) + 2;
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
