/**
 * The schema of the way to start a program: its folder, the options of Node, and upgrades of Node.
 */
import { LINE, list } from './common.ts';
import { boolean, key, string } from './key.ts';
import { WRITABLE_PATH } from './writable.ts';

/** Keys of each service. */
export const start = {
  directory: key(
    {
      title: 'The folder of the project that it runs in. Default: the project itself.',
      description: 'the path of a folder inside the project, of letters, digits and ._@+,=~-, without ".."',
      example: 'server',
    },
    string({ pattern: WRITABLE_PATH, maxLength: 200 }),
  ),
  nodeOptions: list(
    'Options of Node, such as `--max-old-space-size=4096`, `--enable-source-maps` and `--import`. Files that they name are packaged.',
    'a list of options, each one line, with values behind = or as the next item',
    key({ description: 'one line of text', example: '--max-old-space-size=4096' }, string({ pattern: LINE })),
  ),
};

/** A key of each service that runs all the time. */
export const nodeUpgrades = {
  restartAfterNodeUpgrade: key(
    {
      title: "Whether an upgrade of the system's Node restarts it, if it runs. Default: as `restartAfterUpgrade`.",
      description: 'true or false',
      example: false,
    },
    boolean,
  ),
};
