/**
 * The edges of names that the project chooses.
 */
import type { Edges } from './kinds.ts';

/** Names that the project chooses, by the place of their dictionary. */
const VARIABLE: Edges = {
  takes: [
    'A',
    'a',
    'database__client',
    '_',
    'A_9',
    'NODE_ENV',
    'NODE_OPTIONS_',
    'LISTEN',
    'NOTIFY',
    'MY_NOTIFY_X',
    'CREDENTIALS_DIRECTORY_',
  ],
  refuses: [
    '',
    'ä',
    '9A',
    'A-B',
    'A ',
    'NODE_OPTIONS',
    'NOTIFY_',
    'NOTIFY_X',
    'LISTEN_FDS',
    'WATCHDOG_USEC',
    'CREDENTIALS_DIRECTORY',
  ],
};

const DIRECTIVE: Edges = {
  takes: ['AllowedCPUs', 'Nice', 'ProtectSystem', 'UMask'],
  refuses: ['', 'ExecStart', 'User', 'nice', 'ProtectSystem ', 'Nice UMask'],
};

export const NAMES: Readonly<Record<string, Edges>> = {
  'deb.settings': VARIABLE,
  'deb.secrets': VARIABLE,
  'deb.services.KEY.settings': VARIABLE,
  'deb.service.hardenOverrides': DIRECTIVE,
  'deb.services.KEY.hardenOverrides': DIRECTIVE,
  'deb.fields': {
    takes: ['Vcs-Git', 'X-Team', 'x', 'A9-'],
    refuses: ['', 'A:', 'A b', '-A', '9A', 'A_b', 'Ä', 'A\n', 'x'.repeat(101)],
  },
  'deb.services': {
    takes: ['a', '0', 'a-', `a${'b'.repeat(30)}`, 'mails', 'apps'],
    refuses: ['', '-a', 'A', 'a_b', 'a.b', `a${'b'.repeat(31)}`, 'mail', 'app', 'notify'],
  },
};
