/**
 * The ABI of Node that a native addon is bound to (Node's documentation, "C++ addons" and "Node-API").
 */
import { type Content, positionOf, type Segment, wordAt } from './elf-content.ts';

// Tags of the dynamic section, and types of relocations on amd64 and arm64, by their names in elf.h.
const [DT_RELA, DT_RELASZ] = [7, 8];
const RELATIVE = [8, 1027];

/** Limits that no addon reaches, in bytes and in entries. */
const [LONGEST_NAMES, MOST_RELOCATIONS] = [64 * 1024 * 1024, 1_000_000];

interface Tables {
  segments: readonly Segment[];
  /** The values of the dynamic section, by their tags. */
  values: ReadonlyMap<number, number>;
  /** The table of names, which also holds those of symbols. */
  names: { position: number; size: number };
}

/**
 * The ABI of an addon that uses V8 or Node beside Node-API, or undefined for one that does not. The number is in the name
 * of a function (NODE_MODULE_INIT) or in a structure of the data (NODE_MODULE).
 */
export async function readAbi(content: Content, tables: Tables): Promise<number | 'unknown' | undefined> {
  const { position, size } = tables.names;
  if (size === 0 || size > LONGEST_NAMES || position + size > content.size) return undefined;
  const names = Buffer.from((await content.read(position, size)).buffer).toString('latin1');
  const named = /\0node_register_module_v(\d+)\0/.exec(names)?.[1];
  if (named !== undefined) return Number(named);
  if (!/\0(?:_ZNK?(?:2v8|4node)\d|node_module_register\0)/.test(names)) return undefined;
  // Node-API has no number of an ABI.
  return names.includes('\0napi_register_module_v') ? 'unknown' : ((await registered(content, tables)) ?? 'unknown');
}

/**
 * `nm_version` of the structure node_module in the data (node.h): a number, flags, an empty pointer, then the addresses of
 * the source's name and of the function. The loader fills the addresses in, so their relocations show the place.
 */
async function registered(content: Content, { segments, values }: Tables): Promise<number | undefined> {
  const { word, read, damaged } = content;
  const size = values.get(DT_RELASZ) ?? 0;
  if (word !== 8 || size === 0 || size > MOST_RELOCATIONS * 24) return undefined;
  const table = await read(positionOf(values.get(DT_RELA), segments, damaged), size - (size % 24));
  const filled = new Set<number>();
  for (let at = 0; at < table.byteLength; at += 24) {
    if (RELATIVE.includes(table.getUint32(at + 8, true))) filled.add(wordAt(table, at, word));
  }
  for (const address of filled) {
    if (!filled.has(address + 8) || filled.has(address - 8)) continue;
    // The address may be the first of its segment.
    if (!segments.some((segment) => segment.address <= address - 16 && address < segment.address + segment.size))
      continue;
    const start = await read(positionOf(address - 16, segments, damaged), 16);
    const [version, flags] = [start.getUint32(0, true), start.getUint32(4, true)];
    if (version > 10 && version < 1000 && flags < 16 && wordAt(start, 8, word) === 0) return version;
  }
  return undefined;
}
