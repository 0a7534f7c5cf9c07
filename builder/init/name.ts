/**
 * The names of the package and of its system user.
 */
import type { Json } from '../config/config.ts';
import { RESERVED_NAMES } from '../config/schema/schema.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

/** `name`, if npm's name cannot name a Debian package. */
export function atName(survey: Survey, json: Json): ProposalPart {
  if (debianName(json.name) !== undefined) return {};
  const { name, given } = fittingName(survey, json);
  if (name === undefined) {
    return {
      questions: [`deb.name: ${JSON.stringify(given)} cannot name a Debian package; say another, such as "web-shop"`],
    };
  }
  const origin = given === json.name ? `name, ${JSON.stringify(given)}` : 'the name of the folder';
  return { deb: { name }, guesses: [`name: ${JSON.stringify(name)}, from ${origin}`] };
}

/** `service.user`, if the name of the package cannot name a system user (useradd(8)). */
export function systemUser(survey: Survey, json: Json): ProposalPart {
  const name = fittingName(survey, json).name?.replaceAll('.', '-');
  if (name === undefined || /^[a-z_][a-z0-9_-]{0,30}$/.test(name)) return {};
  const user = name
    .replace(/^(?![a-z])/, '_')
    .slice(0, 31)
    .replace(/-+$/, '');
  return {
    deb: { user },
    guesses: [`service.user: ${JSON.stringify(user)}, because ${JSON.stringify(name)} cannot name an account`],
  };
}

/** A name for the package, made from npm's name, else from the folder's. */
export function fittingName({ folder }: Survey, { name }: Json): { name: string | undefined; given: string } {
  const given = typeof name === 'string' && name !== '' ? name : folder;
  const plain = given.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  return { name: debianName(name) ?? debianName(plain.replace(/^[.-]+|[.-]+$/g, '')), given };
}

/** The name of the package, as the tool derives it from npm's name, or undefined if Debian does not allow it. */
function debianName(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const derived = name.replace(/^@([^/]*)\//, '$1-');
  return /^[a-z0-9][a-z0-9.-]{1,99}$/.test(derived) && !RESERVED_NAMES.includes(derived) ? derived : undefined;
}
