/**
 * The levels of `harden`, from outside and from inside: what systemd-analyze makes of them, that a service works at each
 * of them, and what somebody can do who has got into it.
 */
import { readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { ATTEMPTS, expected, LEVELS, type Level } from './attempts.ts';
import { SUITES } from './base.ts';
import { build } from './building.ts';
import { flood } from './flood.ts';
import type { Machine } from './machine.ts';
import { chapter, eventually, install, property } from './story.ts';
import { put } from './variants.ts';

/** What systemd-analyze may say at most, on Debian 13. */
const EXPOSURE: Record<Level, number> = { off: 10, standard: 1.5, strict: 1, sealed: 0.4 };

/** Installs the hostile service at a level. The watchdog has more seconds than a busy machine may take for a sign of life. */
async function installAt(machine: Machine, level: Level, version: string, watchdog = 4): Promise<void> {
  const service = {
    ...{ health: '/health', watchdog, restartDelay: 0, reload: true, harden: level },
    ...(level === 'sealed' ? { socket: true } : {}),
  };
  const app = await readFile('test/system/apps/hostile.cjs', 'utf8');
  // Five starts in ten seconds are the limit of systemd for every unit; four levels may take less time, with two mails each.
  await machine.run('systemctl reset-failed notifydemo-mail');
  await machine.sh(`dpkg -i ${await put(machine, { version, deb: { service }, app })}`);
}

const get = (machine: Machine, path: string): Promise<string> =>
  machine.sh(`curl -sS --max-time 60 http://127.0.0.1:5001${path}`);

/** The figure of systemd-analyze security, and what adds to it. */
async function exposure(machine: Machine): Promise<{ figure: number; what: string }> {
  const said = await machine.sh('systemd-analyze security --no-pager notifydemo');
  const parts = [...said.matchAll(/^✗ (\S+) .* ([\d.]+) *$/gm)].map(([, name, share]) => `${name} ${share}`);
  return { figure: Number(/exposure level for \S+: ([\d.]+)/.exec(said)?.[1]), what: parts.join(', ') };
}

/** What it is there for, at any level. */
async function works(machine: Machine): Promise<void> {
  assert.is(await property(machine, 'ActiveState'), 'active');
  assert.is(await get(machine, '/health'), 'OK');

  await eventually(
    'a mail',
    async () => (await machine.run('test -s /srv/open/sent && rm /srv/open/sent')).exitCode === 0,
  );

  const before = Number(await get(machine, '/reloads'));
  await machine.sh('systemctl reload notifydemo');
  assert.is(Number(await get(machine, '/reloads')), before + 1);

  // Healthy, it feeds the watchdog; blocked, it is restarted.
  const fed = (): Promise<string> => property(machine, 'WatchdogTimestampMonotonic');
  const last = await fed();
  await eventually('a sign of life', async () => (await fed()) !== last);
  assert.is(await property(machine, 'NRestarts'), '0');
  // It gets no answer: the end of the process ends the connection.
  await machine.run('curl -s --max-time 60 http://127.0.0.1:5001/block');
  await eventually('a restart', async () => (await property(machine, 'NRestarts')) === '1');
  await eventually('READY again', async () => (await property(machine, 'ActiveState')) === 'active');
  assert.is(await get(machine, '/health'), 'OK');
  // A new start, a new mail.
  await eventually(
    'a mail',
    async () => (await machine.run('test -s /srv/open/sent && rm /srv/open/sent')).exitCode === 0,
  );
}

/** What there is to be read, written, called and run besides the service. */
async function prepare(machine: Machine): Promise<void> {
  // The kernel counts processes by the number of their user (setrlimit(2), RLIMIT_NPROC), machines or not: who starts
  // 1500 of them must not share his with services on other machines.
  const number = 701 + SUITES.indexOf(machine.suite);
  await machine.sh(`groupadd --system --gid ${number} notifydemo`);
  await machine.sh(`useradd --system --uid ${number} --gid ${number} --no-create-home notifydemo`);
  await machine.sh('mkdir -p /home/alice /srv/open && chmod 1777 /srv/open && echo dear >/home/alice/diary');
  await machine.sh('echo notes >/srv/notes && chmod 755 /home/alice && chmod 644 /home/alice/diary /srv/notes');
  await machine.sh('install -m 4755 /usr/bin/id /usr/local/bin/setuid-id');
  await machine.write('/usr/sbin/sendmail', '#!/bin/sh\ncat >/tmp/mail && cp /tmp/mail /srv/open/sent\n');
  await machine.sh(
    'chmod 755 /usr/sbin/sendmail && mkdir -p /srv && touch /srv/open/sent && chmod 666 /srv/open/sent && chmod 777 /srv',
  );
  const listen = (port: number): string => `/usr/bin/node -e 'require("net").createServer().listen(${port})'`;
  // Of this type: it returns when the process is where it is to be, in a network of its own.
  await machine.sh(`systemd-run --service-type=exec --unit=local ${listen(7001)}`);
  await machine.sh(`systemd-run --service-type=exec --unit=remote -p PrivateNetwork=yes ${listen(7002)}`);
  await machine.connect(await property(machine, 'MainPID', 'remote'), '10.99.0.1/24', '10.99.0.2/24');
}

chapter('hardening', {
  'each level is as tight as it says, and a service works at it': async (machine) => {
    await prepare(machine);
    for (const [at, level] of LEVELS.entries()) {
      await installAt(machine, level, `1.0.${at + 1}`);
      const { figure, what } = await exposure(machine);
      console.log(`${machine.suite}, ${level}: ${figure}${level === 'off' ? '' : ` (${what})`}`);
      if (machine.suite === 'trixie') assert.ok(figure <= EXPOSURE[level], `${level}: ${figure}`);
      const noExec = (await property(machine, 'NoExecPaths')).split(' ');
      const isWritable = (place: string): boolean => noExec.includes(`+${place}`);
      assert.is(
        ['/tmp', '/var/tmp', '/var/lib/notifydemo'].every(isWritable),
        ['strict', 'sealed'].includes(level),
        level,
      );
      await works(machine);
    }
  },

  'what somebody can do who has got into the service': async (machine) => {
    await prepare(machine);
    const found = new Map(ATTEMPTS.map(({ name }): [string, string[]] => [name, []]));
    for (const [at, level] of LEVELS.entries()) {
      // The agent repeats its own status with each sign of life, and would hide a foreign one.
      await installAt(machine, level, `1.0.${at + 1}`, 3600);
      const addresses = ATTEMPTS.map(({ name }) => `http://127.0.0.1:5001/try/${name}`);
      const answers = (await machine.sh(`curl -sS --max-time 100 ${addresses.join(' ')}`)).split('\n');
      for (const [row, { name, proof }] of ATTEMPTS.entries()) {
        const said = answers[row] ?? '';
        const inVain = said === 'possible' && proof !== undefined && (await machine.run(proof)).exitCode !== 0;
        found.get(name)?.push(inVain ? 'without-effect' : said);
      }
    }
    console.log(`${machine.suite}: ${LEVELS.join(', ')}`);
    for (const [name, outcomes] of found) console.log(`${name.padEnd(20)} ${outcomes.join(', ')}`);
    for (const attempt of ATTEMPTS) {
      assert.equal(found.get(attempt.name), expected(attempt, machine.suite), attempt.name);
    }

    // Nor can a child make it ready.
    await installAt(machine, 'strict', '2.0.0');
    const lines = ['[Service]', 'Environment=CHILD_SAYS=READY=1 NOTIFY_START_TIMEOUT=3', 'Restart=no'];
    await machine.write('/etc/systemd/system/notifydemo.service.d/child.conf', `${lines.join('\n')}\n`);
    await machine.sh('systemctl daemon-reload');
    const { exitCode } = await machine.run('systemctl restart notifydemo');
    // On systemd 252 the agent itself needs a child to speak.
    assert.is(exitCode, machine.suite === 'bookworm' ? 0 : 1);
  },

  // More, for longer, is what bench:load measures: here other systems are at work beside this one.
  'thousands of connections and a flood of nonsense do not disturb it': async (machine) => {
    await install(machine);
    // A test machine may stand still for seconds. The health that the clients see is the measure here.
    const directory = '/etc/systemd/system/notifydemo.service.d';
    await machine.write(`${directory}/patient.conf`, '[Service]\nWatchdogSec=60\n');
    await machine.sh('systemctl daemon-reload && systemctl restart notifydemo');
    const found = await flood(machine, { unit: 'notifydemo', port: 5001 }, 2000, 8);
    console.log(`${machine.suite}: ${JSON.stringify(found)}`);
    assert.is(found.state, 'active');
    assert.is(found.restarts, 0);
    assert.ok(found.most >= 1900, `${found.most} connections`);
    assert.ok(found.bad > 100 && found.health >= 3, JSON.stringify(found));
    assert.ok(found.memory < 512, `${found.memory} MiB`);
  },

  'strict, with secrets, a task, and folders and files of its own; nothing is left': async (machine) => {
    await machine.sh('install -d /etc/credstore && echo sesame >/etc/credstore/shop.TOKEN');
    const { deb } = JSON.parse(await readFile('test/system/shop/package.json', 'utf8'));
    const { worker, night } = deb.services;
    const strict = { harden: 'strict' };
    const services = { worker: { ...worker, ...strict }, night: { ...night, ...strict } };
    const file = await build(machine, 'test/system/shop', { deb: { service: strict, services } });
    await machine.sh(`dpkg -i ${file}`);
    const shop = (path: string): Promise<string> => machine.sh(`curl -sS --fail http://127.0.0.1:8080${path}`);
    assert.match(await shop('/prices'), 'bread');
    assert.is(await shop('/token'), 'sesame');
    await eventually('work', async () => (await machine.run('test -e /var/spool/shop/orders/worked')).exitCode === 0);
    await machine.sh('systemctl start shop-night');
    assert.is(await machine.sh('cat /var/lib/shop/cleaned'), '[["clean up","100%"],"sesame",true]');
    // systemd makes the mount points that it misses: none is to be missing.
    const listed = 'dpkg -L shop | grep ^/usr/lib/shop/root | sort';
    assert.is(await machine.sh('find /usr/lib/shop/root | sort'), await machine.sh(listed));
    await machine.sh('dpkg --purge shop && test ! -e /usr/lib/shop');
  },
});
