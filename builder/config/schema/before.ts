/**
 * The schema of the step that runs before a version starts for the first time, such as a migration of a database.
 */
import { LINE, list, projectFile, seconds } from './common.ts';
import { key, object, string } from './key.ts';

/** Seconds that the step may take, unless the project sets another limit: ten minutes. */
export const STEP_TIMEOUT = 600;

export const before = key(
  {
    title:
      'A step that each version runs once, before its services start, such as a migration of the database. If it fails, the installation fails, and the services go on as they are.',
    description: 'an object with "entry", the file that the step starts with',
    example: { entry: 'dist/migrate.js' },
  },
  object(
    {
      entry: projectFile('The file that starts it, of the project or of its `node_modules`.', 'dist/migrate.js'),
      arguments: list(
        'Arguments of the step.',
        'a list of arguments, each one line',
        key({ description: 'one line of text', example: 'deploy' }, string({ pattern: LINE })),
      ),
      timeout: seconds(`Time that it may take. Default: ${STEP_TIMEOUT}.`, 60, 1),
    },
    ['entry'],
  ),
);
