/**
 * Upgrades of Debian's Node below running services. Each new Node is the installed one with a byte more.
 */
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { chapter, eventually, journal, property } from './story.ts';
import { put } from './variants.ts';

/** Ends at once while a file is there, as a program does that the new Node no longer runs. */
const APP = `if (require('node:fs').existsSync('/etc/broken')) throw new Error('not on this Node');
setInterval(() => {}, 1000);\n`;

const SERVICES = {
  firm: { ready: 'loaded', harden: 'strict' },
  own: { ready: 'loaded', restartAfterNodeUpgrade: false },
  resting: { ready: 'loaded' },
};

const DEB = { mail: false, service: { ready: 'loaded' }, services: SERVICES };

const UNITS = ['notifydemo', 'notifydemo-firm', 'notifydemo-own', 'notifydemo-resting'];

/**
 * Makes the next version of an installed package, with the same files but for one, to which a byte is added.
 */
const MAKE = `make() { # PACKAGE VERSION [FILE]
  tree=$(mktemp -d /root/make-XXXX) && mkdir $tree/DEBIAN && chmod 755 $tree
  dpkg-query -L $1 | while read -r it; do if [ -L $it ] || [ -f $it ]; then cp -a --parents $it $tree; fi; done
  [ -z "$3" ] || printf "$2" >>$tree/$3
  dpkg-query -W -f 'Package: \${Package}\\nVersion: '$2'\\nArchitecture: \${Architecture}\\nMulti-Arch: \${Multi-Arch}\\nMaintainer: \${Maintainer}\\nDescription: next\\n' $1 | grep -v '^Multi-Arch: $' >$tree/DEBIAN/control
  dpkg-deb --root-owner-group -Znone --build $tree /root/$1_$2.deb >/dev/null && rm -r $tree
}`;

async function pids(machine: Machine): Promise<string[]> {
  return Promise.all(UNITS.map((unit) => property(machine, 'MainPID', unit)));
}

/** The units that a command has restarted, each as often as it has. */
async function restarted(machine: Machine, command: string): Promise<string[]> {
  const [before, cursor] = [
    await pids(machine),
    await machine.sh('journalctl --sync; journalctl -qn0 --show-cursor | sed -n "s/^-- cursor: //p"'),
  ];
  await machine.sh(command);
  const after = await pids(machine);
  const lines = await journal(machine, `-o cat --after-cursor='${cursor}' _PID=1 | grep '^Started notify' || true`);
  const started = UNITS.flatMap((unit) =>
    lines
      .split('\n')
      .filter((line) => line.startsWith(`Started ${unit}.service`))
      .map(() => unit),
  );
  assert.equal(
    [...new Set(started)],
    UNITS.filter((_, at) => before[at] !== after[at]),
    command,
  );
  return started;
}

chapter('upgrades of Node', {
  'an upgrade of Node restarts the services that run on it, once': async (machine) => {
    const [old, young] = [
      await put(machine, { version: '1.0.0', app: APP, deb: DEB }),
      await put(machine, { version: '2.0.0', app: `${APP}// Younger.\n`, deb: DEB }),
    ];
    const library = (await machine.sh('ls /usr/lib/*/libnode.so.*')).trim();
    const packaged = (await machine.sh(`dpkg-query --search ${library}`)).split(':')[0];
    const make = (what: string): Promise<string> => machine.sh(`${MAKE}; ${what}`);
    await make('make nodejs 99.1 usr/bin/node && make nodejs 99.2 && make nodejs 99.3 usr/bin/node');
    await make(`make ${packaged} 99.2 ${library.slice(1)} && make nodejs 99.4 usr/bin/node`);
    await machine.sh(`dpkg -i ${old} && systemctl stop notifydemo-resting`);
    const both = ['notifydemo', 'notifydemo-firm'];
    const steps: [command: string, expected: string[], why: string][] = [
      ['dpkg -i nodejs_99.1.deb', both, 'another program'],
      ['dpkg -i nodejs_99.1.deb', [], 'the same version once more'],
      [`dpkg -i nodejs_99.2.deb ${packaged}_99.2.deb`, both, 'another program and another library'],
      [`dpkg -i ${packaged}_99.2.deb nodejs_99.2.deb`, [], 'the same two once more'],
      [`dpkg -i ${young} nodejs_99.3.deb`, [...both, 'notifydemo-own'], 'both at once'],
      [
        `dpkg --unpack nodejs_99.1.deb ${young} && dpkg --configure -a`,
        both,
        'the same version of the package after another Node',
      ],
      ['dpkg --configure -a', [], 'the end of that'],
      ['dpkg --force-depends --remove nodejs', [], 'without Node'],
      ['dpkg -i nodejs_99.1.deb', [], 'the same Node again'],
    ];
    for (const [command, expected, why] of steps) assert.equal(await restarted(machine, command), expected, why);
    assert.is(await property(machine, 'ActiveState', 'notifydemo-resting'), 'inactive');
    assert.is(await machine.sh('dpkg --audit'), '');

    // A service that fails on the new Node is told of, and dpkg goes on.
    await machine.write('/etc/broken', '');
    const failing = await machine.run('dpkg -i nodejs_99.4.deb');
    assert.is(failing.exitCode, 0, failing.stderr);
    assert.match(failing.stderr, 'Error: not on this Node');
    assert.match(
      failing.stderr,
      'notifydemo: not ready on the new Node; mend that, and then: systemctl restart notifydemo.service notifydemo-firm.service\n',
    );
    assert.is(await machine.sh('dpkg --audit; rm /etc/broken'), '');
    await machine.sh('systemctl reset-failed && systemctl restart notifydemo notifydemo-firm');
    await eventually('both run', async () => !(await pids(machine)).slice(0, 3).includes('0'));
  },
});
