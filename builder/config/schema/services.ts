/**
 * The schema of a service: how it is started, watched and stopped.
 */
import {
  choice,
  flag,
  LINE,
  list,
  projectFile,
  seconds,
  setting,
  summaryLine,
  USER_NAME,
  variables,
} from './common.ts';
import { harden, hardenOverrides } from './harden.ts';
import {
  anyOf,
  array,
  boolean,
  dictionary,
  inherited,
  integer,
  key,
  object,
  oneOf,
  section,
  string,
  withDefault,
} from './key.ts';
import { nodeUpgrades, start } from './start.ts';
import { unixSocket } from './unix-socket.ts';

/** An address with its colon, if there is one, and a port or the setting that holds it: `127.0.0.1:PORT`. */
export const LISTEN_ADDRESS =
  '^((?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]):)?([A-Za-z_][A-Za-z0-9_]*|[1-9][0-9]{0,4})$';

/** Seconds that a service has to become ready, unless the project sets another limit. */
export const START_TIMEOUT = 30;

/** Seconds that a run on a schedule may take, unless the project sets another limit: an hour. */
export const RUN_TIMEOUT = 3600;

const portNumber = integer(1, 65535);

/** Keys of each service. */
const everyService = {
  arguments: list(
    'Arguments of the program.',
    'a list of arguments, each one line',
    key({ description: 'one line of text', example: '--verbose' }, string({ pattern: LINE })),
  ),
  ...start,
  user: key(
    {
      title: "The system user it runs as; created if it is not there. Default: the package's name, for all services.",
      description:
        'the name of a user: a to z, 0 to 9, - and _, at most 31 characters, beginning with a letter or _, and no account or group of Debian itself, such as www-data',
      example: 'web',
    },
    string({ pattern: USER_NAME, format: 'free-account' }),
  ),
  startTimeout: seconds(`Time to become ready. Default: ${START_TIMEOUT}.`, 60, 1),
  stopTimeout: withDefault(seconds('Time to answer what is in flight when it is stopped.', 60, 1), 30),
  harden,
  hardenOverrides,
  enable: flag('Whether it starts with the machine. What does not is not started by an installation either.', true),
  start: flag('Whether the installation starts it.', true),
  priorities: flag(
    'Whether `console.error`, `console.warn` and lines of JSON loggers (pino, winston, bunyan) get their priorities in the ' +
      'journal, for `journalctl -p err`.',
    true,
  ),
  restartAfterUpgrade: flag('Whether an upgrade restarts it; if not, the old code runs until somebody does.', true),
};

/** Keys of a service that runs until it is stopped. One on a schedule works and ends: there they mean nothing. */
const lastingService = {
  ready: choice(
    'What makes it ready: `http`, the health page answers 2xx, or 429 of a rate limit; `listening`, its port is open, and a web server does not answer 503 on `/`; `app`, it says so with ' +
      "`process.send('ready')` or `notify.ready()`; `loaded`, its program has been loaded (for what listens nowhere).",
    ['http', 'listening', 'app', 'loaded'],
  ),
  health: withDefault(
    key(
      {
        title: 'The page that answers 2xx when it is healthy.',
        description: 'a path on the server that begins with /, of letters, digits and ._~/?=&:@+,-',
        example: '/healthz',
      },
      string({ pattern: '^/[A-Za-z0-9._~/?=&:@+,-]*$' }),
    ),
    '/health',
  ),
  port: key(
    {
      title: 'The port of the server that counts, or the variable that holds it. Default: its first server.',
      description: 'a number from 1 to 65535, or the variable that holds it',
      example: 'PORT',
    },
    anyOf(portNumber, string({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' })),
  ),
  socket: key(
    {
      title:
        'Ports that systemd holds for it, so that no request is lost while it restarts. `true`: `port`, or the setting `PORT`. ' +
        'The administrator then changes them in `NAME.socket`.',
      description:
        'true, false or a list of ports: numbers, or settings that hold them, where it is wanted behind an address and a colon',
      example: ['PORT', '127.0.0.1:9090'],
    },
    withDefault(anyOf(boolean, array(anyOf(portNumber, string({ pattern: LISTEN_ADDRESS })), 1)), false),
  ),
  unixSocket,
  upgrade: key(
    {
      title:
        'How a new version takes over: `overlap`, it starts beside the running one, which stops when the new one is ready; `restart`, after the running one has stopped. Default: `overlap` with `socket` or `unixSocket`.',
      description: '"overlap" or "restart"',
      example: 'restart',
    },
    oneOf(['overlap', 'restart']),
  ),
  ...nodeUpgrades,
  watchdog: withDefault(
    seconds(
      'Time within which it has to prove its health; 0: never. An event loop that is blocked for less than this time minus one second is tolerated.',
      20,
      0,
    ),
    10,
  ),
  restart: choice('When systemd starts it again after it has ended.', ['on-failure', 'always', 'no']),
  restartDelay: seconds(
    'Pause before it is started again; with `socket` the longest one, because clients wait. Default: none before the first time, then longer ones, up to 5 seconds.',
    4,
    0,
  ),
  reload: flag('Whether it listens for SIGHUP: `systemctl reload` then waits until it is healthy again.', false),
  explain: flag('Whether to name in the journal what blocks the event loop; costs some MiB of memory.', false),
  unit: projectFile(
    'A unit file of your own instead of the one that is written for you; other keys of the service then say nothing.',
    'systemd/web.service',
  ),
};

/** The keys that a service on a schedule must not have. */
export const LASTING_KEYS: readonly string[] = Object.keys(lastingService);

export const mainServiceKeys = { ...everyService, user: inherited(everyService.user), ...lastingService };

/** The service that has the package's name. */
export const service = key(
  {
    title: 'How the service is started, watched and stopped.',
    description: 'an object that describes the service',
    example: { health: '/healthz' },
  },
  section(object(mainServiceKeys)),
);

export const furtherService = key(
  { description: 'an object that describes a service', example: { entry: 'src/worker.ts', ready: 'loaded' } },
  object({
    entry: projectFile("The file that starts it. Default: the package's `entry`.", 'src/worker.ts'),
    summary: summaryLine('One line for `systemctl status`. Default: KEY of NAME.', 'Sends mails'),
    settings: variables(
      'Environment variables of this service alone, in `/etc/default/NAME-KEY`.',
      { LEVEL: { value: '3', description: 'How hard to try.' } },
      setting,
    ),
    schedule: key(
      {
        title: 'When to run it: a timer then starts it, it works and ends, and it has no readiness.',
        description: 'a time as systemd.time(7) has it (what cron calls 0 3 * * * is "*-*-* 03:00:00")',
        example: 'Mon..Fri 08:30',
      },
      string({ format: 'calendar-event' }),
    ),
    ...everyService,
    startTimeout: seconds(
      `Time to become ready; on a \`schedule\`, to end. Default: ${START_TIMEOUT}; ${RUN_TIMEOUT} on a schedule.`,
      60,
      1,
    ),
    ...lastingService,
  }),
);

/** Further services by the ends of their units' names. */
export const services = key(
  {
    title: 'Further services of the package, as units NAME-KEY: workers, and services that run on a schedule.',
    description: 'an object of services by their names',
    example: { worker: { entry: 'src/worker.ts', ready: 'loaded' } },
  },
  dictionary(
    {
      pattern: '^[a-z0-9][a-z0-9-]{0,30}$',
      not: { enum: ['before', 'mail', 'app', 'notify', 'next'] },
      description:
        'ends of unit names: a to z, 0 to 9 and -, at most 31 characters, but not "before", "mail", "app", "notify" or "next", which are taken',
    },
    furtherService,
  ),
);
