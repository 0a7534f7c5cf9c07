/**
 * The unit itself: the view of the machine that a program has, its end, its restarts and its journal.
 */
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { installApp, PLAIN } from './plain.ts';
import { chapter, eventually, journal, property, readyStatus } from './story.ts';
import { understoodOn } from './understood.ts';
import { put } from './variants.ts';

/** Files that pidusage, systeminformation and libuv read. */
const MACHINE_FILES = ['stat', 'cpuinfo', 'meminfo', 'uptime', 'loadavg', 'net/dev', 'diskstats', 'version'];

/** A worker for each core, as the documentation of node:cluster has it. The workers answer with their view of the machine. */
const HERD = `const cluster = require('node:cluster'), os = require('node:os'), { readFileSync } = require('node:fs');
if (cluster.isPrimary) for (let n = 0; n < os.cpus().length; n++) cluster.fork();
else require('node:http').createServer((_, answer) => answer.end(JSON.stringify({
  cores: os.cpus().length, model: os.cpus()[0].model, memory: os.totalmem(), own: readFileSync('/proc/self/stat').length,
  empty: ${JSON.stringify(MACHINE_FILES)}.filter((file) => readFileSync('/proc/' + file).length === 0),
}))).listen(process.env.PORT);`;

/** The messages of the service alone, each with its priority. */
async function messages(machine: Machine): Promise<string[]> {
  const lines = (await journal(machine, '--output=json _SYSTEMD_UNIT=notifydemo.service')).split('\n');
  return lines.map((line) => JSON.parse(line)).map(({ PRIORITY, MESSAGE }) => `${PRIORITY} ${MESSAGE}`);
}

/** A package with each kind of unit. */
const DEMO = {
  name: 'demo',
  secrets: { TOKEN: { description: 'Another word.' } },
  service: { socket: true, health: '/well', restart: 'always', explain: true, watchdog: 10 },
  services: { night: { entry: 'payload/app.ts', schedule: '*-*-* 03:00:00' } },
};

chapter('the unit', {
  'systemd understands each line of each unit': async (machine) => {
    // systemd tells the watchdog's time of a service that has started.
    await machine.sh('echo word | install -D -m 600 /dev/stdin /etc/credstore/demo.TOKEN');
    await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0', deb: DEMO })}`);
    const understood = understoodOn(machine.suite);
    // On systemd 252 the agent asks for another time when it is READY, by a process of its own.
    const time = understood['demo.service']?.WatchdogUSec;
    await eventually('the watchdog', async () => (await property(machine, 'WatchdogUSec', 'demo')) === time);
    for (const [unit, properties] of Object.entries(understood)) {
      const names = Object.keys(properties);
      const said = await machine.sh(`systemctl show ${names.map((name) => `-p ${name}`).join(' ')} ${unit}`);
      const found = new Map(said.split('\n').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]));
      for (const [name, expected] of Object.entries(properties)) {
        const value = found.get(name) ?? '';
        if (typeof expected === 'string') assert.is(value, expected, `${unit}: ${name}`);
        else
          for (const word of expected)
            assert.ok(value.split(' ').includes(word), `${unit}: ${word} in ${name}: ${value}`);
      }
    }
    assert.match(await property(machine, 'MemoryMax', 'demo'), /^\d+$/);
    // The newest systemd knows every line. Earlier ones name those that they leave out.
    const { stderr } = await machine.run('systemd-analyze verify /usr/lib/systemd/system/demo*.*');
    const unknown = /Unknown (key|value|section)|Failed to parse|Invalid|Unknown service type/;
    const left = stderr.split('\n').filter((line) => unknown.test(line));
    const isLater = (line: string): boolean => /OpenFile|RestartSteps|RestartMaxDelaySec/.test(line);
    assert.equal(machine.suite === 'bookworm' ? left.filter((line) => !isLater(line)) : left, []);
  },

  'a program that forks a worker for each core runs at the usual level, and sees the machine': async (machine) => {
    await installApp(machine, HERD);
    assert.is(await property(machine, 'ActiveState'), 'active');
    const seen = JSON.parse(await machine.sh('curl -sS http://127.0.0.1:5001/'));
    assert.is(seen.cores, Number(await machine.sh('nproc --all')));
    assert.ok(seen.model !== '' && seen.memory > 0 && seen.own > 0);
    assert.equal(seen.empty, []);
  },

  'exit code 143 after SIGTERM is a stop as any other': async (machine) => {
    await installApp(machine, `${PLAIN} process.on('SIGTERM', () => process.exit(143));`);
    await machine.sh('systemctl stop notifydemo');
    assert.is(await property(machine, 'ActiveState'), 'inactive');
    assert.is(await property(machine, 'Result'), 'success');
  },

  'a service that expects reloads needs no listener of its own': async (machine) => {
    await installApp(machine, PLAIN, { reload: true });
    assert.is(await property(machine, 'ActiveState'), 'active');
    assert.is(await property(machine, 'Type'), machine.suite === 'bookworm' ? 'notify' : 'notify-reload');
    const pid = await property(machine, 'MainPID');
    for (const _ of [1, 2]) await machine.sh('systemctl reload notifydemo && systemctl is-active notifydemo');
    assert.is(await property(machine, 'MainPID'), pid);
  },

  'a service that ends again and again ends in failed, with the first restart at once': async (machine) => {
    // The demonstration keeps its pause of two seconds.
    await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0', deb: { mail: false } })}`);
    const failing = '[Service]\nExecStartPre=/bin/sh -c "sleep 0.5; exit 1"\n';
    await machine.write('/etc/systemd/system/notifydemo.service.d/own.conf', failing);
    await machine.sh('systemctl daemon-reload');
    assert.is(await property(machine, 'RestartUSec'), '2s');
    await machine.sh('systemctl restart --no-block notifydemo');

    const app = `console.log('begins'); setTimeout(() => process.exit(1), 200);`;
    const deb = { name: 'looper', mail: false, onStartFailure: 'warn', service: { ready: 'loaded' } };
    await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0', app, deb })}`);
    for (const unit of ['looper', 'notifydemo']) {
      const hasFailed = async () => (await property(machine, 'ActiveState', unit)) === 'failed';
      await eventually(`${unit} failed`, hasFailed, 300);
    }
    const begins = await journal(machine, '--output=short-unix _SYSTEMD_UNIT=looper.service | grep begins');
    assert.is(begins.split('\n').length, 10, begins);
    // By systemd's own clock: a process takes longer to begin on a busy machine.
    const said = await journal(machine, '--output=short-unix -u looper.service _PID=1');
    const timesOf = (event: RegExp): number[] =>
      said.split('\n').flatMap((line) => (event.test(line) ? [Number.parseFloat(line)] : []));
    const ends = timesOf(/: Main process exited/);
    const pauses = timesOf(/: Scheduled restart job/).map((time, at) => time - (ends[at] ?? 0));
    assert.ok((pauses[0] ?? 9) < 1.5, String(pauses));
    if (machine.suite !== 'bookworm') assert.ok((pauses.at(-1) ?? 0) > 3, String(pauses));
  },

  'a Unix socket for nginx: its group connects, the port stays closed, and it goes with the service': async (
    machine,
  ) => {
    await machine.sh('apt-get install -y --no-install-recommends nginx');
    const site = 'server { listen 8080; location / { proxy_pass http://unix:/run/notifydemo/socket; } }';
    await machine.write('/etc/nginx/conf.d/notifydemo.conf', site);
    await machine.sh('nginx -t && systemctl restart nginx');
    const before = await machine.sh('ls /run');
    const ask = (): Promise<string> => machine.sh('curl -sS --fail --max-time 20 http://127.0.0.1:8080/');
    for (const [at, harden] of ['standard', 'strict', 'sealed'].entries()) {
      const service = { unixSocket: { group: 'www-data' }, harden, ready: 'http' };
      await installApp(machine, PLAIN, service, `${at + 1}.0.0`);
      assert.is(await readyStatus(machine), 'notifydemo ready on /run/notifydemo/socket');
      assert.is(await ask(), 'OK');
      await machine.sh(
        'for i in 1 2 3; do systemctl restart notifydemo & curl -sS --fail http://127.0.0.1:8080/; wait; done',
      );
    }
    assert.is((await machine.run('curl -s http://127.0.0.1:5001/')).exitCode, 7);
    assert.is(
      await machine.sh("stat -c '%a %U:%G' /run/notifydemo /run/notifydemo/socket /run/notifydemo/agent"),
      '755 root:root\n660 root:www-data\n700 notifydemo:notifydemo',
    );
    const knock = 'curl -sS --unix-socket /run/notifydemo/socket http://localhost/';
    assert.is((await machine.run(`runuser -u nobody -- ${knock}`)).exitCode, 7);
    assert.is(await machine.sh(`runuser -u www-data -- ${knock}`), 'OK');
    // The account of the service cannot put another socket there.
    assert.is.not(
      (await machine.run('runuser -u notifydemo -- mv /run/notifydemo/socket /run/notifydemo/x')).exitCode,
      0,
    );
    await machine.sh('systemctl stop notifydemo');
    // systemd closes the socket in a job of its own, after the one that was waited for.
    const left = 'systemctl is-active notifydemo.socket || true; ls -d /run/notifydemo || true';
    await eventually('the socket is closed', async () => (await machine.sh(left)) === 'inactive');
    await machine.sh('systemctl start notifydemo');
    const both = { socket: true, unixSocket: { mode: '0666' } };
    await installApp(machine, PLAIN, both, '4.0.0');
    assert.is(await machine.sh(`runuser -u nobody -- ${knock} && curl -sS http://127.0.0.1:5001/`), 'OKOK');
    await machine.sh('dpkg --purge notifydemo');
    assert.is(await machine.sh('ls /run; find /etc/systemd -name "notifydemo*"'), before);
  },

  'the journal names the unit, and knows errors, warnings and the levels of JSON loggers': async (machine) => {
    const app = `${PLAIN}
      console.log('plain'); console.warn('careful'); console.error('broken\\n<0>not an emergency');
      console.error('<5>its own'); console.log('{"level":50,"msg":"pino"}'); console.log('{"level":"warn","message":"winston"}');`;
    await installApp(machine, app);
    const lines = (await messages(machine)).slice(0, 7);
    assert.equal(lines, [
      '6 plain',
      '4 careful',
      '3 broken',
      '3 <0>not an emergency',
      '5 its own',
      '3 {"level":50,"msg":"pino"}',
      '4 {"level":"warn","message":"winston"}',
    ]);
    assert.match(await journal(machine, '-t notifydemo'), 'notifydemo[');
    assert.match(await journal(machine, '-p err -o cat -u notifydemo'), /^broken$/m);

    await installApp(machine, app, { priorities: false }, '2.0.0');
    const later = (await messages(machine)).slice(7, 12);
    assert.equal(later, ['6 plain', '6 careful', '6 broken', '0 not an emergency', '5 its own']);
  },
});
