/**
 * npm's own fields, and proposals for those that are missing or do not fit a Debian package.
 */
import type { Json } from '../config/config.ts';
import { objectOf } from '../project/package-json.ts';
import { debianVersion } from '../version.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

/** The schema of the `deb` section takes this as a maintainer. */
const MAINTAINER = /^[^\p{Cc}\p{Cf}<>]*[^\p{Cc}\p{Cf}<> ] <[^\p{Cc}\p{Cf}@\s<>]+@[^\p{Cc}\p{Cf}@\s<>]+>$/u;

/** `maintainer`, if author has no address. */
export function atMaintainer({ committer: git }: Survey, { author }: Json): ProposalPart {
  const { name = '', email = '' } = objectOf(author);
  const isPerson = typeof name === 'string' && typeof email === 'string';
  const written = typeof author === 'string' ? author : isPerson ? `${name} <${email}>` : '';
  if (MAINTAINER.test(written)) return {};
  // npm allows a web page behind the address.
  const person = written.replace(/\s*\([^()]*\)\s*$/, '').trim();
  if (MAINTAINER.test(person)) return { deb: { maintainer: person }, guesses: ['maintainer: from author'] };
  const committer = git.name === undefined || git.email === undefined ? '' : `${git.name} <${git.email}>`;
  if (MAINTAINER.test(committer))
    return {
      deb: { maintainer: committer },
      guesses: [`maintainer: ${committer}, from git, because author names no address`],
    };
  return { questions: ['deb.maintainer: name who answers for the package, such as "Ada Lovelace <ada@example.org>"'] };
}

/** The version: only you know it. */
export function atVersion(_: Survey, { version }: Json): ProposalPart {
  if (typeof version === 'string' && debianVersion(version) !== undefined) return {};
  // npm installs a private project without a version, and many templates have none (npm's documentation, "package.json").
  if (version === undefined) return { fields: { version: '1.0.0' }, guesses: ['version: "1.0.0", the first one'] };
  return {
    questions: [`version: Debian cannot order ${JSON.stringify(version)}; write it as in "1.2.3" or "1.2.3-rc.1"`],
  };
}

/** Licences, by the beginnings of their texts. */
const LICENSES: readonly [RegExp, string][] = [
  [/\bMIT License\b|^Permission is hereby granted, free of charge/im, 'MIT'],
  [/\bApache License\s+Version 2\.0/i, 'Apache-2.0'],
  [/\bISC License\b/i, 'ISC'],
  [/\bBSD 3-Clause\b/i, 'BSD-3-Clause'],
  [/\bBSD 2-Clause\b/i, 'BSD-2-Clause'],
  [/\bMozilla Public License,? Version 2\.0/i, 'MPL-2.0'],
  [/^This is free and unencumbered software released into the public domain/i, 'Unlicense'],
];

/** The licence that a text is, by its beginning. */
function knownLicense(text: string): string | undefined {
  const beginning = text.trimStart().slice(0, 300);
  return LICENSES.find(([pattern]) => pattern.test(beginning))?.[1];
}

/** `license`, if its name is missing and its text is known. Also asks for the file LICENSE. */
export function atLicense({ license: file }: Survey, { license }: Json): ProposalPart {
  const questions: string[] = [];
  const known = file === undefined ? undefined : knownLicense(file.text);
  const isMissing = license === undefined && known !== undefined;
  if (!isMissing && !(typeof license === 'string' && /^[A-Za-z0-9.+ ()-]+$/.test(license))) {
    questions.push(`license: name your licence as npm does, such as ${JSON.stringify(known ?? 'MIT')}`);
  }
  // The build reads the text from LICENSE alone.
  if (file === undefined)
    questions.push(
      'LICENSE: Debian requires the text of the licence; put it into that file, such as the one of choosealicense.com',
    );
  else if (file.file !== 'LICENSE')
    questions.push(`LICENSE: the text is read from that file; copy it, as in "cp ${file.file} LICENSE"`);
  if (!isMissing) return { questions };
  return {
    fields: { license: known },
    guesses: [`license: ${JSON.stringify(known)}, from how ${file?.file} begins`],
    questions,
  };
}
