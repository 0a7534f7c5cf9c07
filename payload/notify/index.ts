/**
 * The notify agent: `node --require notify.cjs app.cjs` lets an unchanged Node app tell systemd its true state, for units
 * of Type=notify.
 *
 *   listening → healthy → READY=1 → WATCHDOG=1 while healthy … SIGTERM → STOPPING=1
 *
 * Where systemd does not wait for a notification, the agent's other files are not even evaluated.
 */
import { readStopTimeout, takeEnvironment } from './base/environment.ts';

// It stays in the environment: the workers of a cluster write to the same stream.
if (process.env.NOTIFY_PRIORITIES === '1' && process.env.JOURNAL_STREAM) {
  require('./journal/priorities.ts').markPriorities(process.env.JOURNAL_STREAM);
}
if (process.env.NOTIFY_OPEN) {
  require('./packaged-files.ts').requirePackagedFiles(process.env.NOTIFY_OPEN, process.env.NOTIFY_MOUNTED);
}
// As above. Tasks have no notification socket, and write files as services do.
if (process.env.NOTIFY_PROJECT) {
  require('./writes/moves.ts').moveAcrossMounts(process.env.NOTIFY_PROJECT);
  require('./writes/refused-writes.ts').reportRefusedWrites(process.env.NOTIFY_PROJECT);
}
// Tasks read settings as services do.
if (process.env.NOTIFY_SETTINGS) {
  require('./settings/unusable-settings.ts').reportUnusableSettings(process.env, (line: string) => console.warn(line));
}
const settings = takeEnvironment(process.env, process.pid);
// Children inherit the variables, and need no files.
if (process.env.NOTIFY_SECRETS || (settings && process.env.CREDENTIALS_DIRECTORY)) {
  require('./secrets.ts').takeSecrets(process.env, (reason: string) => {
    if (!settings) return;
    const { socket, descriptor } = settings;
    require('./messages/transport.ts')
      .openTransport(socket, descriptor)
      .sendLast({ STATUS: `failed: ${reason}` });
  });
}
if (settings) {
  require('./agent.ts').startAgent(settings);
} else if (process.send !== undefined && require('node:cluster').isWorker) {
  require('./cluster-worker.ts').followWorker(readStopTimeout(process.env));
} else {
  // The agent's own worker thread has no environment.
  const { workerData } = require('node:worker_threads');
  if (workerData?.role === 'notify-pulse') require('./watch/blocked-loop.ts').watchPulse(workerData);
}
