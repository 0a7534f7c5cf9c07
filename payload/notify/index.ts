/**
 * The notify agent: `node --require notify.cjs app.cjs` makes any Node app tell systemd the truth about
 * itself (a unit of Type=notify). The app stays as it is and knows nothing of it.
 *
 *   listening → healthy → READY=1 → WATCHDOG=1 while healthy … SIGTERM → STOPPING=1
 *
 * Where systemd does not wait for a notification, the agent does nothing at all.
 */
import type net from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { type Environment, takeEnvironment } from './environment.ts';
import { listeningOn, onListening } from './listening.ts';
import { awaitReadiness } from './readiness.ts';
import { onStop } from './stopping.ts';
import { openTransport } from './transport.ts';
import { keepWatchdogFed } from './watchdog.ts';

function start(environment: Environment): void {
  const { name, health, watchdog } = environment;
  const transport = openTransport(environment.socket, environment.descriptor);
  const readiness = awaitReadiness(environment, transport);
  const servers: net.Server[] = [];
  let stopping = false;

  const serve = async (server: net.Server): Promise<void> => {
    await readiness.reached(server);
    if (stopping) return;
    transport.send({ READY: 1, STATUS: `${name} ready on ${listeningOn(server)}` });
    if (watchdog) await keepWatchdogFed(server, health, watchdog, transport, () => stopping);
  };
  onListening((server) => {
    servers.push(server);
    if (servers.length === 1) void serve(server);
  });
  onStop(
    transport,
    environment.stopLimit,
    () => servers.filter((server) => server.listening),
    () => {
      stopping = true;
      readiness.abandon();
    },
  );
}

// Worker threads load the agent too, and have no say in what the process tells systemd.
const environment = isMainThread ? takeEnvironment(process.env, process.pid) : undefined;
if (environment) start(environment);
