/**
 * The licences of the npm packages in a Debian package (Debian Policy 12.5).
 */
import { realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { licenseFiles } from '../project/license.ts';
import { type LockedHash, lockedHashes } from '../project/lock-hashes.ts';
import { installedJson } from '../project/package-json.ts';
import { optionalText } from '../project/read-file.ts';
import { sharedFolder } from '../project/workspace.ts';
import { oneLine } from '../text.ts';
import { type NpmFacts, neededFolders } from './npm-facts.ts';

/** An npm package in a bundle or a tree of modules. */
export interface BundledPackage {
  /** Its folder, relative to the project. */
  folder: string;
  name: string;
  /** Empty if its package.json lacks it. */
  version: string;
  /** As its package.json names it, or empty if it does not. */
  license: string;
  /** The holders of the copyright, a line each. */
  copyright: string;
  /** The licence's whole text, or empty if the package brings no text. */
  text: string;
  /** The NOTICE, which Apache-2.0 wants to be passed on. Mostly empty. */
  notice: string;
  /** Undefined for Node itself. */
  npm?: NpmFacts;
  /** Of Node itself: the checksum of npm's tarball. */
  integrity?: string;
}

const NOTICE_FILE = /^notice([.-].*)?$/i;

/** Licences whose text every Debian system has in /usr/share/common-licenses, by SPDX identifier. */
const COMMON: readonly [RegExp, string][] = [
  [/^Apache-2\.0$/, 'Apache-2.0'],
  [/^CC0-1\.0$/, 'CC0-1.0'],
  [/^MPL-(1\.1|2\.0)$/, 'MPL-$1'],
  [/^GPL-([123])(?:\.0)?(?:-only|-or-later|\+)?$/, 'GPL-$1'],
  [/^LGPL-(2|2\.1|3)(?:\.0)?(?:-only|-or-later|\+)?$/, 'LGPL-$1'],
];

/** The npm packages of `inputs`, the source files of a bundle, in order of their folders. */
export async function readBundledPackages(project: string, inputs: readonly string[]): Promise<BundledPackage[]> {
  const folders = new Set<string>();
  for (const input of inputs) {
    const folder = packageFolder(input);
    if (folder) folders.add(folder);
  }
  if (folders.size === 0) return [];
  const hashOf = lockedHashes(project);
  return Promise.all([...folders].sort().map((folder) => readPackage(project, folder, hashOf)));
}

/**
 * The folder of the npm package that a file is in, or undefined for the project's own files. Yarn's linker `pnpm` keeps
 * packages in folders such as node_modules/.store/ms-npm-2.1.3-8b3b5c6e/package.
 */
export function packageFolder(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:\.store\/[^/]+\/package|(?:@[^/]+\/)?[^/]+)(?=\/)/.exec(file)?.[0];
}

async function readPackage(project: string, folder: string, hashOf: LockedHash): Promise<BundledPackage> {
  const place = path.join(project, folder);
  const json = installedJson(place);
  const { name: given, version: told, license, licenses, author } = json;
  const name = typeof given === 'string' ? oneLine(given) : path.basename(folder);
  const files = (await readdir(place)).sort();
  const read = (file: string | undefined): string => (file === undefined ? '' : publicText(place, file));
  const notices = files.filter((file) => NOTICE_FILE.test(file));
  const version = typeof told === 'string' ? oneLine(told) : '';
  const real = realpathSync(place);
  const [text, notice] = [read(licenseFiles(files)[0]), read(notices[0])];
  return {
    folder,
    name,
    version,
    license: licenseName(license ?? licenses),
    copyright: holders(text) || personName(author) || `the authors of ${name}`,
    text,
    notice,
    npm: {
      place: real,
      needs: neededFolders(real, json),
      isPrivate: json.private === true,
      integrity: hashOf({ place: real, name, version }),
    },
  };
}

/**
 * A text of a package, or empty if it cannot be read. A link out of the package may lead to anything: members of a
 * workspace alone share their texts.
 */
function publicText(place: string, file: string): string {
  const real = realpathSync(place);
  const limit = real.includes('/node_modules/') ? real : sharedFolder(real);
  try {
    return optionalText(path.join(place, file), limit)?.trim() ?? '';
  } catch {
    return '';
  }
}

/** `MIT`, `{ "type": "MIT" }` and lists of these have all been in use. */
function licenseName(license: unknown): string {
  if (Array.isArray(license)) return license.map(licenseName).filter(Boolean).join(' OR ');
  if (typeof license === 'object' && license !== null) return licenseName((license as { type?: unknown }).type);
  return typeof license === 'string' ? license : '';
}

function personName(person: unknown): string {
  return String((typeof person === 'object' && person !== null ? (person as { name?: unknown }).name : person) ?? '');
}

/** The lines `Copyright (c) 2020 Somebody`, without their first words. The holder of the licence's own text and samples do not count. */
export function holders(text: string): string {
  const lines = text.replace(/^.*(Free Software Foundation|\[yyyy\]|<year>|\{yyyy\}).*$/gim, '');
  const found = [...lines.matchAll(/^[\s*#/]*(?:copyright|©)\s*(?:\(c\)|©)?:?\s*(?:\(c\)|©)?\s*(\S.*?)\s*$/gim)];
  const names = found.flatMap(([, holder]) => holder?.replace(/\.?\s*all rights reserved\.?$/i, '') ?? []);
  return [...new Set(names.filter((name) => /\d{4}/.test(name)))].join('\n');
}

/** A licence as a copyright file names it: `MIT or Apache-2.0` for `(MIT OR Apache-2.0)`. */
export function debianLicense(license: string): string {
  if (!/^[\w.+() -]+$/.test(license) || /^see license/i.test(license)) return 'other';
  return license
    .replaceAll(/[()]/g, '')
    .replaceAll(/ (OR|AND|WITH) /g, (word) => word.toLowerCase())
    .trim();
}

/** A licence's text, or where a Debian system has it: such texts are not repeated (Debian Policy 12.5). */
export function licenseText(license: string, text: string): string {
  const parts = license.replaceAll(/[()]/g, '').split(/ (?:OR|AND) /);
  const common = parts.flatMap((part) => commonText(part) ?? []);
  if (common.length === parts.length) return common.join('\n');
  const own = text || `The package brings no text of its licence; its package.json says "${license}".`;
  return [own, ...common].join('\n\n');
}

function commonText(license: string): string | undefined {
  const [pattern, file] = COMMON.find(([candidate]) => candidate.test(license)) ?? [];
  if (pattern === undefined || file === undefined) return undefined;
  return `On Debian systems the full text is in /usr/share/common-licenses/${license.replace(pattern, file)}.`;
}
