/**
 * The schema of further files of a package.
 */
import { PATH_CHARACTER } from '../../file-names.ts';
import { INSIDE, USER_NAME } from './common.ts';
import { array, boolean, type Key, key, object, string, type ValueOf, withDefault } from './key.ts';

/**
 * Where a package may put files: not into directories of the administrator (/usr/local, /opt, /home, /srv: Debian
 * Policy 9.1), and not where a boot clears them away.
 */
const AREAS = '(?!.*/\\.{0,2}/)(?!.*/\\.{1,2}$)(/usr/(?!local/)|/etc/|/var/(lib|cache|log|spool)/)';

/** Units and scripts name these paths: no quotes, and no `%`, which begins a specifier. */
const CHARACTER = `(?![%"'])${PATH_CHARACTER}`;

/** Scripts list directories, and systemd mounts some: no glob(7), and no colon (systemd.exec(5), BindPaths=). */
const DIRECTORY_CHARACTER = `(?![*?[\\]{}:])${CHARACTER}`;

function target(words: { title: string; example: string }, rest: string, without = ''): Key<string> {
  const description =
    'a path in /usr (not /usr/local), /etc, /var/lib, /var/cache, /var/log or /var/spool, without ' +
    `spaces, quotes, %, backslashes${without} and control characters`;
  return key({ ...words, description }, string({ pattern: `^${AREAS}${rest}$` }));
}

const mode = key(
  {
    title:
      'Permissions. Default: 0755 for what is executable and for directories, 0750 for those with an owner, else 0644.',
    description: 'four octal digits in quotes, the first one 0',
    example: '0640',
  },
  string({ pattern: '^0[0-7]{3}$' }),
);

const owner = key(
  {
    title:
      "User and group: root, or the user of one of the package's services. Default: root; in /var, for directories, the user of the first service.",
    description: 'the name of a user',
    example: 'web',
  },
  string({ pattern: USER_NAME }),
);

const from = key(
  {
    title: 'A file, a folder or a glob in the project. Of a glob, what follows its fixed part keeps its place.',
    description: 'a path or glob inside the project',
    example: 'public/**',
  },
  string({ pattern: INSIDE }),
);

const conffile = key(
  {
    title: 'Whether the administrator edits it, so that an upgrade asks first. Default: whether it lies in /etc.',
    description: 'true or false',
    example: true,
  },
  boolean,
);

const to = target(
  { title: 'Where it lands; with a / at its end, a folder to put it into.', example: '/usr/share/web/' },
  `(${CHARACTER})*`,
);

export const copied = object({ from, to, mode, owner, conffile }, ['from', 'to']);

const linkTarget = key(
  {
    title: 'A symbolic link: what it points to.',
    description: 'a path without spaces, control characters and backslashes',
    example: '/usr/lib/web/app.cjs',
  },
  string({ pattern: `^(${PATH_CHARACTER})+$` }),
);

const linkPlace = target({ title: 'Where the link lands.', example: '/usr/bin/web' }, `(${CHARACTER})*(?<!/)`);

export const link = object({ link: linkTarget, to: linkPlace }, ['link', 'to']);

const place = target(
  { title: 'An empty directory.', example: '/var/lib/web/uploads' },
  `(${DIRECTORY_CHARACTER})*`,
  ', wildcards, colons',
);

export const directory = object({ directory: place, mode, owner }, ['directory']);

/** An object is of the type `then` if it has the key `own`: a mistake in it is told in the terms of that type. */
function ifItHas<A, B>(own: string, then: Key<A>, otherwise: Key<B>): Key<A | B> {
  return { if: { required: [own] }, then, else: otherwise };
}

const EXAMPLE: ValueOf<typeof copied> = { from: 'public/**', to: '/usr/share/web/public/' };

const file = key(
  { description: 'an object with "from" and "to", "link" and "to", or "directory"', example: EXAMPLE },
  { type: 'object', ...ifItHas('link', link, ifItHas('directory', directory, copied)) },
);

export const files = key(
  {
    title: 'Further files, symbolic links and empty directories.',
    description: 'a list of objects with "from" and "to", "link" and "to", or "directory"',
    example: [EXAMPLE],
  },
  withDefault(array(file), []),
);
