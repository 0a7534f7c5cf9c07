/**
 * Rules about the releases that a package is for, and where its Node comes from.
 */
import type { Rule } from './values.ts';

export const RELEASE_RULES: Record<string, Rule> = {
  'a Node of NodeSource': {
    takes: [
      { node: '22.x', nodeFrom: 'nodesource' },
      { node: '>=20', nodeFrom: 'nodesource', targets: ['debian11', 'ubuntu22.04'] },
    ],
    refuses: [
      [
        { node: '18.x', nodeFrom: 'nodesource' },
        'deb.node: is "18.x"; NodeSource has no such Node (it has 20, 22, 24, 26)',
      ],
      [
        { runtime: 'bundled', node: '22.23.3', nodeFrom: 'nodesource' },
        'deb.nodeFrom: is "nodesource"; means nothing for a package with a Node of its own',
      ],
    ],
  },
  'releases that have to be named': {
    takes: [
      { node: '22.x', targets: ['ubuntu26.04'] },
      { runtime: 'bundled', node: '22.23.3', targets: ['debian11'], compression: 'gzip' },
      { node: '>=18', targets: ['ubuntu22.04', 'ubuntu24.04'], compression: 'zstd' },
    ],
    refuses: [
      [{ node: '>=18', targets: ['debian11'] }, 'deb.targets: is [ "debian11" ]; Node >=18 is in none of them'],
      [
        { runtime: 'bundled', node: '22.23.3', targets: ['debian11'], compression: 'zstd' },
        'deb.compression: is "zstd"; dpkg of Debian 11 does not read it',
      ],
    ],
  },
};
