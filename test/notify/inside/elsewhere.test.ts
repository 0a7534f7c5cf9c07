/**
 * Servers that the agent does not see: the words about them.
 */
import { EventEmitter } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { World } from '../world.ts';

type Modules = typeof import('../../../payload/notify/servers/elsewhere.ts');

const elsewhere = suite('notify agent: elsewhere');

const REMEDY = `: run it in the main thread of this service, or say process.send('ready') there, with "ready": "app"`;

elsewhere('child processes, workers and threads are named, in this order, as long as there are any', async () => {
  const cluster = { workers: undefined as Record<string, unknown> | undefined };
  const world = new World({ 'node:cluster': cluster });
  const { countThreads, serverElsewhere, hasChildren } = world.load<Modules>('servers/elsewhere.ts');
  world.process.emit('worker', new EventEmitter());
  countThreads();
  assert.equal([hasChildren(), serverElsewhere()], [false, '']);
  const threads = [new EventEmitter(), new EventEmitter()];
  for (const thread of threads) world.process.emit('worker', thread);
  const inThread = ` in the main thread, and the agent does not see a server in a worker thread${REMEDY}`;
  assert.is(serverElsewhere(), inThread);
  world.process.resources = ['TCPSocketWrap', 'ProcessWrap'];
  assert.ok(hasChildren());
  const inChild = ` in this process, and the agent does not see a server in a child process${REMEDY}`;
  for (const workers of [undefined, {}]) {
    cluster.workers = workers;
    assert.is(serverElsewhere(), inChild);
  }
  cluster.workers = { 1: {} };
  assert.is(serverElsewhere(), ', neither in the primary of the cluster nor in a worker');
  world.process.resources = [];
  threads[0]?.emit('exit');
  threads[0]?.emit('exit');
  assert.is(serverElsewhere(), inThread);
  threads[1]?.emit('exit');
  assert.is(serverElsewhere(), '');
  // UDP knows no server: the socket may be a client's.
  world.process.resources = ['TCPServerWrap', 'UDPWrap'];
  assert.is(serverElsewhere(), ' on TCP or at a Unix socket; a service of UDP alone takes "ready": "loaded"');
  assert.not(hasChildren());
});

elsewhere.run();
