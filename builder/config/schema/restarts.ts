/**
 * The schema of restarts: when a service has ended, for a new version, and after an upgrade of Node.
 */
import { choice, seconds } from './common.ts';
import { boolean, key, oneOf } from './key.ts';

/** Keys of each service that runs all the time. */
export const restarts = {
  upgrade: key(
    {
      title:
        'How a new version takes over: `overlap`, it starts beside the running one, which stops when the new one is ready; `restart`, after the running one has stopped. Default: `overlap` with `socket` or `unixSocket`.',
      description: '"overlap" or "restart"',
      example: 'restart',
    },
    oneOf(['overlap', 'restart']),
  ),
  restart: choice('When systemd starts it again after it has ended.', ['on-failure', 'always', 'no']),
  restartDelay: seconds(
    'Pause before it is started again; with `socket` the longest one, because clients wait. Default: none before the first time, then longer ones, up to 5 seconds.',
    4,
    0,
  ),
  restartAfterNodeUpgrade: key(
    {
      title: "Whether an upgrade of the system's Node restarts it, if it runs. Default: as `restartAfterUpgrade`.",
      description: 'true or false',
      example: false,
    },
    boolean,
  ),
};
