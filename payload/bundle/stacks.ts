/**
 * Stacks of errors with the places in the sources. The source map is read when the first stack is looked at: with Node's
 * own option --enable-source-maps each start reads it, and Node takes no index map.
 */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';

/** A part of an index map: a module. */
interface Section {
  offset: { line: number; column: number };
  map: { sources: string[]; mappings: string; x_unchanged?: boolean };
}

/** Shows the places of `file`, whose source map lies beside it. */
export function showSources(file: string): void {
  let sections: Section[] | undefined;
  const maps = new Map<Section, SourceMap>();
  const placeOf = (line: number, column: number): string | undefined => {
    sections ??= readSections(`${file}.map`);
    const section = sections.findLast(({ offset }) => offset.line <= line - 1);
    if (section === undefined) return undefined;
    const { offset, map } = section;
    const source = path.join(path.dirname(file), map.sources[0] ?? '');
    if (map.x_unchanged) return `${source}:${line - offset.line}:${column}`;
    const known = maps.get(section) ?? new SourceMap({ version: 3, file, names: [], sourceRoot: '', ...map } as never);
    maps.set(section, known);
    const found = known.findEntry(line - 1 - offset.line, column - 1);
    return 'originalLine' in found ? `${source}:${found.originalLine + 1}:${found.originalColumn + 1}` : undefined;
  };
  // Frames of the runtime stand where those of Node's own loader would.
  const sourceOf = (frame: NodeJS.CallSite): string[] => {
    const [line, column] = [frame.getLineNumber() ?? 0, frame.getColumnNumber() ?? 0];
    if (frame.getFileName() !== file) return [`    at ${frame}`];
    const place = placeOf(line, column);
    if (place === undefined) return sections?.length === 0 ? [`    at ${frame}`] : [];
    return [`    at ${String(frame).replace(`${file}:${line}:${column}`, () => place)}`];
  };
  Error.prepareStackTrace = (error, frames) => [headOf(error), ...frames.flatMap(sourceOf)].join('\n');
}

function headOf(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
}

function readSections(file: string): Section[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).sections;
  } catch {
    return [];
  }
}
