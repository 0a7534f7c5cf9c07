/**
 * The licence that a package declares, as CycloneDX writes it: an identifier of SPDX, an expression of such, or a name.
 */
import { LicenseAcknowledgement } from '@cyclonedx/cyclonedx-library/Enums';
import { type License, LicenseExpression, NamedLicense, SpdxLicense } from '@cyclonedx/cyclonedx-library/Models';
import { fixupSpdxId, isSupportedSpdxId } from '@cyclonedx/cyclonedx-library/SPDX';
import { oneLine } from '../../text.ts';

/** Names of nested expressions beyond any real one are not parsed. */
const LONGEST_EXPRESSION = 1000;

/** Undefined if the package names no licence. `known` is the licence's name where package.json has none. */
export function licenseOf(declared: string, known: string): License | undefined {
  const text = oneLine(declared.trim());
  if (text === '') return known === '' ? undefined : new NamedLicense(known);
  const license = spdxLicense(text) ?? (isExpression(text) ? new LicenseExpression(text) : new NamedLicense(text));
  license.acknowledgement = LicenseAcknowledgement.Declared;
  return license;
}

function spdxLicense(text: string): SpdxLicense | undefined {
  // The library looks names up in an object, where "constructor" is found too.
  const id: unknown = fixupSpdxId(text);
  return typeof id === 'string' && isSupportedSpdxId(id) ? new SpdxLicense(id) : undefined;
}

/** Whether a text is an expression of SPDX 2.3, annex D. The names of exceptions behind WITH are not compared with a list. */
export function isExpression(text: string): boolean {
  if (text.length > LONGEST_EXPRESSION) return false;
  let form = text.replaceAll(/ WITH [\w.-]+(?=[ )]|$)/g, '').replaceAll(/[^ ()]+/g, operand);
  for (let before = ''; before !== form; ) {
    before = form;
    form = form.replaceAll(/\( *L *\)|L +(?:AND|OR) +(?=L)/g, (found) => (found.startsWith('(') ? 'L' : ''));
  }
  return form === 'L';
}

/** `L` for a licence. */
function operand(word: string): string {
  if (word === 'AND' || word === 'OR') return word;
  const isOwn = /^(DocumentRef-[\w.-]+:)?LicenseRef-[\w.-]+$/.test(word);
  return isOwn || spdxLicense(word.replace(/\+$/, '')) !== undefined ? 'L' : '?';
}
