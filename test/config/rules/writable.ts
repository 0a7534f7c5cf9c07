/**
 * Rules about writable directories.
 */
import type { Rule } from './values.ts';

const writable = (...items: (string | object)[]) => ({ writable: items });

export const WRITABLE_RULES: Record<string, Rule> = {
  'writable directories': {
    takes: [
      writable('uploads', 'data', { path: '.next/cache', cache: true }),
      writable('data', 'data2', 'a/data', 'a-b', 'a/c'),
      writable('.', 'db.json', 'src', 'src/app.db', { path: '.next/cache', cache: true }),
      writable('a/b', { path: 'a-b', cache: true }),
      writable('node_modules/.cache', 'packages/a/node_modules/.vite'),
    ],
    refuses: [
      [writable('./', '.'), 'deb.writable.1: is "."; deb.writable.0 is the same; keep the outer one alone: "."'],
      [
        writable({ path: '.', cache: true }),
        'deb.writable.0.path: is "."; the program itself is there, which no cache may hold; leave out "cache"',
      ],
      [
        writable('data', './data/'),
        'deb.writable.1: is "./data/"; deb.writable.0 is the same; keep the outer one alone',
      ],
      [
        writable('a', { path: 'data/a', cache: true }, 'data'),
        'deb.writable.2: is "data"; it overlaps with deb.writable.1; keep the outer one alone: "data"',
      ],
      [
        writable('data', { path: 'data/a' }),
        'deb.writable.1.path: is "data/a"; it overlaps with deb.writable.0; keep the outer one alone: "data"',
      ],
      [
        writable('a/b', 'a-b'),
        'deb.writable.1: is "a-b"; it would share /var/lib/web-shop/a-b with deb.writable.0; rename one',
      ],
      [
        writable('c', 'a-b', 'a/b'),
        'deb.writable.2: is "a/b"; it would share /var/lib/web-shop/a-b with deb.writable.1; rename one',
      ],
      [writable('.data', 'data'), 'deb.writable.1: is "data"; it would share /var/lib/web-shop/data with'],
      [writable('node_modules'), 'deb.writable.0: is "node_modules"; the packages of the program are there'],
      [writable('a/node_modules/b/c'), 'deb.writable.0: is "a/node_modules/b/c"; the packages of the program are'],
    ],
  },
};
