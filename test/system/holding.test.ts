/**
 * Ports that systemd holds (`"socket": true`), for the administrator: service and port are one thing.
 */
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, eventually, journal, property, readyStatus, unheard } from './story.ts';
import { NEVER_READY, put, type Variant } from './variants.ts';

/** Variants whose ports systemd holds. */
function held(machine: Machine, variant: Variant, service: object = {}): Promise<string> {
  const deb = { service: { health: '/health', socket: true, ...service }, ...variant.deb };
  return put(machine, { ...variant, deb });
}

/** What service and port are, in one line. */
async function states(machine: Machine): Promise<string> {
  const { stdout } = await machine.run('systemctl is-active notifydemo.service notifydemo.socket');
  return stdout.trim().replace('\n', ' ');
}

/** An answer, or `refused`, or `7` and the like: curl's exit code. */
async function ask(machine: Machine, address = '127.0.0.1:5001'): Promise<string> {
  const { stdout, exitCode } = await machine.run(`curl -sS --max-time 5 http://${address}/`);
  return exitCode === 7 ? 'refused' : stdout.trim() || String(exitCode);
}

/** What `systemctl edit notifydemo.socket` would write. */
async function editSocket(machine: Machine, ...lines: string[]): Promise<void> {
  const text = ['[Socket]', 'ListenStream=', ...lines, ''].join('\n');
  await machine.write('/etc/systemd/system/notifydemo.socket.d/override.conf', text);
  await machine.sh('systemctl daemon-reload && systemctl restart notifydemo.socket');
  await machine.sh('systemctl start notifydemo');
}

/**
 * Waits until a port is closed. systemd closes what nobody needs any more in a job of its own, after the one that was waited
 * for, and a process that removes a private /tmp holds a copy of the port for a moment.
 */
async function isClosed(machine: Machine, address?: string): Promise<void> {
  await eventually(`${address ?? 'the port'} is closed`, async () => (await ask(machine, address)) === 'refused');
}

const IS_TAKEN = "bash -c ': </dev/tcp/127.0.0.1/5001'";

const BOTH = 'active active';
const NEITHER = 'inactive inactive';

/** Answers with its port, as it sees it, on each of the ports. */
const onPorts = (...ports: (number | string)[]): string =>
  `for (const port of [${ports}]) require('node:http').createServer((_, answer) => answer.end('asked for ' + port)).listen(port);`;

chapter('held ports', {
  'stopped is stopped, whoever connects; both start, stop, and are masked and disabled as one': async (machine) => {
    const [old, young] = [await held(machine, { version: '1.0.0' }), await held(machine, { version: '2.0.0' })];
    await machine.sh(`dpkg -i ${old}`);
    assert.is(await states(machine), BOTH);
    assert.is(await machine.sh('systemctl is-enabled notifydemo.service notifydemo.socket'), 'enabled\nstatic');
    const knocking = 'setsid sh -c "while :; do curl -s http://127.0.0.1:5001/; done" >/dev/null 2>&1 & echo $!';
    const knocker = await machine.sh(knocking);
    for (const [stop, start] of [
      ['systemctl stop notifydemo', 'systemctl start notifydemo'],
      ['systemctl stop notifydemo.socket', 'systemctl start notifydemo'],
      ['systemctl mask --now notifydemo', 'systemctl unmask notifydemo && systemctl start notifydemo'],
      ['systemctl disable --now notifydemo', 'systemctl enable --now notifydemo'],
    ] as const) {
      await machine.sh(stop);
      await eventually(stop, async () => (await states(machine)) === NEITHER);
      await isClosed(machine);
      // From now on nobody opens it again.
      await machine.sh('sleep 1');
      assert.is(await states(machine), NEITHER, stop);
      await machine.sh(`dpkg -i ${young}`);
      assert.is(await states(machine), NEITHER, `${stop}, upgraded`);
      await machine.sh(`${start}; dpkg -i ${old}`);
      assert.is(await states(machine), BOTH, start);
      assert.is(await ask(machine), '1.0.0');
    }
    await machine.sh(`kill -- -${knocker}`);

    // What is disabled does not come back with the machine, what is enabled does.
    for (const [will, expected] of [
      ['disable', NEITHER],
      ['enable', BOTH],
    ]) {
      await machine.sh(`systemctl ${will} notifydemo`);
      await machine.powerOff();
      await machine.start();
      assert.is(await states(machine), expected, will);
    }
  },

  'the administrator changes the port in one place, and it survives an upgrade': async (machine) => {
    const [old, young] = [await held(machine, { version: '1.0.0' }), await held(machine, { version: '2.0.0' })];
    await machine.sh(`dpkg -i ${old}`);
    assert.match(await machine.sh('cat /etc/default/notifydemo'), 'Change it with: systemctl edit notifydemo.socket');
    assert.is(await ask(machine, '[::1]:5001'), '1.0.0');

    await editSocket(machine, 'ListenStream=80');
    assert.is(await ask(machine, '127.0.0.1:80'), '1.0.0');
    await isClosed(machine);
    assert.is(await readyStatus(machine), 'notifydemo ready on :80');
    const socket = await property(machine, 'InvocationID', 'notifydemo.socket');
    await machine.sh(`dpkg -i ${young}`);
    assert.is(await ask(machine, '[::1]:80'), '2.0.0');
    assert.is(await property(machine, 'InvocationID', 'notifydemo.socket'), socket);

    // Several places for the one port of the app.
    const apart = ['0.0.0.0:8080', '[::]:8080', '[::1]:8081', '/run/notifydemo.socket'];
    await editSocket(machine, ...apart.map((place) => `ListenStream=${place}`), 'BindIPv6Only=ipv6-only');
    for (const place of ['127.0.0.1:8080', '[::1]:8080', '[::1]:8081'])
      assert.is(await ask(machine, place), '2.0.0', place);
    assert.is(await machine.sh('curl -sS --unix-socket /run/notifydemo.socket http://localhost/'), '2.0.0');
    assert.is(await ask(machine, '127.0.0.1:8081'), 'refused');

    // What is left in the settings of an earlier version is not listened to in silence.
    await machine.sh('echo PORT=5003 >/etc/default/notifydemo && systemctl restart notifydemo');
    assert.is(await ask(machine, '127.0.0.1:8080'), '2.0.0');
    assert.match(await journal(machine, '-u notifydemo'), 'PORT=5003 is ignored: systemd holds the port');
  },

  'several ports, some below 1024, some on one address; what is not held the app opens itself': async (machine) => {
    const app = onPorts(80, 5002, 5003, 9090);
    const socket = [80, 5002, '127.0.0.1:9090'];
    await machine.sh(`dpkg -i ${await held(machine, { version: '1.0.0', app }, { socket, port: 5002 })}`);
    for (const port of [80, 5002, 5003, 9090]) {
      assert.is(await ask(machine, `127.0.0.1:${port}`), `asked for ${port}`);
    }
    assert.is(await ask(machine, '[::1]:80'), 'asked for 80');
    assert.is(await ask(machine, '[::1]:9090'), 'refused');
    assert.is(await readyStatus(machine), 'notifydemo ready on :5002');
    await machine.sh('systemctl stop notifydemo');
    for (const port of [80, 5002, 9090]) await isClosed(machine, `127.0.0.1:${port}`);
  },

  'a port of which systemd has a copy for a moment more is waited for': async (machine) => {
    await machine.sh(`dpkg -i ${await held(machine, { version: '1.0.0' })} && systemctl stop notifydemo`);
    await isClosed(machine);
    // As a process that systemd has forked, and that has not run yet: in its control group, and with its name.
    const copy = `process.title = 'systemd'; require('node:net').createServer().listen(5001)`;
    const group = '/sys/fs/cgroup/init.scope/cgroup.procs';
    await machine.write('/root/copy', `echo $$ >${group} && exec node -e "${copy}" >/dev/null 2>&1 </dev/null\n`);
    const pid = await machine.sh('setsid sh copy >/dev/null 2>&1 </dev/null & echo $!');
    await eventually('the copy', async () => (await machine.run(IS_TAKEN)).exitCode === 0);
    const isAwaited = '[ "$(systemctl show -P SubState notifydemo.socket)" = start-pre ]';
    await machine.sh(
      `(until ${isAwaited}; do sleep 0.05; done; sleep 1; kill ${pid}) >/dev/null 2>&1 & systemctl start notifydemo`,
    );
    assert.is(await states(machine), BOTH);
    assert.is(await ask(machine), '1.0.0');
  },

  'in a network of its own the service answers, and the watchdog is content': async (machine) => {
    await machine.sh(`dpkg -i ${await held(machine, { version: '1.0.0' }, { watchdog: 4 })}`);
    const own = '[Service]\nPrivateNetwork=yes\nIPAddressDeny=any\n';
    await machine.write('/etc/systemd/system/notifydemo.service.d/own.conf', own);
    await machine.sh('systemctl daemon-reload && systemctl restart notifydemo');
    const pid = await property(machine, 'MainPID');
    assert.is(await ask(machine), '1.0.0');
    await machine.sh('sleep 6');
    assert.is(await property(machine, 'MainPID'), pid);
    assert.is(await property(machine, 'Result'), 'success');
  },

  'versions with a socket and without follow each other, and purging leaves nothing': async (machine) => {
    const deb = (port: string): object => ({
      settings: { PORT: { value: port, description: 'The port.' } },
      mail: false,
    });
    const steps: [string, string, string][] = [
      [await put(machine, { version: '1.0.0', deb: deb('5001') }), 'active inactive', '5001'],
      [await held(machine, { version: '2.0.0', deb: deb('5001') }), BOTH, '5001'],
      [await held(machine, { version: '3.0.0', deb: deb('5005') }), BOTH, '5005'],
      [await put(machine, { version: '4.0.0', deb: deb('5001') }), 'active inactive', '5001'],
      [await held(machine, { version: '5.0.0', deb: deb('5001') }), BOTH, '5001'],
      [await put(machine, { version: '6.0.0', deb: deb('5005') }), 'active inactive', '5005'],
    ];
    const before = await snapshot(machine);
    for (const [file, expected, port] of [...steps, ...steps.slice(0, -1).reverse()]) {
      await machine.sh(`dpkg -i --force-confnew ${file}`);
      assert.is(await states(machine), expected, file);
      assert.match(await ask(machine, `127.0.0.1:${port}`), /^\d\.0\.0$/, file);
      if (port !== '5001') await isClosed(machine);
      assert.is(await machine.sh('systemctl list-units --failed --plain --no-legend'), '', file);
    }
    assert.not.match(await journal(machine, '-u notifydemo'), 'systemd does not hold port');
    for (const way of ['dpkg --purge notifydemo', 'dpkg --remove notifydemo && dpkg --purge notifydemo']) {
      await machine.sh(`dpkg -i ${steps[1]?.[0]} && ${way}`);
      assert.equal(difference(before, await snapshot(machine)), [], way);
    }
  },

  'a port that is taken is named, and so is one that counts no longer': async (machine) => {
    const only = { settings: { PORT: { value: '5001', description: 'The port.' } }, mail: false };
    const [plain, young] = [
      await put(machine, { version: '1.0.0', deb: { ...only, service: { health: '/health' } } }),
      await held(machine, { version: '2.0.0', deb: only }),
    ];
    const occupy = 'systemd-run --quiet --unit=other /usr/bin/node -e "require(\'net\').createServer().listen(5001)"';
    for (const [file, reason, isOver] of [
      [plain, 'EADDRINUSE', 'true'],
      [young, 'Address already in use', 'systemctl is-failed notifydemo.socket'],
    ] as const) {
      await machine.sh(occupy);
      await eventually('the other program', async () => (await machine.run(IS_TAKEN)).exitCode === 0);
      const failed = await unheard(machine, `dpkg -i ${file}`, isOver);
      assert.is.not(failed.exitCode, 0);
      assert.match(failed.stderr, reason);
      assert.match(failed.stderr, 'mend that, and then: dpkg --configure notifydemo');
      await machine.sh('systemctl stop other && dpkg --configure notifydemo');
      assert.match(await ask(machine), /^[12]\.0\.0$/);
      await machine.sh('dpkg --purge notifydemo');
    }
    await machine.sh(`dpkg -i ${plain} && echo PORT=5007 >>/etc/default/notifydemo && systemctl restart notifydemo`);
    assert.is(await ask(machine, '127.0.0.1:5007'), '1.0.0');
    const { stderr } = await machine.run(`dpkg -i ${young}`);
    assert.match(stderr, 'PORT=5007 in /etc/default has no effect, because systemd opens port 5001');
    assert.match(stderr, 'systemctl edit notifydemo.socket');
    // A line that says what is so anyway has an effect, as it seems.
    await machine.sh(`dpkg --purge notifydemo && dpkg -i ${plain} && echo PORT=5001 >>/etc/default/notifydemo`);
    assert.not.match((await machine.run(`dpkg -i ${young}`)).stderr, 'PORT');
  },

  'a new version that never becomes READY is reported; whoever waits is let go when it fails for good': async (
    machine,
  ) => {
    const old = await held(machine, { version: '1.0.0' });
    const broken = { startTimeout: 2 };
    await machine.sh(`dpkg -i ${old}`);
    const failed = await machine.run(`dpkg -i ${await held(machine, { version: '2.0.0', app: NEVER_READY }, broken)}`);
    assert.is.not(failed.exitCode, 0);
    assert.match(failed.stderr, 'notifydemo.service did not become ready');
    await machine.sh(`dpkg -i ${old}`);
    assert.is(await ask(machine), '1.0.0');

    const unusable = `console.error('the settings are unusable'); process.exit(78);`;
    const knocker = await machine.sh(
      'setsid sh -c "while :; do curl -s http://127.0.0.1:5001/; done" >/dev/null 2>&1 & echo $!',
    );
    // Without a return to the previous version, and in its place.
    const final = { version: '2.0.1', app: unusable, deb: { onStartFailure: 'fail' } };
    const ended = await machine.run(`dpkg -i ${await held(machine, final, { upgrade: 'restart' })}`);
    assert.is.not(ended.exitCode, 0);
    await isClosed(machine);
    const tries = (): Promise<string> => journal(machine, '-u notifydemo | grep -c "the settings are unusable"');
    const before = await tries();
    await machine.sh('sleep 3');
    assert.is(await tries(), before);
    assert.is(await states(machine), 'failed inactive');
    await machine.sh(`kill -- -${knocker}; dpkg -i ${old}`);
    assert.is(await states(machine), BOTH);
    assert.is(await ask(machine), '1.0.0');
  },
});
