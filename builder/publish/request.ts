/**
 * The words of a command line become a request. Each value is checked before anything is read.
 */
import path from 'node:path';
import { BuildError } from '../errors.ts';
import { shownName } from '../file-names.ts';
import { debianVersion } from '../version.ts';
import type { Identity } from './repository.ts';

/** The options of the verb that have a value, as they are typed. */
export type Values = Readonly<Partial<Record<string, string>>>;

/** A version to withdraw; without `name`, that of the project or of the only package. */
interface Withdrawal {
  name: string | undefined;
  version: string;
}

export interface PublishRequest {
  /** An absolute path. */
  directory: string;
  /** Package files, as they are typed. */
  files: readonly string[];
  identity: Partial<Identity>;
  url: string | undefined;
  key: string | undefined;
  retire: string | undefined;
  keep: number | undefined;
  phase: number | undefined;
  withdraw: Withdrawal | undefined;
}

function wrong(message: string, ...advice: string[]): BuildError {
  return new BuildError(message, [...advice, 'build-deb publish --help describes the verb'], { exitCode: 2 });
}

/** @throws BuildError with exit code 2 for a value that cannot be meant. */
export function readRequest(operands: readonly string[], values: Values): PublishRequest {
  const [directory, ...named] = operands;
  // `dist/*` names the bill of materials beside a package too.
  const files = named.filter((file) => !file.endsWith('.cdx.json'));
  if (files.length === 0 && named.length > 0) throw wrong('a bill of materials alone is no package', 'name a FILE.deb');
  if (directory === undefined || directory === '') {
    throw wrong('publish needs the directory of the repository', 'as in build-deb publish /srv/repository');
  }
  if (/\.deb$/.test(directory)) {
    throw wrong(`publish begins with the directory of the repository, not with ${shownName(directory)}`);
  }
  const { url, key, retire, keep, phase, withdraw } = values;
  if (withdraw !== undefined && files.length > 0) throw wrong('--withdraw takes no package file');
  if (withdraw !== undefined && phase !== undefined) throw wrong('--withdraw and --phase do not go together');
  return {
    directory: path.resolve(directory),
    files,
    identity: readIdentity(values),
    url: url === undefined ? undefined : readUrl(url),
    key,
    retire,
    keep: keep === undefined ? undefined : readNumber('keep', keep, [1, 100_000]),
    phase: phase === undefined ? undefined : readNumber('phase', phase, [0, 100]),
    withdraw: withdraw === undefined ? undefined : readWithdrawal(withdraw),
  };
}

function readNumber(option: string, text: string, [least, most]: readonly [number, number]): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw wrong(`--${option} is ${shownName(text)}: it must be a whole number from ${least} to ${most}`);
}

/** The forms of names: of packages, and of fields that preferences and Origins-Pattern quote. */
const NAME = /^[a-z0-9][a-z0-9+.-]{1,63}$/;
const FIELD = /^[A-Za-z0-9][A-Za-z0-9 ._+-]{0,63}$/;
const FOLDER = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/;

function readIdentity(values: Values): Partial<Identity> {
  const rules: [keyof Identity, RegExp, string][] = [
    ['name', NAME, 'lower-case letters, digits and +.-, as in the name of a package'],
    ['origin', FIELD, 'letters, digits, blanks and ._+-'],
    ['label', FIELD, 'letters, digits, blanks and ._+-'],
    ['suite', FOLDER, 'letters, digits and ._+-'],
    ['codename', FOLDER, 'letters, digits and ._+-'],
  ];
  const identity: Partial<Identity> = {};
  for (const [option, form, words] of rules) {
    const value = values[option];
    if (value === undefined) continue;
    if (!form.test(value)) throw wrong(`--${option} is ${shownName(value)}: it may hold ${words}`);
    identity[option] = value;
  }
  return identity;
}

/** What a shell does not take as it is. The page has commands with the address, and servers take the escaped form as well. */
const SHELL = /[!$&'()*;|[\]]/g;

/** apt knows these (sources.list(5)). A fragment or a question mark would end up in the middle of addresses. */
function readUrl(text: string): string {
  const advice = 'as in --url https://packages.example.org/';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:', 'file:'].includes(url.protocol)) {
    throw wrong(`--url is ${shownName(text)}: it must be an address with http:, https: or file:`, advice);
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong('--url holds a password, which every reader of the page would see', advice);
  }
  if (url.search !== '' || url.hash !== '') throw wrong(`--url is ${shownName(text)}: leave out ? and #`, advice);
  url.pathname = url.pathname.replaceAll(SHELL, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

function readWithdrawal(text: string): Withdrawal {
  const [, name, version = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(text) ?? [];
  const isNamed = name === undefined || NAME.test(name);
  if (!isNamed || !/^(\d+:)?\d[A-Za-z0-9.+~-]*$/.test(version)) {
    throw wrong(`--withdraw is ${shownName(text)}: it must be a version`, 'as in --withdraw 1.2.3 or my-app=1.2.3');
  }
  return { name, version };
}

/** The forms of a version that a person may mean: Debian's own, and npm's. */
export function formsOf(version: string): string[] {
  return [...new Set([version, debianVersion(version) ?? version])];
}
