/**
 * Names of files: those that a package may hold, and the way a message shows a name.
 */

/**
 * Characters that no name may hold. dpkg's lists have one name a line, so line ends are refused. Its own tools and
 * tmpfiles.d(5) read a backslash as an escape. A bidi mark shows a name in another order than it has. A name that is not
 * UTF-8 reaches Node with U+FFFD in it.
 */
const REFUSED = '\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Bidi_Control}\\uFFFD\\\\';

/** For a schema: any character of a path in package.json. Units and lists of a script separate paths by blanks. */
export const PATH_CHARACTER = `[^${REFUSED}\\p{Z}]`;

const UNFIT = new RegExp(`[${REFUSED}]|^\\s|\\s$`, 'u');

/**
 * Bytes of the longest name that dpkg can install. It unpacks `x` as `x.dpkg-new`, keeps a conffile as `x.dpkg-dist`,
 * and file systems take 255 bytes.
 */
const LONGEST = 255 - '.dpkg-dist'.length;

/** Why no package may hold this name, or undefined for a sound one. */
export function fileNameProblem(name: string): string | undefined {
  if (UNFIT.test(name)) {
    return 'a name in a package must be UTF-8, without control characters, line ends, bidi marks, backslashes, leading and trailing blanks';
  }
  return Buffer.byteLength(name) > LONGEST
    ? `a name in a package has at most ${LONGEST} bytes, because dpkg appends .dpkg-dist`
    : undefined;
}

/** A name in double quotes, with an escape for each character that {@link withEscapes} replaces. */
export function shownName(name: string): string {
  return withEscapes(JSON.stringify(name));
}

/** JSON with an escape for each character that is invisible, moves a terminal's cursor or turns the order of letters. */
export function withEscapes(json: string): string {
  return json.replaceAll(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|\uFFFD/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(''),
  );
}

/** A path as it is, unless a character of it needs an escape. */
export function shownPath(path: string): string {
  const shown = shownName(path);
  return shown === `"${path}"` ? path : shown;
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
