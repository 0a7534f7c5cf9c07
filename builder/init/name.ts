/**
 * The names of the package and of its system user.
 */
import type { Json } from '../config/config.ts';
import { userOf } from '../config/npm-fields.ts';
import { freeName, reservation } from '../config/reserved/reservation.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

/** `name`, if npm's name cannot name a Debian package. */
export function atName(survey: Survey, json: Json): ProposalPart {
  if (debianName(json.name) !== undefined) return {};
  const { name, given } = fittingName(survey, json);
  const reason = reservation(given.toLowerCase());
  if (name === undefined) {
    return {
      questions: [`deb.name: ${JSON.stringify(given)} cannot name a Debian package; say another, such as "web-shop"`],
    };
  }
  const origin = given === json.name ? `name, ${JSON.stringify(given)}` : 'the name of the folder';
  const because = reason === undefined ? '' : `, because ${given.toLowerCase()} ${reason}`;
  return { deb: { name }, guesses: [`name: ${JSON.stringify(name)}, from ${origin}${because}`] };
}

/** `service.user`, if the name of the package cannot name a system user (useradd(8)). */
export function systemUser(survey: Survey, json: Json): ProposalPart {
  const fitting = fittingName(survey, json).name;
  const name = fitting === undefined ? undefined : userOf(fitting);
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
  const trimmed = plain.replace(/^[.-]+|[.-]+$/g, '');
  const free = reservation(trimmed) === undefined ? undefined : freeName(trimmed);
  return { name: debianName(name) ?? debianName(trimmed) ?? debianName(free), given };
}

/** The name of the package, as the tool derives it from npm's name, or undefined if Debian does not allow it. */
function debianName(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const derived = name.replace(/^@([^/]*)\//, '$1-');
  return /^[a-z0-9][a-z0-9.-]{1,99}$/.test(derived) && reservation(derived) === undefined ? derived : undefined;
}
