/**
 * Reads a file of settings as systemd does (EnvironmentFile= in systemd.exec(5); src/basic/env-file.c), with the line of
 * each assignment. systemd itself takes most mistakes without a word, and names no line of the others.
 */

/** An assignment, or a line without `=`. */
export interface Assignment {
  /** Counted from 1. */
  line: number;
  /** The text before `=`, without blanks around it. */
  name: string;
  /** Undefined for a line without `=`, which systemd ignores. */
  value: string | undefined;
  /** The line of a quote that the end of the file closes. */
  openQuote: number | undefined;
  /** Whether the value has something like a comment at its end. systemd knows none there. */
  hasComment: boolean;
  /** The line above is a comment that ends with a backslash. systemd before 254 takes this line for a part of it. */
  followsBackslash: boolean;
}

type State = keyof typeof STEPS;

interface Reader {
  state: State;
  /** The line of the current character, of the current assignment, and of its last quote. */
  line: number;
  begin: number;
  quote: number;
  name: string;
  value: string;
  /** The length of the value without blanks at its end, as far as they stand outside of quotes. */
  kept: number;
  /** The end of the value from a "#" on that stands outside of quotes, behind a blank or a quote. */
  comment: string;
  isBackslashComment: boolean;
  found: Assignment[];
}

const isNewline = (char: string): boolean => char === '\n' || char === '\r';
const isBlank = (char: string): boolean => isNewline(char) || char === ' ' || char === '\t';

/** One step for each state of systemd's reader. */
const STEPS = {
  start(reader: Reader, char: string): void {
    if (isBlank(char)) return;
    reader.begin = reader.line;
    reader.name = '';
    reader.value = '';
    reader.kept = 0;
    reader.comment = '';
    if (char === '#' || char === ';') reader.state = 'comment';
    else {
      // Also for "=": a name has at least one character.
      reader.state = 'name';
      reader.name = char;
    }
  },
  name(reader: Reader, char: string): void {
    if (isNewline(char)) add(reader, undefined);
    else if (char === '=') reader.state = 'before';
    else reader.name += char;
  },
  before(reader: Reader, char: string): void {
    if (isNewline(char)) add(reader, reader.value);
    else if (char === "'" || char === '"') {
      reader.quote = reader.line;
      reader.state = char === "'" ? 'single' : 'double';
    } else if (char === '\\') reader.state = 'escape';
    else if (!isBlank(char)) {
      reader.state = 'value';
      if (char === '#' && reader.value !== '') reader.comment = char;
      append(reader, char);
    }
  },
  value(reader: Reader, char: string): void {
    if (isNewline(char)) add(reader, reader.value.slice(0, reader.kept));
    else if (char === '\\') {
      reader.kept = reader.value.length;
      reader.state = 'escape';
      return;
    }
    if (reader.comment === '#') reader.comment += char;
    else if (char === '#' && isBlank(reader.value.at(-1) ?? '')) reader.comment = char;
    if (isBlank(char)) reader.value += char;
    else append(reader, char);
  },
  escape(reader: Reader, char: string): void {
    reader.state = 'value';
    if (!isNewline(char)) append(reader, char);
  },
  single(reader: Reader, char: string): void {
    if (char === "'") reader.state = 'before';
    else append(reader, char);
  },
  double(reader: Reader, char: string): void {
    if (char === '"') reader.state = 'before';
    else if (char === '\\') reader.state = 'doubleEscape';
    else append(reader, char);
  },
  doubleEscape(reader: Reader, char: string): void {
    reader.state = 'double';
    if ('"\\`$'.includes(char)) append(reader, char);
    else if (char !== '\n') append(reader, `\\${char}`);
  },
  comment(reader: Reader, char: string): void {
    if (isNewline(char)) reader.state = 'start';
    else reader.state = char === '\\' ? 'commentEscape' : 'comment';
  },
  commentEscape(reader: Reader, char: string): void {
    reader.isBackslashComment = isNewline(char);
    reader.state = isNewline(char) ? 'start' : 'comment';
  },
};

/** The assignments of a file, and its other lines without comments and empty ones. */
export function readAssignments(text: string): Assignment[] {
  const reader: Reader = {
    ...{ state: 'start', line: 1, begin: 1, quote: 0, name: '', value: '', kept: 0, comment: '' },
    ...{ isBackslashComment: false, found: [] },
  };
  // A line may end with both characters.
  for (const char of text.replaceAll('\r\n', '\n')) {
    STEPS[reader.state](reader, char);
    if (char === '\n') reader.line += 1;
  }
  const { state } = reader;
  if (state === 'single' || state === 'double' || state === 'doubleEscape') add(reader, reader.value, reader.quote);
  else if (state === 'name' || state === 'before') add(reader, state === 'name' ? undefined : reader.value);
  else if (state === 'value' || state === 'escape') add(reader, reader.value.slice(0, reader.kept));
  return reader.found;
}

function append(reader: Reader, text: string): void {
  reader.value += text;
  reader.kept = reader.value.length;
}

function add(reader: Reader, value: string | undefined, openQuote?: number): void {
  const { begin: line, name, comment, isBackslashComment: followsBackslash } = reader;
  const hasComment = /^#[ \t]/.test(comment);
  reader.found.push({ line, name: name.replace(/[ \t]+$/, ''), value, openQuote, hasComment, followsBackslash });
  reader.isBackslashComment = false;
  reader.state = 'start';
}
