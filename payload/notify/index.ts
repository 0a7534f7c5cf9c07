/**
 * The notify agent: `node --require notify.cjs app.cjs` makes any Node app tell systemd the truth about
 * itself (a unit of Type=notify). The app stays as it is and knows nothing of it.
 *
 *   listening → healthy → READY=1 → WATCHDOG=1 while healthy … SIGTERM → STOPPING=1
 *
 * Where systemd does not wait for a notification, nothing of the agent is even loaded.
 */
import { stopTimeout, takeEnvironment } from './environment.ts';

if (process.env.NOTIFY_SECRETS) require('./secrets.ts').takeSecrets(process.env);
const environment = takeEnvironment(process.env, process.pid);
if (environment) {
  require('./agent.ts').start(environment);
} else if (process.send !== undefined && require('node:cluster').isWorker) {
  require('./agent.ts').startWorker(stopTimeout(process.env));
} else {
  // A thread of the agent's own comes without an environment.
  const { isMainThread, workerData } = require('node:worker_threads');
  if (!isMainThread && workerData?.task === 'notify-explain') require('./explain.ts').watchPulse(workerData);
}
