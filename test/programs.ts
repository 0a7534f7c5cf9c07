/**
 * Programs as a bundle of one service has them, without bundling anything.
 */
import type { TextEntry } from '../builder/manifest.ts';
import type { Programs } from '../builder/programs/programs.ts';

export function bundledPrograms(name: string, app: string | Uint8Array, agent: string | Uint8Array): Programs {
  const home = `/usr/lib/${name}`;
  return {
    entries: [file(`${home}/app.cjs`, app), file(`${home}/notify.cjs`, agent)],
    starts: new Map([[name, `${home}/app.cjs`]]),
    node: '/usr/bin/node',
    architecture: 'all',
    depends: [],
    owned: [],
    bundled: [],
    warnings: [],
  };
}

function file(path: string, content: string | Uint8Array): TextEntry {
  return { type: 'text', path, mode: 0o644, owner: 'root', content: Buffer.from(content), conffile: false };
}
