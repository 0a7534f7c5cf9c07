/**
 * Addons that are bound to an ABI of Node. A package may bring one for each ABI, or one with Node-API beside them.
 */
import path from 'node:path';
import { sourceText } from '../project/read-file.ts';
import type { Elf } from './elf.ts';
import type { AbiNeed } from './targets.ts';
import { namedSystem, variantKey } from './variants.ts';

interface Addon {
  shown: string;
  source: string;
  elf: Elf;
}

/** The demands of addons: those with the same name for several ABIs are one, with all of these. */
export function abiNeeds(files: readonly Addon[]): { addons: AbiNeed[]; warnings: string[] } {
  const groups = new Map<string, { first: Addon; abis: (number | 'any')[] }>();
  const warnings: string[] = [];
  for (const file of files.filter(({ shown }) => shown.endsWith('.node'))) {
    const abi = abiOfAddon(file);
    if (abi === 'unknown') {
      const why = 'is bound to the Node that it was built for, and does not say which';
      warnings.push(`${file.shown} ${why}: install the package on each Debian before you release it`);
      continue;
    }
    const { folder, name } = variantKey(file.shown);
    const key = `${folder}\0${name}`;
    const group = groups.get(key) ?? { first: file, abis: [] };
    groups.set(key, { ...group, abis: [...group.abis, abi] });
  }
  const bound = [...groups.values()].filter(({ abis }) => !abis.includes('any'));
  const addons = bound.map(({ first, abis }) => {
    const numbers = abis.flatMap((abi) => (abi === 'any' ? [] : [abi]));
    return { shown: first.shown, abis: [...new Set(numbers)].sort((a, b) => a - b) };
  });
  return { addons, warnings };
}

/** The ABI of an addon: its own, that of its name, by which a loader chooses it, or that of its build. */
function abiOfAddon({ shown, source, elf }: Addon): number | 'any' | 'unknown' {
  if (typeof elf.abi === 'number') return elf.abi;
  const named = namedSystem(path.basename(shown)).abi;
  if (named !== undefined) return named;
  if (elf.abi === undefined) return 'any';
  return namedSystem(shown).abi ?? abiOfBuild(source) ?? 'unknown';
}

/** node-gyp notes it in build/config.gypi, beside the folder of the result. */
function abiOfBuild(source: string): number | undefined {
  const text = sourceText(path.resolve(source, '../../config.gypi'));
  const found = /"node_module_version": (\d+)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
