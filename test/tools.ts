/**
 * Tests that need a tool that is not everywhere: without it they are skipped, which `npm test` names.
 */
import type { Test } from 'uvu';
import { isInstalled } from '../builder/shell.ts';

/** `test`, or its way to skip where `tool` is not installed. */
export function needing(tool: string, test: Test): Test | Test['skip'] {
  return isInstalled(tool) ? test : test.skip;
}
