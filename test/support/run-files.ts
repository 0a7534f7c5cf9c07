/**
 * Runs test files as the command uvu does: `run-files.ts FOLDER PATTERN [--bail]`. It ends with the last test, even if that one has
 * left a client or a server open, which would keep the process alive for ever.
 */
import { parse } from 'uvu/parse';
import { run } from 'uvu/run';

const [folder, pattern, bail] = process.argv.slice(2);
const { suites } = await parse(folder, pattern);
await run(suites, { bail: bail === '--bail' });
process.exit();
