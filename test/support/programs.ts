/**
 * Programs as a bundle of one service has them, without bundling anything.
 */

import { planned, textEntry } from '../../builder/manifest.ts';
import type { Programs } from '../../builder/programs/programs.ts';
import type { BuildContext } from '../../builder/project/context.ts';
import { InputLog } from '../../builder/project/inputs.ts';
import { DEBIAN_RELEASES } from '../../builder/releases.ts';

export function bundledPrograms(name: string, app: string | Uint8Array, agent: string | Uint8Array): Programs {
  const home = `/usr/lib/${name}`;
  return {
    entries: planned('the program and the agent', [
      textEntry(`${home}/app.cjs`, app),
      textEntry(`${home}/notify.cjs`, agent),
    ]),
    directory: `${home}/app`,
    starts: new Map([[name, `${home}/app.cjs`]]),
    node: '/usr/bin/node',
    architecture: 'all',
    releases: DEBIAN_RELEASES,
    depends: [],
    needs: [],
    owned: [],
    bundled: [],
    warnings: [],
  };
}

/** Where a project is put together by this tool, here. */
export function contextOf(project: string): BuildContext {
  const { signal } = new AbortController();
  return { project, tool: process.cwd(), architecture: 'amd64', signal, inputs: new InputLog('') };
}
