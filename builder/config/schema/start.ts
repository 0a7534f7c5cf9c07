/**
 * The schema of the way to start a program: its folder, and the options of Node.
 */
import { LINE, list } from './common.ts';
import { key, string } from './key.ts';
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
    'Options of Node, such as `--max-old-space-size=4096`, `--enable-source-maps` and `--import`. Files that they name are packaged. The package is for the releases of Debian whose Node knows them all.',
    'a list of options, each one line, with values behind = or as the next item',
    key({ description: 'one line of text', example: '--max-old-space-size=4096' }, string({ pattern: LINE })),
  ),
};
