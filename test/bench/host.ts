/**
 * The machine that the figures are from.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import type { Peers } from './peers.ts';

/** Two paragraphs: the machine, and the tools on it. */
export function describeMachine({ programs }: Peers): { machine: string; tools: string } {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = (totalmem() / 1024 ** 3).toFixed(0);
  const machine = `${model}, ${availableParallelism()} cores, ${memory} GiB of memory, Linux ${release()}, ${system()}, Node ${process.versions.node}`;
  const tools = [...programs].map(([name, { version }]) => `${name} ${version}`).join(', ');
  return { machine, tools };
}

function system(): string {
  try {
    const name = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    if (!name?.startsWith('Debian')) return name ?? 'unknown system';
    return `Debian ${readFileSync('/etc/debian_version', 'utf8').trim()}`;
  } catch {
    return 'unknown system';
  }
}
