/**
 * Programs that other people wrote, or write every day, and that know nothing of systemd: with the agent in
 * front of them, unchanged, each is READY when it really is.
 */
import { cp } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import type { Machine } from './machine.ts';
import { packages } from './npm.ts';
import { chapter, install, property, replaceCommand } from './story.ts';

/** The apps, and package.json with the packages they need. */
const PROJECT = 'test/system/thirdparty';

const BIN = '/srv/apps/node_modules/.bin';

/** The demonstration is installed; the apps lie beside it in /srv/apps. */
async function prepare(machine: Machine): Promise<void> {
  await install(machine);
  const target = machine.path('/srv/apps');
  await cp(PROJECT, target, { recursive: true });
  // The service is not root, and a strict umask may have made this checkout.
  await machine.sh('chmod -R a+rX /srv/apps');
  const unpacked = await run('tar', ['--extract', `--file=${await packages(PROJECT)}`, `--directory=${target}`]);
  assert.is(unpacked.exitCode, 0, unpacked.stderr);
}

/** What the app answers, as a client sees it. */
function get(machine: Machine, path = '/'): Promise<string> {
  return machine.sh(`curl -sS --fail --max-time 20 http://127.0.0.1:5001${path}`);
}

async function isReady(machine: Machine): Promise<void> {
  assert.is(await property(machine, 'ActiveState'), 'active');
  assert.match(await property(machine, 'StatusText'), /ready on :5001/);
}

/** Runs an app: it is READY when `systemctl restart` returns. */
async function starts(machine: Machine, command: string, directives: string[] = []): Promise<void> {
  await replaceCommand(machine, command, directives);
  await machine.sh('systemctl restart notifydemo');
  await isReady(machine);
}

/** A stop in order: not killed, no exit code that says otherwise. */
async function stops(machine: Machine): Promise<void> {
  await machine.sh('systemctl stop notifydemo');
  assert.is(await property(machine, 'ActiveState'), 'inactive');
  assert.is(await property(machine, 'Result'), 'success');
}

/** From start to stop of an app that answers `path` with `answer`. */
async function serves(
  machine: Machine,
  command: string,
  answer: RegExp,
  { path = '/', directives = [] as string[] } = {},
): Promise<void> {
  await starts(machine, command, directives);
  assert.match(await get(machine, path), answer);
  await stops(machine);
}

chapter('third-party apps', {
  'express, fastify, koa and hono, http-server and json-server, a cluster, and WebSocket': async (machine) => {
    await prepare(machine);
    // Frameworks, hono as an ES module.
    await serves(machine, '/srv/apps/express.cjs', /^Hello from express$/);
    await serves(machine, '/srv/apps/fastify.cjs', /^Hello from fastify$/);
    await serves(machine, '/srv/apps/koa.cjs', /^Hello from koa$/);
    await serves(machine, '/srv/apps/hono.mjs', /^Hello from hono$/);

    // Programs from npm, run from their own bin files.
    await serves(machine, `${BIN}/http-server --port 5001 /srv/apps/site`, /^Hello from http-server$/, {
      directives: ['Environment=NOTIFY_HEALTH=/'],
    });
    // It listens on localhost unless told otherwise, a name that a small system does not know.
    await serves(
      machine,
      `${BIN}/json-server --host 127.0.0.1 --port 5001 /srv/apps/greetings.json`,
      /"text": "Hello from json-server"/,
      { path: '/greetings/1', directives: ['Environment=NOTIFY_HEALTH=/greetings'] },
    );

    // Servers of another kind.
    await starts(machine, '/srv/apps/cluster.cjs');
    // The port is the primary's, the answers are not.
    const pid = /^Hello from worker (\d+)$/.exec(await get(machine))?.[1];
    assert.ok(pid);
    assert.is.not(pid, await property(machine, 'MainPID'));
    await stops(machine);

    // No plain request finds it healthy: it answers 426 to each.
    await starts(machine, '/srv/apps/websocket.cjs', ['Environment=NOTIFY_READY=listening']);
    assert.is(await machine.sh('timeout 20 node /srv/apps/websocket-client.cjs'), 'Hello from ws: ping');
    await stops(machine);
  },
});
