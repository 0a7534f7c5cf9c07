/**
 * Runs test files as the command uvu does: `run-files.ts FOLDER PATTERN [--bail]`. It ends with the last test, even if that one has
 * left a client or a server open, which would keep the process alive for ever. A test that hangs fails, and ends the run.
 */
import path from 'node:path';
import { parse } from 'uvu/parse';
import { run } from 'uvu/run';
import { wakeThreadPool } from './thread-pool.ts';

const [folder = '.', pattern, bail] = process.argv.slice(2);

/** Seconds of one test, on a busy machine too. A story on a booted system installs and restarts many times. */
const LONGEST_S = Number(process.env.LONGEST_TEST_S ?? (path.basename(folder) === 'system' ? 2700 : 600));

/** Tests of the suite that have ended. uvu has no limits, but it writes a mark after each test and a count after each suite. */
let ended = 0;
const limit = setTimeout(() => {
  process.stdout.write(`\n  FAIL  test ${ended + 1} of this suite has not ended within ${LONGEST_S} s\n`);
  process.exit(1);
}, LONGEST_S * 1000).unref();
const { write } = process.stdout;
process.stdout.write = (...args: unknown[]): boolean => {
  const text = String(args[0]);
  if (/[•✘] /.test(text)) ended += 1;
  else if (/\(\d+ \/ \d+\)\n/.test(text)) ended = 0;
  limit.refresh();
  return Reflect.apply(write, process.stdout, args);
};

wakeThreadPool();
const { suites } = await parse(folder, pattern);
await run(suites, { bail: bail === '--bail' });
process.exit();
