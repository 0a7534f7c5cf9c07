/**
 * The preinst of packages in a root of its own (DPKG_ROOT), where accounts and groups come from files.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { maintainerScripts } from '../../builder/plan/scripts.ts';
import { run } from '../../builder/shell.ts';
import { configOf, facts, programs } from '../support/plans.ts';

const accounts = suite('preinst and accounts');

interface Root {
  passwd?: string[];
  group?: string[];
  /** The note of postinst. */
  created?: string[];
  /** The users of the installed version. */
  installed?: string[];
  deb?: object;
}

interface Outcome {
  exitCode: number;
  stderr: string;
  /** The files in /var/lib/misc. */
  notes: string[];
}

async function preinst({ passwd = [], group = [], created = [], installed = [], deb = {} }: Root): Promise<Outcome> {
  const root = mkdtempSync(path.join(tmpdir(), 'build-deb-preinst-'));
  const write = (file: string, lines: string[]): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), lines.map((line) => `${line}\n`).join(''));
  };
  try {
    write('etc/passwd', ['root:x:0:0:root:/root:/bin/bash', ...passwd]);
    write('etc/group', ['root:x:0:', 'docker:x:111:shopper,other', ...group]);
    write(
      'usr/lib/sysusers.d/shop.conf',
      installed.map((user) => `u ${user} - "shop service" /var/lib/shop /x`),
    );
    mkdirSync(path.join(root, 'var/lib/misc'), { recursive: true });
    // preinst notes this one if it accepts the accounts.
    mkdirSync(path.join(root, 'var/lib/shop'));
    if (created.length > 0) write('var/lib/misc/shop.created', created);
    const before = readdirSync(path.join(root, 'var/lib/misc'));
    const input =
      maintainerScripts({
        config: configOf({ mail: false, ...deb, name: 'shop' }),
        facts,
        programs: { ...programs, owned: [] },
      }).find(({ name }) => name === 'preinst')?.content ?? '';
    const env = { ...process.env, DPKG_ROOT: root };
    const { exitCode, stderr } = await run('sh', ['-s', installed.length > 0 ? 'upgrade' : 'install'], { input, env });
    const notes = readdirSync(path.join(root, 'var/lib/misc')).filter((file) => !before.includes(file));
    return { exitCode, stderr, notes };
  } finally {
    rmSync(root, { recursive: true });
  }
}

const SYSTEM = 'shop:x:997:997::/home/shop:/bin/sh';
const OWN_GROUP = 'shop:x:997:';

const ACCEPTED: Record<string, Root> = {
  'no account': {},
  'an account of the administrator, as from useradd --system': {
    deb: { service: { user: 'hand' } },
    passwd: ['hand:x:997:997::/home/hand:/bin/sh'],
    group: ['hand:x:997:'],
  },
  'the same without a word in package.json': { passwd: [SYSTEM], group: ['shopper:x:100:', OWN_GROUP] },
  'a person whom package.json names': {
    deb: { service: { user: 'ada' } },
    passwd: ['ada:x:1000:1000::/home/ada:/bin/bash'],
  },
  'a group that package.json names': { deb: { service: { user: 'hand' } }, group: ['hand:x:500:'] },
  'an account that joined a group later': {
    passwd: [SYSTEM],
    group: [OWN_GROUP, 'web:x:120:shop'],
    installed: ['shop'],
  },
  'a group that an interrupted installation has left': {
    group: [OWN_GROUP],
    created: ['passwd shop /var/lib/shop', 'group shop'],
  },
  'an account that the package has created, in another group': {
    passwd: ['shop:x:997:997::/var/lib/shop:/usr/sbin/nologin'],
    group: [OWN_GROUP, 'web:x:120:shop'],
    created: ['passwd shop /var/lib/shop', 'group shop'],
  },
};

const REFUSED: Record<string, Root & { because: string }> = {
  'a person': {
    passwd: ['shop:x:1000:1000::/home/shop:/bin/bash'],
    group: ['shop:x:1000:'],
    because: 'the user shop is a person',
  },
  'an account of this machine with the uid of a person, though nobody can log in': {
    passwd: ['shop:x:1000:1000::/home/shop:/usr/sbin/nologin'],
    group: ['shop:x:1000:'],
    because: 'the user shop is a person (uid 1000)',
  },
  'a person of systemd-homed': { passwd: ['shop:x:60100:60100::/home/shop:'], because: 'the user shop is a person' },
  'uid 8': {
    passwd: ['shop:x:8:8::/:/usr/sbin/nologin'],
    group: ['shop:x:8:'],
    because: "(uid 8, gid 8) is Debian's own",
  },
  'uid 0 under another name': { passwd: ['shop:x:0:0::/:/bin/sh'], because: "(uid 0, gid none) is Debian's own" },
  'gid 42': {
    passwd: ['shop:x:997:42::/:/bin/sh'],
    group: ['shop:x:42:'],
    because: "(uid 997, gid 42) is Debian's own",
  },
  nobody: { passwd: ['shop:x:65534:65534::/:/bin/sh'], because: "is Debian's own" },
  'a temporary user': { passwd: ['shop:x:61500:61500::/:/usr/sbin/nologin'], because: "is Debian's own" },
  'uid 33, although package.json names it': {
    deb: { service: { user: 'shop' } },
    passwd: ['shop:x:33:33::/:/bin/sh'],
    because: "(uid 33, gid none) is Debian's own",
  },
  'uid 33 in an upgrade': { passwd: ['shop:x:33:33::/:/bin/sh'], installed: ['shop'], because: "is Debian's own" },
  'another primary group': {
    passwd: ['shop:x:997:110::/:/bin/sh'],
    group: [OWN_GROUP],
    because: 'its primary group is not shop',
  },
  'no group of its name': { passwd: [SYSTEM], because: 'its primary group is not shop' },
  'a further group': {
    passwd: [SYSTEM],
    group: [OWN_GROUP, 'adm:x:4:syslog,shop'],
    because: 'of its further groups: adm',
  },
  'a group without a user': { group: [OWN_GROUP], because: 'the group shop is there already, without a user' },
  'an account with the home of another, in further groups': {
    passwd: [SYSTEM],
    group: [OWN_GROUP, 'web:x:120:shop'],
    created: ['passwd shop /var/lib/shop', 'group shop'],
    because: 'of its further groups: web',
  },
  'the user of a further service': {
    deb: { services: { worker: { entry: 'payload/app.ts', ready: 'loaded', user: 'shop-worker' } } },
    passwd: ['shop-worker:x:33:33::/:/bin/sh'],
    because: "the account shop-worker (uid 33, gid none) is Debian's own",
  },
  'a user that is new in this version': {
    deb: { services: { worker: { entry: 'payload/app.ts', ready: 'loaded' } } },
    installed: ['sho', 'shopper'],
    group: [OWN_GROUP],
    because: 'the group shop is there already',
  },
};

for (const [about, root] of Object.entries(ACCEPTED)) {
  accounts(`accepted: ${about}`, async () => {
    const { exitCode, stderr, notes } = await preinst(root);
    assert.is(exitCode, 0, stderr);
    assert.is(stderr, '');
    assert.equal(notes, ['shop.earlier']);
  });
}

for (const [about, { because, ...root }] of Object.entries(REFUSED)) {
  accounts(`refused: ${about}`, async () => {
    const { exitCode, stderr, notes } = await preinst(root);
    assert.is(exitCode, 1);
    assert.match(stderr, /^shop: nothing was changed: .*\n$/);
    assert.match(stderr, because);
    assert.match(stderr, 'in package.json');
    assert.equal(notes, []);
  });
}

accounts.run();
