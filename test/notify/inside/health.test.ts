/**
 * The meaning of "healthy" in each mode, and its reasons.
 */
import net from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AgentEnvironment } from '../../../payload/notify/base/environment.ts';
import type { AppState } from '../../../payload/notify/health/health.ts';
import type { Listener, Servers } from '../../../payload/notify/servers/servers.ts';
import { answering, asked, closedLater, forgetServers, listener } from '../followed.ts';
import { World } from '../world.ts';

type Modules = typeof import('../../../payload/notify/health/health.ts');

const health = suite('notify agent: health');
health.after.each(forgetServers);

interface Situation {
  environment?: Partial<AgentEnvironment>;
  app?: AppState;
  chosen?: Listener;
  others?: Listener[];
}

/** The check of a service. The situation may change. */
async function checkOf(situation: Situation) {
  const world = new World();
  // The timers of the questions are those of this process.
  const { healthCheck } = world.load<Modules>('health/health.ts');
  const servers = {
    chosen: () => situation.chosen,
    known: () => [...(situation.chosen ? [situation.chosen] : []), ...(situation.others ?? [])],
  } as Servers;
  const { environment = {}, app = { ready: false, check: undefined } } = situation;
  const settings = { mode: 'http', healthPath: '/health', port: undefined, ...environment } as AgentEnvironment;
  const check = healthCheck(settings, servers, app);
  return { world, check: () => check(10_000) };
}

const verdict = (healthy: boolean, reason: string) => ({ healthy, alive: healthy, reason });

health('the modes without a server: the app says so, or its program is loaded', async () => {
  for (const [mode, reason] of [
    ['app', 'the app has not said yet that it is ready'],
    ['loaded', 'its program is still being loaded (if it awaits for ever, let it say notify.ready())'],
  ] as const) {
    const app: AppState = { ready: false, check: undefined };
    const { check } = await checkOf({ environment: { mode }, app });
    assert.equal(await check(), verdict(false, reason));
    app.ready = true;
    assert.is((await check()).healthy, true);
    assert.is((await check()).alive, true);
  }
});

health('no server: yet, any more, elsewhere, or on another port', async () => {
  const situation: Situation = {};
  const { check, world } = await checkOf(situation);
  assert.equal(await check(), verdict(false, 'nothing listens yet'));
  world.process.resources = ['ProcessWrap'];
  assert.match((await check()).reason, /^nothing listens yet in this process, and the agent does not see/);
  situation.chosen = await listener(answering(() => 200));
  assert.is((await check()).healthy, true);
  delete situation.chosen;
  assert.equal(await check(), verdict(false, 'nothing listens any more'));
  const others = ['1', '2', '3'].map((digit) => ({ shown: `:${digit}` }) as Listener);
  const wrong = await checkOf({ environment: { port: 81 }, others });
  const words = 'nothing listens on :81 yet; the app listens on :1, :2 and :3';
  assert.equal(await wrong.check(), verdict(false, words));
});

health('http: the page decides, and the reason names the port where it may be the wrong one', async () => {
  let status = 204;
  const chosen = await listener(answering(() => status));
  const situation: Situation = { chosen, environment: { healthPath: '/up' } };
  const { check } = await checkOf(situation);
  asked.length = 0;
  assert.equal(await check(), { healthy: true, alive: true, reason: '/up answered 204' });
  assert.equal(asked, ['/up']);
  const reason = async (answer: number, others: string[]): Promise<string> => {
    status = answer;
    situation.others = others.map((shown) => ({ shown }) as Listener);
    return (await check()).reason;
  };
  const { shown } = chosen;
  assert.is(await reason(503, []), '/up answered 503');
  // The same place twice, as with workers of a cluster, is no other one.
  assert.is(await reason(503, [shown]), '/up answered 503');
  assert.is(await reason(503, [':1']), `/up answered 503 on ${shown}; the app also listens on :1`);
  const page = 'the right page in "health", of deb.service';
  assert.is(await reason(404, []), `/up answered 404 on ${shown}: name ${page}`);
  assert.is(
    await reason(404, [':1', ':2']),
    `/up answered 404 on ${shown}; the app also listens on :1 and :2: name its port in "port", or ${page}`,
  );
  assert.is(await reason(200, [':1']), '/up answered 200');
  assert.equal(await check(), { healthy: true, alive: true, reason: '/up answered 200' });
});

health('listening: an open port is ready after its page has not answered 503 once', async () => {
  let status = 503;
  const situation: Situation = { environment: { mode: 'listening' }, chosen: await listener(answering(() => status)) };
  const { check } = await checkOf(situation);
  const first = await check();
  assert.is(first.healthy || first.alive, false);
  assert.match(first.reason, /^\/ answered 503, it is still starting \(if it answers so when it is ready, too, use /);
  status = 500;
  asked.length = 0;
  assert.equal(await check(), { healthy: true, alive: true, reason: 'the port answered 204' });
  assert.equal(asked, ['/']);
  status = 503;
  assert.is((await check()).healthy, true);
  assert.equal(asked, ['/'], 'afterwards the port alone counts');
  const closed = net.createServer();
  situation.chosen = { ...(await listener(closed, 'tcp')) };
  await new Promise((resolve) => closed.close(resolve));
  assert.equal(await check(), verdict(false, 'connection refused'));
});

health('listening: a server that only tries a port out, and is closed at once, ends no start', async () => {
  const trial = await listener(closedLater(net.createServer()), 'tcp');
  const situation: Situation = { environment: { mode: 'listening' }, chosen: trial };
  const { check } = await checkOf(situation);
  const first = check();
  situation.chosen = await listener(answering(() => 503));
  assert.equal(await first, verdict(false, 'nothing listens there any more'));
  assert.match((await check()).reason, /^\/ answered 503, it is still starting/);
});

health("the app's own check may call the service ill, and heals nothing", async () => {
  let status = 200;
  let verdictOfApp: () => unknown = () => true;
  const app: AppState = { ready: true, check: () => verdictOfApp() };
  const { check } = await checkOf({ app, chosen: await listener(answering(() => status)) });
  for (const value of [true, undefined, 0, null, '', Promise.resolve(true)]) {
    verdictOfApp = () => value;
    assert.equal(await check(), { healthy: true, alive: true, reason: '/health answered 200' });
  }
  for (const [own, reason] of [
    [() => false, ''],
    [async () => false, ''],
    [() => Promise.reject(new Error('no database')), ': no database'],
    [
      () => {
        throw new Error('no disk');
      },
      ': no disk',
    ],
  ] as const) {
    verdictOfApp = own;
    assert.equal(await check(), verdict(false, `the app says that it is not healthy${reason}`));
  }
  let calls = 0;
  verdictOfApp = () => (calls += 1);
  status = 500;
  assert.equal(await check(), verdict(false, '/health answered 500'));
  assert.is(calls, 0, 'an ill service is not asked for more');
  status = 403;
  assert.is((await check()).alive, true);
  assert.is((await check()).healthy, false);
  assert.is(calls, 2);
});

health.run();
