/**
 * Node as NodeSource packs it, for machines whose Debian has none that is new enough.
 */
import { fetchNode } from '../../builder/programs/runtime.ts';
import type { Machine } from './machine.ts';

const NODE = '22.23.3';

/** Puts node.deb on the machine, a package like NodeSource's nodejs: its name, version, place, and the relations to Debian's npm. */
export async function putNode(machine: Machine): Promise<void> {
  const { executable } = await fetchNode(NODE, 'amd64', AbortSignal.timeout(120_000));
  await machine.sh('mkdir -p /root/node/DEBIAN /root/node/usr/bin');
  await machine.put(executable, '/root/node/usr/bin/node');
  const fields = [
    `Package: nodejs`,
    `Version: ${NODE}-1nodesource1`,
    'Architecture: amd64',
    'Maintainer: A <a@b.example>',
  ];
  await machine.write(
    '/root/node/DEBIAN/control',
    `${fields.join('\n')}\nProvides: npm\nConflicts: npm\nReplaces: npm\nDescription: Node\n`,
  );
  await machine.sh('chmod 755 node/usr/bin/node && dpkg-deb --root-owner-group -Znone -b node node.deb && rm -r node');
}
