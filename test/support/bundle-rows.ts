/**
 * Rows of a bundle, made by hand.
 */
import { type Body, COMMON_JS, ES_MODULE, type Row } from '../../payload/bundle/rows.ts';

export type Names = Record<string, unknown>;

type Targets = Record<string, number | string>;

/** A CommonJS module. */
export function commonJs(
  place: string,
  required: Targets,
  body: (module: NodeJS.Module, require: NodeJS.Require) => void,
): Row {
  const whole: Body = (_exports, require, module) => body(module as NodeJS.Module, require as NodeJS.Require);
  return [place, COMMON_JS, required, required, [], 0, whole];
}

interface Given {
  names: Names;
  take: (specifier: string) => unknown;
  load: (specifier: string) => Promise<Names>;
  meta: ImportMeta;
  needed: () => unknown;
}

/** An ES module that imports its targets in their order. */
export function esModule(place: string, imported: Targets, body: (given: Given) => unknown, isAsync: 0 | 1 = 0): Row {
  const whole: Body = (...given) => {
    const [names, take, , , , load, meta, , , , , needed] = given;
    return body({ names, take, load, meta, needed } as Given);
  };
  return [place, ES_MODULE, {}, imported, Object.keys(imported), isAsync, whole];
}
