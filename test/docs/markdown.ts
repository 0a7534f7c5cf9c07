/**
 * Parts of a Markdown page that a test can check.
 */

/** The page without its listings. */
function prose(page: string): string {
  return page.replaceAll(/^ *```.*?^ *```$/gms, '');
}

/** The targets of all links and images. */
export function linksOf(page: string): string[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** The anchors of all headings, as GitHub makes them. */
export function anchorsOf(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Inline code: `this`. */
export function codeOf(text: string): string[] {
  return [...prose(text).matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll('\n', ' '));
}

export function listingsOf(page: string, language: string): string[] {
  const listings = page.matchAll(/^ *```(\w*)\n(.*?)^ *```$/gms);
  return [...listings].filter(([, name]) => name === language).map(([, , text = '']) => text);
}

/** Below npm, `--` separates the arguments of npm from those of the program. */
const COMMAND = /(?:^|^\$ |\bnpx |\bnpm run (?:--silent )?)build-deb(?: --(?= |$))?((?: +\S+)*)$/;

/** The arguments of each command that begins with build-deb, in listings and in inline code. */
export function commandsOf(page: string): string[][] {
  const listings = [...page.matchAll(/^ *```\w*\n(.*?)^ *```$/gms)].flatMap(([, text = '']) => text.split('\n'));
  // In a listing the rest is output, which may begin with the name of the program too.
  const typed = listings.filter((line) => /^\$ |\b(npx|npm run) /.test(line));
  return [...typed, ...codeOf(page)].flatMap((line) => {
    const beforeShell = line.replace(/ *[|&;<>#].*/, '').trim();
    const [, words] = COMMAND.exec(beforeShell) ?? [];
    return words === undefined ? [] : [words.split(' ').filter(Boolean)];
  });
}

/** The cells of a column of all tables that have it. */
export function columnOf(page: string, title: string): string[] {
  const cells: string[] = [];
  let at = -1;
  for (const line of prose(page).split('\n')) {
    const row = line.startsWith('|') ? line.split(/(?<!\\)\|/).map((cell) => cell.trim()) : [];
    if (row.includes(title)) at = row.indexOf(title);
    else if (row.length === 0) at = -1;
    else if (at >= 0 && !/^-+$/.test(row[at] ?? '')) cells.push(row[at] ?? '');
  }
  return cells;
}
