/**
 * The warnings of the bundler that stop a build.
 */
import type { Message } from 'esbuild';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFatal } from '../../builder/programs/bundle/graph-warnings.ts';

/** A warning of esbuild about a line of a file. */
function warning(id: string, file: string | undefined, lineText = ''): Message {
  const place = { namespace: 'file', line: 1, column: 0, length: lineText.length, lineText, suggestion: '' };
  return { id, location: file === undefined ? null : { file, ...place } } as unknown as Message;
}

test('a warning about the own source may be fatal, one about a dependency or no file is not', () => {
  for (const id of ['commonjs-variable-in-esm', 'call-import-namespace']) {
    assert.is(isFatal(warning(id, 'src/a.ts')), true, id);
    assert.is(isFatal(warning(id, 'node_modules/dep/a.js')), false, id);
    assert.is(isFatal(warning(id, undefined)), false, id);
  }
  assert.is(isFatal(warning('unsupported-require-call', 'src/a.ts')), false);
});

test.run();
