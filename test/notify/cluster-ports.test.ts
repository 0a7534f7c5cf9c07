/**
 * The ports that the workers of a cluster open by themselves.
 */
import http from 'node:http';
import net from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AgentEnvironment } from '../../payload/notify/base/environment.ts';
import { SCRATCH } from './apps.ts';
import { followed, forgetServers, listening, portOf, Worker } from './followed.ts';

const workers = suite('notify agent: ports of workers');
workers.after.each(forgetServers);

workers('the workers of a cluster are followed in the modes that ask a server, once there are children', async () => {
  for (const [mode, looks] of [
    ['http', true],
    ['listening', true],
    ['app', false],
    ['loaded', false],
    [undefined, false],
  ] as const) {
    const { world, cluster } = await followed(mode && { mode });
    assert.is(world.timers.size, looks ? 1 : 0, mode);
    assert.not(world.keepsAlive());
    await world.pass(100);
    assert.is(cluster.eventNames().length, 0);
    world.process.resources = ['Timeout', 'ProcessWrap'];
    await world.pass(19);
    assert.is(cluster.eventNames().length, 0);
    await world.pass(1);
    assert.equal([cluster.eventNames().length, world.timers.size], [looks ? 3 : 0, 0]);
  }
  const other = await followed({ mode: 'http' });
  other.cluster.workers = undefined;
  other.world.process.resources = ['ProcessWrap'];
  await other.world.pass(20);
  assert.is(other.cluster.eventNames().length, 3, 'children that are no workers');
  const { world, cluster } = await followed({ mode: 'http' });
  await listening(http.createServer(), 0);
  world.process.resources = ['ProcessWrap'];
  await world.pass(20);
  assert.equal([cluster.eventNames().length, world.timers.size], [0, 0], 'the server that counts is found');
});

/** A primary with two workers, which is followed. */
async function primary(environment: Partial<AgentEnvironment> = {}) {
  const all = await followed({ mode: 'http', ...environment });
  const pair = [new Worker(), new Worker()] as const;
  all.cluster.workers = { 1: pair[0], 2: undefined };
  all.world.process.resources = ['ProcessWrap'];
  await all.world.pass(20);
  // The second one comes later.
  all.cluster.workers = { 1: pair[0], 2: pair[1] };
  all.cluster.emit('fork', pair[1]);
  const places = () =>
    all.servers.known().map(({ protocol, targets, port, shown }) => [protocol, targets, port, shown]);
  return { ...all, pair, places };
}

const NOTICE = { cmd: 'NODE_NOTIFY_LISTENS' };
const EVERYWHERE = (port: number): unknown[] => [
  { host: '127.0.0.1', port },
  { host: '::1', port },
];

workers('a port of workers counts from the first of them to the last', async () => {
  const { cluster, pair, places, heard, servers } = await primary();
  const [one, two] = pair;
  one.tell({ ...NOTICE, address: '127.0.0.2', port: 81 });
  two.tell({ ...NOTICE, address: '127.0.0.2', port: 81 });
  cluster.emit('listening', two, { address: '', port: 82 });
  two.tell({ ...NOTICE, address: `${SCRATCH}/w.sock`, port: -1 });
  one.tell({ ...NOTICE, port: 83 });
  assert.equal(places(), [
    ['cluster', [{ host: '127.0.0.2', port: 81 }], 81, ':81'],
    ['cluster', EVERYWHERE(82), 82, ':82'],
    ['cluster', [{ path: `${SCRATCH}/w.sock` }], undefined, `${SCRATCH}/w.sock`],
    ['cluster', EVERYWHERE(83), 83, ':83'],
  ]);
  assert.equal(heard, servers.known());
  assert.equal(servers.listening(), []);
  assert.is(servers.chosen(), heard[0]);
  cluster.emit('exit', one);
  assert.equal(
    places().map((place) => place[3]),
    [':81', ':82', `${SCRATCH}/w.sock`],
  );
  cluster.emit('exit', two);
  assert.equal(places(), []);
  two.tell({ ...NOTICE, address: null, port: 82 });
  assert.equal([heard.length, places().length], [5, 1]);
});

workers('other messages of Node are none, and a port that the primary itself opens is known already', async () => {
  const { cluster, pair, places, heard } = await primary({ port: 9 });
  for (const message of [
    undefined,
    null,
    {},
    { cmd: 'NODE_HANDLE', port: 1 },
    { ...NOTICE },
    { ...NOTICE, port: '1' },
  ]) {
    pair[0].tell(message);
  }
  assert.equal(places(), []);
  const server = await listening(net.createServer(), 0);
  cluster.emit('listening', pair[0], { address: null, port: portOf(server) });
  assert.is(heard.length, 1);
  cluster.emit('listening', pair[0], { address: '0.0.0.0', port: 9 });
  assert.equal(places().at(-1), ['cluster', [{ host: '127.0.0.1', port: 9 }], 9, ':9']);
});

workers('a worker tells its primary each place once the channel is open', async () => {
  const { tellPrimary, world } = await followed();
  const sent: unknown[][] = [];
  const { process } = world;
  tellPrimary({ address: '::', port: 1 });
  process.send = (...args) => {
    sent.push(args.map((part) => (typeof part === 'function' ? part() : part)));
    return true;
  };
  process.connected = false;
  tellPrimary({ address: '::', port: 1 });
  process.connected = true;
  tellPrimary(null);
  assert.equal(sent, []);
  tellPrimary({ address: '::', port: 80 });
  tellPrimary('/run/w.sock');
  assert.equal(sent, [
    [{ ...NOTICE, address: '::', port: 80 }, undefined],
    [{ ...NOTICE, address: '/run/w.sock', port: -1 }, undefined],
  ]);
});

workers.run();
