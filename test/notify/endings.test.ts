/**
 * The status of a process that has ended by itself: code, time and reason, instead of "ready on :3000".
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HEALTHY } from './apps.ts';
import { endAll, Service } from './systemd.ts';

const ending = suite('notify agent: endings');
ending.after.each(endAll);

/** Ends when READY has been sent. */
const WHEN_READY = (end: string): string => `${HEALTHY}; process.on('SIGUSR2', () => { ${end} });`;

async function endOf(
  app: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ end: string; status: string; stderr: string }> {
  const service = new Service({ app, env });
  const end = await service.ended;
  return { end, status: service.messages.at(-1) ?? '', stderr: service.stderr };
}

async function endWhenReady(app: string): Promise<{ end: string; status: string }> {
  const service = new Service({ app: WHEN_READY(app) });
  await service.message(/READY=1/);
  service.signal('SIGUSR2');
  return { end: await service.ended, status: service.messages.at(-1) ?? '' };
}

ending('a process that ends before READY names code, time and reason, in the journal as well', async () => {
  const before = (code: number): RegExp =>
    new RegExp(`^(STATUS=)?ended with code ${code} after \\d+\\.\\d s, before it was ready: nothing listens yet\\s*$`);
  const apps: [app: string, code: number][] = [
    ["require('node:fs').readFile('/dev/null', () => {});", 0],
    ['process.exit(0)', 0],
    ['process.exit(1)', 1],
    ['process.exit(78)', 78],
    ['process.exitCode = 7', 7],
    ["process.on('exit', () => { process.exitCode = 8; })", 8],
    ["process.on('exit', () => process.exit(9)); setTimeout(() => process.exit(1), 50);", 9],
    ["process.removeAllListeners('exit'); process.exit(5)", 5],
    ["console.error = () => {}; process.exit('6')", 6],
  ];
  const ends = apps.map(async ([app, code]) => {
    const { end, status, stderr } = await endOf(app);
    assert.is(end, `exit ${code}`, app);
    assert.match(status, before(code));
    assert.match(stderr, before(code));
  });
  await Promise.all(ends);
});

ending('the reason is that of the mode', async () => {
  const ended = async (mode: string): Promise<string> =>
    (await endOf('process.exit(1)', { NOTIFY_READY: mode })).status;
  assert.match(await ended('app'), /before it was ready: the app has not said yet that it is ready$/);
  assert.match(await ended('loaded'), /before it was ready: its program is still being loaded /);
});

ending('a dead process does not keep the status of a ready one', async () => {
  for (const [app, code] of [
    ['process.exit(3)', 3],
    ['process.exit()', 0],
  ] as [string, number][]) {
    const { end, status } = await endWhenReady(app);
    assert.is(end, `exit ${code}`);
    assert.match(status, new RegExp(`^STATUS=ended with code ${code} after \\d+\\.\\d s$`));
  }
});

ending('an error that the app handles by ending is the reason', async () => {
  const handled = "process.on('uncaughtException', () => process.exit(2)); throw new Error('no database')";
  const rejected =
    "process.on('unhandledRejection', () => process.exit(2)); Promise.reject(new Error('no database')); setInterval(() => {}, 1000)";
  const gone =
    "process.on('uncaughtException', () => {}); setTimeout(() => process.exit(2), 5500); throw new Error('x')";
  const [soon, soonRejected, late] = await Promise.all([handled, rejected, gone].map((app) => endOf(app)));
  for (const end of [soon, soonRejected])
    assert.match(end?.status ?? '', /^STATUS=failed: no database \(ended with code 2 after \d+\.\d s\)$/);
  assert.match(late?.status ?? '', /^STATUS=ended with code 2 after \d+\.\d s, before it was ready/);
});

ending('an uncaught error of any kind is told once, and Node ends as without the agent', async () => {
  const errors: [thrown: string, told: string][] = [
    ["'text'", 'text'],
    ['undefined', 'undefined'],
    ['null', 'null'],
    ['Symbol("s")', 'Symbol(s)'],
    ['Object.create(null)', 'a thrown object'],
    ['{ toString() { throw 1; } }', 'a thrown object'],
    ['{ get message() { throw 1; } }', 'an error that cannot be read'],
    ['new AggregateError([])', 'AggregateError'],
    ['new AggregateError([new Error("a"), "b", new Error("a")])', 'a; b'],
    ['new AggregateError([new Error("a")], "all failed")', 'all failed'],
    ['new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 1; } })', 'an error that cannot be read'],
    ['Object.assign(new Error(""), { code: "EX" })', 'EX'],
    ['new Error("one\\ntwo")', 'one'],
  ];
  const ends = errors.map(async ([thrown, told]) => {
    const service = new Service({ app: `throw ${thrown}` });
    assert.is(await service.ended, 'exit 1', thrown);
    assert.equal(
      service.messages.filter((message) => !message.startsWith('NOTIFYACCESS')),
      [`STATUS=failed: ${told}`],
    );
  });
  await Promise.all(ends);
});

ending('the end of a child or of a thread is not the end of the service', async () => {
  const ends = `require('node:child_process').spawnSync(process.execPath, ['-e', 'process.exit(4)']);
    new (require('node:worker_threads').Worker)('process.exit(5)', { eval: true }).on('exit', () => console.log('ended'));`;
  const service = new Service({ app: `${ends} ${HEALTHY}` });
  await service.prints(/ended/);
  await service.message(/READY=1/);
  service.signal('SIGTERM');
  await service.ended;
  assert.not(service.messages.some((message) => message.includes('ended with')));
});

ending('an app that emits the event itself has not ended', async () => {
  const service = new Service({ app: WHEN_READY("process.emit('exit', 3); console.log('alive')") });
  await service.message(/READY=1/);
  service.signal('SIGUSR2');
  await service.prints(/alive/);
  service.signal('SIGTERM');
  await service.ended;
  assert.is(service.messages.at(-1), 'STOPPING=1\nSTATUS=stopping');
});

ending('a text from outside has no invisible sign in STATUS', async () => {
  const { status } = await endOf(
    `throw new Error('a\\u0085b\\u009b31mc\\u202ed\\u2066e\\u200ff\\u061cg\\u001bh\\ufeffi\\u{e0041}j \\u0641\\u200c\\u0642 👩\\u200d💻')`,
  );
  assert.is(status, 'STATUS=failed: a b 31mc d e f g h i j \u0641\u200c\u0642 👩\u200d💻');
});

ending.run();
