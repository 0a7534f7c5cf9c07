/**
 * Small packages that tests write.
 */
import { type Compression, type Entry, type Manifest, planned, textEntry } from '../../builder/manifest.ts';

const CONTROL = 'Package: tree\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.c>\nDescription: tree\n';

/** A package of these entries, with a postinst. */
export function manifestOf(entries: readonly Entry[], method: Compression['method'] = 'gzip', name = 'tree'): Manifest {
  const members = [
    { name: 'control', mode: 0o644, content: CONTROL },
    { name: 'postinst', mode: 0o755, content: '#!/bin/sh\n' },
  ];
  const compression = { method, level: method === 'none' ? 0 : 1, threads: 2 };
  return {
    package: name,
    version: '1',
    architecture: 'all',
    time: 1234567890,
    compression,
    members,
    entries: planned('a test', entries),
  };
}

export const HELLO = [textEntry('/hello', 'hello\n')];
export const NAMES = ['tree.deb', 'tree_1_all.deb'];
