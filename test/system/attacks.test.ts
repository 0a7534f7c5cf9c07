/**
 * Attacks of a service account on the scripts that run as root: from inside the service, and with a shell of the account.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { build } from './building.ts';
import type { Machine } from './machine.ts';
import { chapter, property } from './story.ts';

const PROJECT = 'test/system/attacked';
/** Seconds within which an upgrade is done on a busy machine, too, however large the files of the account are: hashing one would take years. */
const UPGRADE_SECONDS = 120;
/** Runs a command as the account; the exit code first, then the output. */
type Way = (machine: Machine, command: string) => Promise<string>;

const WAYS: Record<string, Way> = {
  'in the sandbox': async (machine, command) => {
    await machine.write('/root/command', command);
    return machine.sh('curl -sS --max-time 60 --data-binary @command http://127.0.0.1:8080/');
  },
  'by runuser': async (machine, command) => {
    await machine.write('/root/command', command);
    const { exitCode, stdout, stderr } = await machine.run('runuser -u shop -- sh <command');
    return `${exitCode}\n${stdout}${stderr}`;
  },
};

const VICTIMS = '/etc/important /etc/motd /etc/shadow /root/key.pem /srv/lists/one';

/** Files of the administrator. */
async function settle(machine: Machine): Promise<void> {
  await machine.sh('echo precious >/etc/important && chmod 600 /etc/important && echo welcome >/etc/motd');
  await machine.sh('(umask 077; echo private >/root/key.pem); mkdir -p /srv/lists && echo first >/srv/lists/one');
}

function victims(machine: Machine): Promise<string> {
  return machine.sh(`stat -c '%n %a %U:%G' ${VICTIMS} /etc /root && cksum ${VICTIMS}`);
}

async function attack(machine: Machine, way: Way, commands: Record<string, 'possible' | 'refused'>): Promise<void> {
  for (const [command, expected] of Object.entries(commands)) {
    const answer = await way(machine, command);
    assert.is(answer.split('\n')[0] === '0' ? 'possible' : 'refused', expected, `${command}: ${answer}`);
  }
}

/** Runs a command that ends within UPGRADE_SECONDS. */
async function quickly(machine: Machine, command: string): Promise<void> {
  const { exitCode, stderr } = await machine.run(`timeout --signal=KILL ${UPGRADE_SECONDS} ${command}`);
  assert.is(exitCode, 0, `${command}: ${stderr}`);
}

chapter('attacks of a service account', {
  'links in the place of its files and directories hurt no other file': async (machine) => {
    await settle(machine);
    const [old, young] = [await build(machine, PROJECT), await build(machine, PROJECT, { version: '2.0.0' })];
    for (const [name, way] of Object.entries(WAYS)) {
      const before = await victims(machine);
      await machine.sh(`dpkg -i ${old}`);
      await attack(machine, way, {
        'ln -s /etc/important /etc/shop/keys/prices.json && ln -s /etc /etc/shop/keys/below': 'possible',
        'ln -s /root/key.pem /var/lib/shop/key.pem && ln -s /etc/motd /var/lib/shop/seed': 'possible',
        'ln /etc/important /etc/shop/keys/hard': 'refused',
        'ln -sf /etc/shadow /etc/shop/prices.json': 'refused',
        'mv /etc/shop /etc/shop.old': 'refused',
        'mv /etc/shop/keys /etc/shop/old && ln -s /root /etc/shop/keys': 'refused',
        'rm -r /usr/share/shop/lists': 'refused',
        'rmdir /var/spool/shop/in && ln -s /etc /var/spool/shop/in': 'refused',
      });
      // The account replaces a directory without a pause.
      const swap = 'cd /var/lib/shop; while :; do rm -rf uploads; ln -s /etc uploads; rm uploads; mkdir uploads; done';
      await machine.sh(`systemd-run --quiet --unit=swap --uid=shop sh -c '${swap}'`);
      for (const version of [young, old, young]) {
        const { exitCode, stderr } = await machine.run(`dpkg --force-confold -i ${version}`);
        assert.is(exitCode, 0, `${name}: ${stderr}`);
      }
      await machine.sh('systemctl stop swap');
      await machine.sh("runuser -u shop -- sh -c 'cd /var/lib/shop; rm -rf uploads; ln -s /etc uploads'");
      const { exitCode, stderr } = await machine.run(`dpkg -i ${young}`);
      assert.is(exitCode, 0, stderr);
      assert.match(
        stderr,
        'shop: see the message of systemd-tmpfiles above: another entry may be in the place of a directory',
      );
      assert.is(await property(machine, 'ActiveState', 'shop'), 'active');
      assert.is(await machine.sh("stat -c '%a %U:%G' /etc/shop/prices.json"), '640 shop:shop');
      await machine.sh('dpkg --purge shop');
      assert.is(await machine.sh('ls -d /etc/shop /var/*/shop 2>/dev/null || true'), '');
      assert.is(await victims(machine), before, name);
    }
  },

  'a version with files in a directory that an earlier one gave away, or had as a link, is refused': async (
    machine,
  ) => {
    await settle(machine);
    const given = [
      { directory: '/etc/shop/keys', owner: 'shop' },
      { link: '/var/lib/shop/lists', to: '/usr/share/shop/lists' },
    ];
    await machine.sh(`dpkg -i ${await build(machine, PROJECT, { deb: { files: given } })}`);
    const before = await victims(machine);
    await machine.sh("runuser -u shop -- sh -c 'ln -s /etc/motd /etc/shop/keys/motd; ln -s /etc /var/lib/shop/lists'");
    for (const folder of ['/etc/shop/keys', '/usr/share/shop/lists']) {
      const files = [{ from: 'prices.json', to: `${folder}/motd` }];
      const young = await build(machine, PROJECT, { version: '2.0.0', deb: { files } });
      const { exitCode, stderr } = await machine.run(`dpkg -i ${young}`);
      assert.is(exitCode, 1, folder);
      assert.match(stderr, `changed: this version has files in ${folder}, where others can put links: `);
    }
    assert.is(await victims(machine), before);
    await machine.sh('mv /etc/shop/keys /root/keys');
    const files = [{ from: 'prices.json', to: '/etc/shop/keys/motd' }];
    await machine.sh(`dpkg -i ${await build(machine, PROJECT, { version: '3.0.0', deb: { files } })}`);
    await machine.sh('dpkg --purge shop && test -e /etc/motd && rm -r /root/keys');
  },

  'a file of 4 EiB keeps no script of root busy': async (machine) => {
    const [old, young] = [await build(machine, PROJECT), await build(machine, PROJECT, { version: '2.0.0' })];
    for (const way of Object.values(WAYS)) {
      await machine.sh(`dpkg -i ${old}`);
      await attack(machine, way, {
        'truncate -s 4E /etc/shop/keys/huge': 'possible',
        'truncate -s 4E /var/lib/shop/huge /var/lib/shop/uploads/huge': 'possible',
        'truncate -s 4E /var/spool/shop/in/huge': 'possible',
      });
      await WAYS['by runuser']?.(machine, 'truncate -s 4E /usr/share/shop/lists/one');
      const pid = await property(machine, 'MainPID', 'shop');
      await quickly(machine, `dpkg -i ${old}`);
      assert.is(await property(machine, 'MainPID', 'shop'), pid);
      await quickly(machine, `dpkg -i ${young}`);
      assert.is(await machine.sh('cat /usr/share/shop/lists/one'), 'one');
      await quickly(machine, 'dpkg --purge shop');
    }
  },

  'systemd-tmpfiles follows no link, even in a directory that the administrator has given away': async (machine) => {
    await settle(machine);
    await machine.sh(`dpkg -i ${await build(machine, PROJECT)} && chown shop /etc/shop /usr/share/shop`);
    const before = await victims(machine);
    const way = WAYS['by runuser'] as Way;
    await attack(machine, way, {
      'rm /etc/shop/prices.json && ln -s /etc/important /etc/shop/prices.json': 'possible',
      'mv /usr/share/shop/lists /usr/share/shop/old && ln -s /srv/lists /usr/share/shop/lists': 'possible',
    });
    await machine.run('/var/lib/dpkg/info/shop.postinst configure 1.0.0');
    assert.is(await victims(machine), before);
  },

  'the administrator overrides owner and mode of a file with an odd name, also for good': async (machine) => {
    const file = '/usr/share/shop/lists/two 50% [x] {y}';
    const [old, young] = [await build(machine, PROJECT), await build(machine, PROJECT, { version: '2.0.0' })];
    const stats = (): Promise<string> => machine.sh(`stat -c '%a %U:%G' '${file}' /usr/share/shop/lists/one`);
    await machine.sh(`dpkg -i ${old}`);
    assert.is(await stats(), '600 shop:shop\n600 shop:shop');
    await machine.sh(`dpkg-statoverride --update --add root daemon 0640 '${file}'`);
    await machine.sh(`dpkg -i ${young}`);
    assert.is(await stats(), '640 root:daemon\n600 shop:shop');
    // What boot does (systemd-tmpfiles-setup.service).
    await machine.sh('systemd-tmpfiles --create --remove --boot --exclude-prefix=/dev 2>&1 || true');
    assert.is(await stats(), '640 root:daemon\n600 shop:shop');
  },

  'a name that reads as a second line of a list is refused, and one that reads as a command is a name': async (
    machine,
  ) => {
    await settle(machine);
    const project = await mkdtemp(path.join(tmpdir(), 'build-deb-attack-'));
    try {
      await cp(PROJECT, project, { recursive: true });
      const named = path.join(project, 'lists', 'x\\n0666 shop ');
      await writeFile(named, '');
      const error = await build(machine, project).catch((error) => error);
      assert.match(error.message, 'lists holds a file named "x\\\\n0666 shop "');
      await rm(named);
      const odd = [
        '$(chmod 666 etc)',
        '`id`',
        "'; chmod 666 *; '",
        '"\nz'.slice(0, 1),
        '# 0666 shop',
        '%n%%',
        '-rf',
        '*',
      ];
      for (const name of odd) await writeFile(path.join(project, 'lists', name), '');
      const before = await victims(machine);
      await machine.sh(`dpkg -i ${await build(machine, project)} && rm /root/*.deb`);
      const owned = await machine.sh('find /usr/share/shop/lists -type f -user shop -group shop -perm 600 | wc -l');
      assert.is(Number(owned), odd.length + 2);
      await machine.sh('dpkg --purge shop');
      assert.is(await victims(machine), before);
    } finally {
      await rm(project, { recursive: true });
    }
  },
});
