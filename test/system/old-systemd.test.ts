/**
 * Debian 11: systemd 247, and a Node as NodeSource packs it. What holds here and on Debian 12 is said of the systems between,
 * such as Ubuntu 22.04.
 */
import * as assert from 'uvu/assert';
import { hasty } from './bad-versions.ts';
import type { Machine } from './machine.ts';
import { putNode } from './node-source.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, property } from './story.ts';
import { NEVER_READY, put } from './variants.ts';

/** Answers its version and its secret, and counts its reloads, each of which takes a moment. */
const app = (version: string): string => `
let reloads = 0;
process.on('SIGHUP', () => setTimeout(() => { reloads += 1; }, 300));
require('node:http')
  .createServer((_, answer) => answer.end(['${version}', process.env.TOKEN, reloads].join(' ')))
  .listen(process.env.PORT);
`;

const DEB = {
  ...{ targets: ['debian11'], nodeFrom: 'nodesource', node: '>=22', mail: false },
  secrets: { TOKEN: { description: 'A secret.' } },
  service: { health: '/', socket: true, reload: true },
};

const answer = (machine: Machine): Promise<string> => machine.sh('curl -sS --fail --max-time 9 http://127.0.0.1:5001/');

/** Clients, one after the other, from now on; the returned function ends them and tells how many failed. */
async function clients(machine: Machine): Promise<() => Promise<string>> {
  const loop =
    'while [ ! -e /root/enough ]; do curl -sS --fail --max-time 9 -o /dev/null http://127.0.0.1:5001/ || echo failed; done';
  await machine.write('/root/clients', `${loop} >/root/failures 2>&1; echo done >/root/ended\n`);
  await machine.sh('rm -f enough ended && systemd-run --quiet --unit=clients sh /root/clients');
  return () =>
    machine.sh('touch enough; while [ ! -e ended ]; do sleep 0.1; done; cat failures; rm enough ended failures');
}

chapter(
  'an old systemd, with the Node of NodeSource',
  {
    'a service is installed, reloaded, upgraded beside the old one, kept after a bad version, and purged': async (
      machine,
    ) => {
      await putNode(machine);
      const files = {
        good: await put(machine, { version: '1.0.0', deb: DEB, app: app('1.0.0') }),
        next: await put(machine, { version: '2.0.0', deb: DEB, app: app('2.0.0') }),
        bad: await put(machine, { version: '3.0.0', deb: hasty(DEB), app: NEVER_READY }),
      };
      await machine.sh('mkdir -p /etc/credstore');
      const lacking = await machine.run(`dpkg -i ${files.good}`);
      assert.match(lacking.stderr, "notifydemo: needs nodejs (>= 22) from NodeSource's repository");
      assert.match(lacking.stderr, 'installed: none');
      await machine.sh('dpkg --purge notifydemo && dpkg -i node.deb && systemctl start network-online.target');
      const before = await snapshot(machine);

      const { stderr } = await machine.run(`dpkg -i ${files.good}`);
      assert.not.match(stderr, 'NodeSource');
      assert.match(stderr, 'notifydemo: notifydemo.service is not started: it needs secrets');
      await machine.sh('echo sesame | install -m 600 /dev/stdin /etc/credstore/notifydemo.TOKEN');
      await machine.sh('systemctl restart notifydemo');
      assert.is(await answer(machine), '1.0.0 sesame 0');
      assert.match(await property(machine, 'StatusText'), 'notifydemo ready on :5001');
      const pid = await property(machine, 'MainPID');

      await machine.sh('systemctl reload notifydemo');
      assert.is(await answer(machine), '1.0.0 sesame 1', 'reload waits for its end');
      assert.is(await property(machine, 'MainPID'), pid);
      await machine.sh('systemctl restart notifydemo');
      assert.is(await answer(machine), '1.0.0 sesame 0');

      const failures = await clients(machine);
      await machine.sh(`dpkg -i ${files.next}`);
      assert.is(await answer(machine), '2.0.0 sesame 0');
      const bad = await machine.run(`dpkg -i ${files.bad}`);
      assert.is.not(bad.exitCode, 0);
      assert.match(bad.stderr, 'version 2.0.0 runs until a good one is installed');
      assert.is(await failures(), '');
      assert.is(await answer(machine), '2.0.0 sesame 0');
      assert.is(await property(machine, 'ActiveState'), 'active');

      await machine.sh(
        'systemctl reset-failed; systemctl stop clients 2>/dev/null; dpkg --purge notifydemo; rm clients',
      );
      // A system with a /lib of its own lacks this folder, and the kept version leaves it.
      const left = difference(before, await snapshot(machine));
      assert.equal(
        left.filter((line) => !line.startsWith('/usr/lib/systemd/system-generators:')),
        [],
      );
    },
  },
  { on: ['bullseye'] },
);
