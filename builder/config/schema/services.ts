/**
 * The schema of a service: how it is started, watched and stopped.
 */

import { LISTEN_ADDRESS } from '../rules/sockets.ts';
import { harden, hardenOverrides } from './harden.ts';
import {
  ACCOUNT,
  choice,
  flag,
  INSIDE,
  key,
  LINE,
  list,
  projectFile,
  type Schema,
  seconds,
  setting,
  variables,
} from './key.ts';

/** Seconds that a service has to become ready, unless told. */
export const START_TIMEOUT = 30;

const common: Record<string, Schema> = {
  arguments: list(
    'Arguments of the program.',
    'a list of arguments, each one line',
    key('', 'one line of text', '--verbose', { type: 'string', pattern: LINE }),
  ),
  user: key(
    "The account it runs as; created if it is not there. Default: the package's name, for all services.",
    'an account name: a to z, 0 to 9, - and _, at most 31 characters, beginning with a letter or _',
    'web',
    { type: 'string', pattern: ACCOUNT },
  ),
  ready: choice(
    'What makes it ready: `http`, the health page answers 2xx; `listening`, its port is open; `app`, it says so with ' +
      "`process.send('ready')` or `notify.ready()`; `loaded`, its program has been loaded (for what listens nowhere).",
    ['http', 'listening', 'app', 'loaded'],
  ),
  health: key(
    'The page that answers 2xx when it is healthy.',
    'a path on the server that begins with /, of letters, digits and ._~/?=&:@+,-',
    '/healthz',
    { type: 'string', pattern: '^/[A-Za-z0-9._~/?=&:@+,-]*$', default: '/health' },
  ),
  port: key(
    'The port of the server that counts, or the variable that holds it. Default: its first server.',
    'a number from 1 to 65535, or the variable that holds it',
    'PORT',
    {
      anyOf: [
        { type: 'integer', minimum: 1, maximum: 65535 },
        { type: 'string', pattern: '^[A-Z_][A-Z0-9_]*$' },
      ],
    },
  ),
  socket: key(
    'Ports that systemd holds for it, so that no request is lost while it restarts. `true`: `port`, or the setting `PORT`. ' +
      'The administrator then changes them in `NAME.socket`.',
    'true, false or a list of ports: numbers, or settings that hold them, where it is wanted behind an address and a colon',
    ['PORT', '127.0.0.1:9090'],
    {
      default: false,
      anyOf: [
        { type: 'boolean' },
        {
          type: 'array',
          minItems: 1,
          items: {
            anyOf: [
              { type: 'integer', minimum: 1, maximum: 65535 },
              { type: 'string', pattern: LISTEN_ADDRESS },
            ],
          },
        },
      ],
    },
  ),
  startTimeout: startTimeout('Time to become ready. Default: 30.'),
  stopTimeout: seconds('Time to answer what is in flight when it is stopped.', 30, 1),
  watchdog: seconds('Time within which it has to prove its health; 0: never.', 10, 0),
  restart: choice('When systemd starts it again after it has ended.', ['on-failure', 'always', 'no']),
  restartDelay: seconds('Pause before it is started again.', 2, 0),
  reload: flag('Whether it listens for SIGHUP: `systemctl reload` then waits until it is healthy again.', false),
  explain: flag('Whether to name in the journal what blocks the event loop; costs some MiB of memory.', false),
  harden,
  hardenOverrides,
  enable: flag('Whether it starts with the machine. What does not is not started by an installation either.', true),
  start: flag('Whether the installation starts it.', true),
  restartAfterUpgrade: flag('Whether an upgrade restarts it; if not, the old code runs until somebody does.', true),
  unit: projectFile(
    'A unit file of your own instead of the one that is written for you; other keys of the service then say nothing.',
    'systemd/web.service',
  ),
};

/** Its default depends on whether the service is a task. */
function startTimeout(title: string): Schema {
  const { default: _, ...unset } = seconds(title, START_TIMEOUT, 1);
  return unset;
}

/** The service that has the package's name. */
export const service: Schema = key(
  'How the service is started, watched and stopped.',
  'an object that describes the service',
  { health: '/healthz' },
  {
    type: 'object',
    additionalProperties: false,
    default: {},
    properties: common,
  },
);

const further = key(
  '',
  'an object that describes a service',
  { entry: 'src/worker.ts', ready: 'loaded' },
  {
    type: 'object',
    additionalProperties: false,
    properties: {
      entry: key(
        "The file that starts it. Default: the package's `entry`.",
        'the path of a file inside the project',
        'src/worker.ts',
        {
          type: 'string',
          pattern: INSIDE,
        },
      ),
      summary: key(
        'One line for `systemctl status`. Default: KEY of NAME.',
        'one line of at most 80 characters, without backslashes',
        'Sends mails',
        {
          type: 'string',
          pattern: '^[^\\u0000-\\u001f\\u007f\\\\]+$',
          maxLength: 80,
        },
      ),
      settings: variables(
        'Environment variables of this service alone, in `/etc/default/NAME-KEY`.',
        { LEVEL: { value: '3', description: 'How hard to try.' } },
        setting,
      ),
      schedule: key(
        'When to run it: it then is a task with a timer, which starts, works and ends, and has no readiness.',
        'a time as systemd.time(7) has it (what cron calls 0 3 * * * is "*-*-* 03:00:00")',
        'Mon..Fri 08:30',
        { type: 'string', format: 'calendar-event' },
      ),
      ...common,
      startTimeout: startTimeout(
        'Time to become ready; of a task on a `schedule`, to end. Default: 30; 3600 for a task.',
      ),
    },
  },
);

/** Further services, by the ends of their units' names. */
export const services: Schema = key(
  'Further services of the package, as units NAME-KEY: workers, and tasks that run on a schedule.',
  'an object of services by their names',
  { worker: { entry: 'src/worker.ts', ready: 'loaded' } },
  {
    type: 'object',
    default: {},
    propertyNames: {
      pattern: '^[a-z0-9][a-z0-9-]{0,30}$',
      not: { enum: ['mail', 'app', 'notify'] },
      description:
        'ends of unit names: a to z, 0 to 9 and -, at most 31 characters, but not "mail", "app" or "notify", which are taken',
    },
    additionalProperties: further,
  },
);
