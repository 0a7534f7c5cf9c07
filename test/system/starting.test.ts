import * as assert from 'uvu/assert';
import {
  chapter,
  deliver,
  eventually,
  install,
  journal,
  meanwhile,
  property,
  readyStatus,
  replaceApp,
} from './story.ts';

chapter('starting and failing', {
  'an app that starts slowly: systemctl start waits for it': async (machine) => {
    await install(machine);
    await machine.sh('systemctl stop notifydemo');
    await replaceApp(machine, 'slow.cjs');
    let isStarted = false;
    const start = async (): Promise<void> => {
      await machine.sh('systemctl start notifydemo');
      isStarted = true;
    };
    const starting = meanwhile(start());
    const isSaid = async (): Promise<boolean> => {
      return (await property(machine, 'StatusText')) === 'starting: nothing listens yet';
    };
    await eventually('a status', isSaid);
    assert.is(await property(machine, 'ActiveState'), 'activating');
    assert.is(isStarted, false);
    await machine.sh('touch /srv/go');
    await starting;
    assert.is(await property(machine, 'ActiveState'), 'active');
    const [, listens] = /^listens at (\d+)$/m.exec(await journal(machine, '-o cat -u notifydemo')) ?? [];
    const took = Number(await property(machine, 'ActiveEnterTimestampMonotonic')) - Number(listens);
    assert.ok(took > 0 && took < 3_000_000, `READY ${took} µs after it listens`);
  },

  'an app that never becomes healthy, or never listens, fails the start, and says why': async (machine) => {
    await install(machine);
    await replaceApp(machine, 'sick.cjs', ['Environment=NOTIFY_START_TIMEOUT=4', 'Restart=no']);
    const { exitCode } = await machine.run('systemctl restart notifydemo');
    assert.is(exitCode, 1);
    assert.is(await property(machine, 'ActiveState'), 'failed');
    assert.is(await property(machine, 'StatusText'), 'not ready after 4 s: /health answered 503');
    assert.match(await journal(machine, '-o cat -u notifydemo'), /^not ready after 4 s: \/health answered 503$/m);

    await replaceApp(machine, 'silent.cjs', ['Environment=NOTIFY_START_TIMEOUT=1', 'Restart=no']);
    assert.is((await machine.run('systemctl restart notifydemo')).exitCode, 1);
    assert.is(await property(machine, 'StatusText'), 'not ready after 1 s: nothing listens yet');
  },

  'systemd-notify that lacks its libraries, as in an upgrade of Debian, ends no service with a watchdog': async (
    machine,
  ) => {
    await install(machine);
    await machine.write('/etc/systemd/system/notifydemo.service.d/watchdog.conf', '[Service]\nWatchdogSec=4\n');
    await machine.sh(`printf '#!/bin/sh\nexit 127\n' >/root/broken && chmod 755 /root/broken`);
    await machine.sh(
      'mv /root/broken /usr/bin/systemd-notify && systemctl daemon-reload && systemctl restart notifydemo',
    );
    const pid = await property(machine, 'MainPID');
    await machine.sh('sleep 10');
    assert.equal([await property(machine, 'MainPID'), await readyStatus(machine)], [pid, 'notifydemo ready on :5001']);
  },

  'installing reports a service that does not become ready': async (machine) => {
    await machine.write('/etc/default/notifydemo', 'PORT=none\n');
    await deliver(machine);
    const { exitCode, stdout } = await machine.run(
      'apt-get install -y -o Dpkg::Options::=--force-confold ./notifydemo.deb 2>&1',
    );
    assert.is.not(exitCode, 0);
    assert.match(stdout, 'did not become ready');
    assert.match(stdout, 'PORT must be a whole number from 1 to 65535, not "none"');
    // Unusable settings: systemd does not try again.
    assert.is(await property(machine, 'ExecMainStatus'), '78');
    assert.match(
      await property(machine, 'StatusText'),
      /^ended with code 78 after \d+\.\d s, before it was ready: nothing listens yet$/,
    );
    assert.is(await property(machine, 'NRestarts'), '0');
    await machine.write('/etc/default/notifydemo', 'PORT=5001\n');
    await machine.sh('dpkg --configure -a');
    assert.is(await property(machine, 'ActiveState'), 'active');
  },

  'a taken port is one clear line': async (machine) => {
    await install(machine);
    await machine.sh('systemctl stop notifydemo');
    await machine.sh('systemd-run --unit=squatter node -e "require(\'net\').createServer().listen(5001)"');
    await eventually(
      'the squatter',
      async () => (await machine.run('curl -s --max-time 1 http://127.0.0.1:5001/')).exitCode !== 7,
    );
    assert.is((await machine.run('systemctl start notifydemo')).exitCode, 1);
    assert.match(
      await journal(machine, '-o cat -u notifydemo'),
      /^cannot listen on port 5001: another program listens there$/m,
    );
    await machine.sh('systemctl stop squatter notifydemo');
  },

  'kill -9: restarted, and READY again': async (machine) => {
    await install(machine);
    const pid = await property(machine, 'MainPID');
    await machine.sh('systemctl kill --signal=KILL notifydemo');
    await eventually('READY again', async () => {
      const fresh = (await property(machine, 'MainPID')) !== pid;
      return fresh && (await property(machine, 'ActiveState')) === 'active';
    });
    assert.is(await property(machine, 'NRestarts'), '1');
    assert.is(await machine.sh('curl -sS http://127.0.0.1:5001/health'), 'OK');
  },

  'a blocked event loop: the watchdog restarts it': async (machine) => {
    await install(machine);
    await replaceApp(machine, 'blocking.cjs', ['WatchdogSec=4']);
    await machine.sh('systemctl restart notifydemo');
    // Healthy for longer than the watchdog's time: it is being fed.
    await new Promise((resolve) => setTimeout(resolve, 6000));
    assert.is(await property(machine, 'NRestarts'), '0');
    await machine.sh('curl -sS http://127.0.0.1:5001/block');
    await eventually('restarted', async () => (await property(machine, 'NRestarts')) === '1');
    await eventually('READY again', async () => (await property(machine, 'ActiveState')) === 'active');
    // On systemd 252 the agent asks for a quarter more.
    assert.match(await journal(machine, '-o cat -u notifydemo'), /Watchdog timeout \(limit [45]s\)/);
  },
});
