/**
 * Numbers and words that the agent shares with the builder and its templates. Neither imports the other, so these tests
 * compare the copies.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../../builder/config/parse.ts';
import { schema } from '../../../builder/config/schema/schema.ts';
import { DRAIN_SECONDS, LONGEST_SILENCE_SECONDS, PATIENCE_SECONDS } from '../../../builder/plan/service.ts';
import { DESCRIPTOR_NAME, READY_MODES, SETTINGS, takeEnvironment } from '../../../payload/notify/base/environment.ts';
import { BACKLOG } from '../../../payload/notify/servers/activated-port.ts';
import { DRAIN_MS } from '../../../payload/notify/stopping/drain.ts';
import { EXTEND_BY_MS, EXTEND_INTERVAL_MS, REPORT_TIME_MS } from '../../../payload/notify/watch/readiness.ts';

const shared = suite('notify agent: numbers shared with the builder');

/** All templates, one after the other. */
const templates = readdirSync('debian-templates', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.hbs'))
  .map((file) => readFileSync(path.join('debian-templates', file), 'utf8'))
  .join('\n');

function inTemplates(pattern: RegExp): (string | undefined)[] {
  const found = [...templates.matchAll(pattern)].map((match) => match[1]);
  assert.ok(found.length > 0, String(pattern));
  return [...new Set(found)];
}

shared('the unit waits as long as the agent drains', () => {
  assert.is(DRAIN_MS, 1000 * DRAIN_SECONDS);
});

shared('the unit waits for the next message of a start, and then for the reason of its failure', () => {
  assert.is(EXTEND_BY_MS, 1000 * LONGEST_SILENCE_SECONDS);
  assert.ok(EXTEND_INTERVAL_MS < EXTEND_BY_MS);
  assert.is(REPORT_TIME_MS, 1000 * PATIENCE_SECONDS);
});

shared('a service without settings is the same for both', () => {
  const minimal = {
    name: 'shop-web',
    version: '1.0.0',
    description: 'Sells things',
    author: 'Ada <ada@example.org>',
    license: 'MIT',
    engines: { node: '>=20' },
    deb: { entry: 'src/server.ts' },
  };
  const [service] = parseConfig(JSON.stringify(minimal)).services;
  const agent = takeEnvironment({ NOTIFY_SOCKET: '/run/systemd/notify' }, 1);
  assert.ok(service && agent);
  assert.is(agent.startTimeoutMs, 1000 * service.startTimeout);
  assert.is(agent.stopTimeoutMs, 1000 * service.stopTimeout);
  assert.is(agent.mode, service.ready);
  assert.is(agent.healthPath, service.health);
});

/** The choices of every key `ready` in a JSON schema. */
function* readyChoices(node: unknown): Iterable<unknown[]> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'ready' && Array.isArray(value?.enum)) yield value.enum;
    else yield* readyChoices(value);
  }
}

shared('the agent knows each mode of the key `ready`, and the key each mode of the agent', () => {
  const choices = [...readyChoices(schema)];
  assert.ok(choices.length > 0);
  for (const modes of choices) assert.equal([...modes].sort(), [...READY_MODES].sort());
});

shared('the agent reads each variable that a unit sets', () => {
  // Secrets and files of settings are read before, and their variables removed. PRIORITIES and PROJECT stay for the workers of a cluster. systemd sets
  // NOTIFY_SOCKET.
  const own = [...SETTINGS, 'SECRETS', 'SETTINGS', 'PRIORITIES', 'PROJECT'].filter((name) => name !== 'SOCKET');
  assert.equal(inTemplates(/\bNOTIFY_([A-Z_]+)=/g).sort(), own.sort());
});

shared('socket units and the agent agree on the queue and on the names of descriptors', () => {
  assert.equal(inTemplates(/^Backlog=(\d+)$/gm), [String(BACKLOG)]);
  assert.equal(inTemplates(/^OpenFile=[^:\n]+:(.+)$/gm), [DESCRIPTOR_NAME]);
  const [name = ''] = inTemplates(/^FileDescriptorName=(.+)$/gm);
  const env = {
    NOTIFY_SOCKET: '/run/systemd/notify',
    NOTIFY_SOCKETS: '80',
    LISTEN_PID: '1',
    LISTEN_FDS: '1',
    LISTEN_FDNAMES: name.replace('{{port}}', '80'),
  };
  assert.equal([...(takeEnvironment(env, 1)?.activated ?? [])], [[80, [3]]]);
});

shared.run();
