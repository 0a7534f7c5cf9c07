/**
 * Files that hold the text of a licence, by their names.
 */

/** npm packages use all of these names, with and without an extension. */
const LICENSE_FILE = /^(licen[cs]e|copying|unlicense)([.-].*)?$/i;

/** The licence files among the names in a folder, LICENSE first: npm leaves the name open, Debian packages read this one. */
export function licenseFiles(names: readonly string[]): string[] {
  const found = names.filter((name) => LICENSE_FILE.test(name)).sort();
  return found.includes('LICENSE') ? ['LICENSE', ...found.filter((name) => name !== 'LICENSE')] : found;
}
