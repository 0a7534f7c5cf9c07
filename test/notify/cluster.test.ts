/**
 * Socket activation of a cluster: the primary has the descriptors, and its workers answer.
 */
import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ASKED, get, patient, RUNTIME_DIRECTORY, SERVER, sendDuring, start, stop } from './activated.ts';
import { SCRATCH } from './apps.ts';
import { endAll } from './systemd.ts';

const notify = suite('notify agent: cluster');
notify.after.each(endAll);

/** The primary of a cluster. Its workers run the code `worker`. */
async function cluster(forks: string, worker = `${SERVER}.listen(${ASKED})`): Promise<string> {
  const exec = `${SCRATCH}/cluster-worker.cjs`;
  await writeFile(exec, worker);
  return `const cluster = require('node:cluster');
    cluster.setupPrimary({ exec: '${exec}', execArgv: process.execArgv.slice(0, 2) }); ${forks}`;
}

notify('a cluster: connections reach the workers, and none is lost to a restart', async () => {
  const app = await cluster('cluster.fork(); cluster.fork();');
  const service = start(app, undefined, { env: { WATCHDOG_USEC: '1000000' } });
  await service.message(/^WATCHDOG=1/);
  const restart = async (): Promise<void> => {
    service.restart('SIGTERM');
    await service.readyAgain();
  };
  await sendDuring(restart, 8, 10);
  await stop(service);
});

const OWN_HANDLER = `const server = ${SERVER}.listen(${ASKED});
  process.on('SIGTERM', () => server.close(() => process.exit(0)));`;

for (const [name, worker] of Object.entries({ 'a worker': undefined, 'a worker with its own handler': OWN_HANDLER })) {
  notify(`connections that a busy primary has accepted reach ${name} before the restart`, async () => {
    // From SIGUSR2 on, a connection waits in the primary for turns of 300 ms.
    const turn = 'for (const end = Date.now() + 300; Date.now() < end; );';
    const busy = `process.on('SIGUSR2', () => setInterval(() => { ${turn} }, 1));`;
    const service = start(await cluster(`${busy} cluster.fork(); cluster.fork();`, worker));
    await service.message(/^READY=1/);
    const restart = async (): Promise<void> => {
      service.signal('SIGUSR2');
      await pause(1000);
      service.restart('SIGTERM');
      await service.readyAgain();
    };
    await sendDuring(restart, 8, 10);
    await stop(service);
  });
}

/** Workers that are well at the same moment, which their primary sets. */
const WELL_AT = 'process.env.WELL_AT = String(Date.now() + 900);';
const WORKER = `require('node:http').createServer((request, answer) => {
    const isWell = Date.now() > Number(process.env.WELL_AT);
    answer.writeHead(isWell ? 200 : 503).end(isWell ? 'well' : 'ill');
  }).listen(${ASKED});`;

notify('beside the running version, no client comes to a cluster before it is READY', async () => {
  const app = await cluster(`${WELL_AT} cluster.fork(); cluster.fork();`, WORKER);
  const service = start(app, undefined, { env: { NOTIFY_HELD: '1' } });
  const answers = Promise.all([1, 2, 3, 4].map(() => patient(() => get())));
  // A rejection counts where the test awaits the answers.
  answers.catch(() => {});
  await service.message(/READY=1/);
  assert.equal(await answers, ['well', 'well', 'well', 'well']);
  await stop(service);
  // systemd empties the directory.
  await rm(`${RUNTIME_DIRECTORY}/held-${ASKED}`, { force: true });
});

notify('a cluster whose only worker dies listens again with the next one', async () => {
  const forks = `cluster.once('exit', () => cluster.fork());
    const first = cluster.fork(); first.once('listening', () => first.kill('SIGKILL'));`;
  // A client of the first one could be lost with it: the service is not ready before the second one.
  const ill = `require('node:http').createServer((_, answer) => answer.writeHead(503).end())`;
  const worker = `const server = require('node:cluster').worker.id === 1 ? ${ill} : ${SERVER};`;
  const service = start(await cluster(forks, `${worker} setTimeout(() => server.listen(${ASKED}), 300)`));
  await service.message(/READY=1/);
  assert.is(await get(), 'OK');
  await stop(service);
});

notify.run();
