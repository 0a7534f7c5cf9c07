/**
 * The schema of what a package carries besides its program.
 */
import { ACCOUNT, INSIDE, key, type Schema } from './key.ts';

/**
 * Where a package may put things: not where the administrator's own things are (/usr/local, /opt, /home, /srv: Debian
 * Policy 9.1), nor what is gone after a boot.
 */
const TARGET =
  '(/usr/(?!local/)|/etc/|/var/(lib|cache|log|spool)/)(?!.*(^|/)\\.{1,2}(/|$))(?!.*//)[^\\u0000-\\u001f\\u007f%"\'\\\\ ]';

const MODE = key(
  'Permissions. Default: 0755 for what is executable and for directories, 0750 for those with an owner, else 0644.',
  'four octal digits in quotes, the first one 0',
  '0640',
  {
    type: 'string',
    pattern: '^0[0-7]{3}$',
  },
);

const OWNER = key(
  "User and group: root, or an account of one of the package's services. Default: root; in /var, for directories, the account of the first service.",
  'an account name',
  'web',
  {
    type: 'string',
    pattern: ACCOUNT,
  },
);

const to = (end: string): Schema =>
  key(
    'Where it lands; with a / at its end, a folder to put it into.',
    'a path in /usr (not /usr/local), /etc, /var/lib, /var/cache, /var/log or /var/spool, without spaces',
    '/usr/share/web/',
    {
      type: 'string',
      pattern: `^${TARGET}${end}$`,
    },
  );

const copied: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['from', 'to'],
  properties: {
    from: key(
      'A file, a folder or a glob in the project. Of a glob, what follows its fixed part keeps its place.',
      'a path or glob inside the project',
      'public/**',
      { type: 'string', pattern: INSIDE },
    ),
    to: to('*'),
    mode: MODE,
    owner: OWNER,
    conffile: key(
      'Whether the administrator edits it, so that an upgrade asks first. Default: whether it lies in /etc.',
      'true or false',
      true,
      { type: 'boolean' },
    ),
  },
};

const link: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['link', 'to'],
  properties: {
    link: key('A symbolic link: what it points to.', 'a path without spaces', '/usr/lib/web/app.cjs', {
      type: 'string',
      pattern: '^[^\\u0000-\\u0020\\u007f]+$',
    }),
    to: to('*[^/]'),
  },
};

const directory: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['directory'],
  properties: {
    directory: { ...to('*'), title: 'An empty directory.', examples: ['/var/lib/web/uploads'] },
    mode: MODE,
    owner: OWNER,
  },
};

/** What an object is by the key that only it has; so that a mistake in it is told in its own terms. */
function whichever(own: string, schema: Schema, otherwise: Schema): Schema {
  // biome-ignore lint/suspicious/noThenProperty: JSON schema calls it so.
  return { if: { required: [own] }, then: schema, else: otherwise };
}

const EXAMPLE = { from: 'public/**', to: '/usr/share/web/public/' };

export const files: Schema = key(
  'Further files, symbolic links and empty directories.',
  'a list of objects with "from" and "to", "link" and "to", or "directory"',
  [EXAMPLE],
  {
    type: 'array',
    default: [],
    items: {
      type: 'object',
      description: 'an object with "from" and "to", "link" and "to", or "directory"',
      examples: [EXAMPLE],
      ...whichever('link', link, whichever('directory', directory, copied)),
    },
  },
);
