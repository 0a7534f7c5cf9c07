import * as assert from 'uvu/assert';
import { Machine } from './machine.ts';
import { difference, files, snapshot } from './snapshot.ts';
import { chapter, deliver, eventually, property } from './story.ts';

async function chroot(machine: Machine, command: string): Promise<string> {
  const { exitCode, stdout, stderr } = await machine.chroot(command);
  assert.is(exitCode, 0, `${command}: ${stdout}${stderr}`);
  return stderr;
}

async function isReadyAfterBoot(machine: Machine): Promise<void> {
  await eventually('READY after the boot', async () => (await property(machine, 'ActiveState')) === 'active');
  assert.is(await machine.sh('curl -sS http://127.0.0.1:5001/health'), 'OK');
}

chapter(
  'images, where no systemd runs',
  {
    'installed into an image, the service is enabled and starts with the first boot': async (machine) => {
      await deliver(machine);
      for (const command of ['apt-get install -y -qq ./notifydemo.deb', 'dpkg -i notifydemo.deb']) {
        assert.not.match(await chroot(machine, command), /error|warning|fail|notifydemo:/i);
      }
      await machine.start();
      await isReadyAfterBoot(machine);
    },

    'purged from an image, nothing is left': async (machine) => {
      await deliver(machine);
      const before = await files(machine);
      await chroot(machine, 'dpkg -i notifydemo.deb');
      await chroot(machine, 'dpkg --purge notifydemo');
      assert.equal(difference(before, await files(machine)), []);
    },

    'purged when systemd and Node are gone already, nothing is left': async (machine) => {
      await deliver(machine);
      await chroot(machine, 'dpkg -i notifydemo.deb');
      await chroot(machine, 'dpkg --remove notifydemo');
      await chroot(machine, 'dpkg --purge --force-depends,remove-protected systemd-sysv systemd nodejs dbus 2>&1');
      await chroot(machine, 'dpkg --purge notifydemo');
      const left = [...(await files(machine)).keys()].filter((file) => /notifydemo(?!\.deb)/.test(file));
      assert.equal(left, []);
      assert.is((await machine.chroot('grep notifydemo /etc/passwd /etc/group /etc/shadow')).exitCode, 1);
    },

    'where policy-rc.d forbids services, it is installed, not started, and purged without a trace': async (machine) => {
      await machine.write('/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n');
      await chroot(machine, 'chmod 755 /usr/sbin/policy-rc.d');
      await machine.start();
      await deliver(machine);
      const before = await snapshot(machine);
      await machine.sh('dpkg -i notifydemo.deb');
      assert.is(await property(machine, 'ActiveState'), 'inactive');
      assert.is(await machine.sh('systemctl is-enabled notifydemo'), 'enabled');
      await machine.powerOff();
      await machine.start();
      await isReadyAfterBoot(machine);
      await machine.sh('systemctl stop notifydemo && dpkg --purge notifydemo');
      assert.equal(difference(before, await snapshot(machine)), []);
    },
  },
  { make: Machine.assemble },
);
