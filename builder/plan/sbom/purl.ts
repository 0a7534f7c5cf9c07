/**
 * Package URLs (the purl specification, its types npm and generic).
 */

/** A name of npm: with or without a scope, and nothing that would begin another part of a URL. */
const NPM_NAME = /^(?:@[^@/\s]+\/)?[^@/\s]+$/;

/** The URL of a package of npm, or undefined if npm has no package of such a name. Both texts are in one line (text.ts). */
export function npmUrl(name: string, version: string): string | undefined {
  if (!NPM_NAME.test(name)) return undefined;
  const path = name.split('/').map(encoded).join('/');
  return `pkg:npm/${path}${version === '' ? '' : `@${encoded(version)}`}`;
}

/** Node's own, under the name by which scanners find its executable. */
export function nodeUrl(version: string): string {
  return `pkg:generic/node@${encoded(version)}`;
}

/** encodeURIComponent() keeps some characters that the specification wants encoded. */
function encoded(part: string): string {
  return encodeURIComponent(part)
    .replaceAll(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}
