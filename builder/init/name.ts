/**
 * What the package and its account are called.
 */
import type { Json } from '../config/config.ts';
import { RESERVED_NAMES } from '../config/schema/schema.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

/** `name`, where npm's cannot be one. */
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

/** `service.user`: the account is called like the package, where an account can be (useradd(8)). */
export function account(survey: Survey, json: Json): ProposalPart {
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

/** A name made to fit: npm's, else the folder's. */
export function fittingName({ folder }: Survey, { name }: Json): { name: string | undefined; given: string } {
  const given = typeof name === 'string' && name !== '' ? name : folder;
  const plain = given.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  return { name: debianName(name) ?? debianName(plain.replace(/^[.-]+|[.-]+$/g, '')), given };
}

/** The name of the package, as the tool derives it from npm's; undefined if that cannot be one. */
function debianName(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const derived = name.replace(/^@([^/]*)\//, '$1-');
  return /^[a-z0-9][a-z0-9.-]{1,99}$/.test(derived) && !RESERVED_NAMES.includes(derived) ? derived : undefined;
}
