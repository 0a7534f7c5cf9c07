/**
 * The schema of a Unix socket that systemd holds for a service.
 */
import { USER_NAME } from './common.ts';
import { key, object, string, withDefault } from './key.ts';

const group = withDefault(
  key(
    {
      title: 'The group that may connect, besides root; it has to exist on the target. That of nginx is `www-data`.',
      description: 'the name of a group',
      example: 'proxies',
    },
    string({ pattern: USER_NAME }),
  ),
  'www-data',
);

const mode = withDefault(
  key(
    {
      title: 'Permissions of the socket: who may write to it may connect.',
      description: 'four octal digits in quotes, the first one 0',
      example: '0666',
    },
    string({ pattern: '^0[0-7]{3}$' }),
  ),
  '0660',
);

/** The Unix socket of a service. */
export const unixSocket = key(
  {
    title:
      'A Unix socket that systemd holds for it, `/run/NAME/socket`, for a proxy on the same machine such as nginx. The ' +
      'program asks for its port as ever; that stays closed without `socket`.',
    description: 'an object that may hold "group" and "mode"',
    example: { group: 'www-data', mode: '0660' },
  },
  object({ group, mode }),
);
