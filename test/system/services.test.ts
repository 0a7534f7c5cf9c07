/**
 * A package with several services, a task on a schedule, secrets and files of its own: the shop in test/system/shop.
 */
import * as assert from 'uvu/assert';
import { build } from './building.ts';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, eventually, journal, property, readyStatus } from './story.ts';

const SHOP = 'test/system/shop';
const UNITS = ['shop.service', 'shop-worker.service', 'shop-night.timer'];

async function states(machine: Machine): Promise<string[]> {
  return Promise.all(UNITS.map((unit) => property(machine, 'ActiveState', unit)));
}

async function provideSecret(machine: Machine): Promise<void> {
  await machine.sh('echo sesame | install -D -m 600 /dev/stdin /etc/credstore/shop.TOKEN');
}

/** Installed, with its secret in place. */
async function open(machine: Machine, change = {}): Promise<void> {
  await provideSecret(machine);
  await machine.sh(`dpkg -i ${await build(machine, SHOP, change)}`);
}

const get = (machine: Machine, path: string): Promise<string> =>
  machine.sh(`curl -sS --fail http://127.0.0.1:8080${path}`);

/** A package of somebody else's that has the name of one of our units. */
async function buildNamesake(machine: Machine): Promise<string> {
  const deb = {
    services: {},
    files: [],
    secrets: {},
    settings: { PORT: { value: '8090', description: 'Another.' } },
    name: 'shop-hand',
  };
  return build(machine, SHOP, { deb });
}

chapter('several services', {
  'each is READY by its own measure; all of it is upgraded, and purged to nothing': async (machine) => {
    await machine.sh('mkdir -p /etc/credstore');
    const before = await snapshot(machine);
    await open(machine);
    assert.equal(await states(machine), ['active', 'active', 'active']);
    assert.match(await property(machine, 'StatusText', 'shop'), 'shop ready on :8080');
    assert.is(await property(machine, 'StatusText', 'shop-worker'), 'shop-worker ready');
    assert.is(await property(machine, 'User', 'shop-worker'), 'shop-hand');
    assert.match(await get(machine, '/prices'), 'bread');

    await machine.sh('systemctl start shop-night');
    assert.is(await machine.sh('cat /var/lib/shop/cleaned'), '[["clean up","100%"],"sesame",true]');
    const worked = 'cat /var/spool/shop/orders/worked';
    await eventually('work', async () => (await machine.run(worked)).stdout === 'level 3');

    const pids = (): Promise<string[]> =>
      Promise.all(['shop', 'shop-worker'].map((unit) => property(machine, 'MainPID', unit)));
    const [web, worker] = await pids();
    await machine.sh(`dpkg -i ${await build(machine, SHOP, { version: '1.1.0' })}`);
    assert.is(await get(machine, '/version'), '1.1.0');
    assert.not((await pids()).some((pid) => pid === web || pid === worker));

    await machine.sh('dpkg --purge shop && rm -f *.deb');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'a secret is known to the service and to nobody else': async (machine) => {
    await open(machine);
    assert.is(await get(machine, '/token'), 'sesame');
    const pid = await property(machine, 'MainPID', 'shop');
    assert.is((await machine.run(`grep -q sesame /proc/${pid}/environ`)).exitCode, 1);
    assert.not.match(await machine.sh('systemctl show shop'), 'sesame');
    assert.is((await machine.run('setpriv --reuid=shop --clear-groups cat /etc/credstore/shop.TOKEN')).exitCode, 1);
  },

  'without its secret a service is not started, and the installation says what to do': async (machine) => {
    // Ctrl-D came too soon.
    await machine.sh('install -D -m 600 /dev/null /etc/credstore/shop.TOKEN');
    const { exitCode, stderr } = await machine.run(`dpkg -i ${await build(machine, SHOP)}`);
    assert.is(exitCode, 0);
    assert.match(stderr, 'shop: shop.service is not started: it needs secrets\n');
    assert.is(stderr.split('\n  install -D -m 600 /dev/stdin /etc/credstore/shop.TOKEN\n').length, 2);
    assert.match(stderr, 'shop: then: systemctl restart shop.service shop-worker.service\n');
    assert.equal(await states(machine), ['inactive', 'inactive', 'active']);
    // The unit itself says so, too.
    for (const problem of ['empty', 'missing']) {
      assert.is.not((await machine.run('systemctl start shop')).exitCode, 0);
      assert.match(await journal(machine, '-u shop'), `the secret TOKEN is ${problem}`);
      await machine.sh('rm -f /etc/credstore/shop.TOKEN');
    }
    await provideSecret(machine);
    await machine.sh('systemctl restart shop shop-worker');
    assert.equal(await states(machine), ['active', 'active', 'active']);

    // Each place where systemd looks counts, and so does a drop-in that takes the secret from elsewhere.
    const places = ['/etc/credstore', '/run/credstore', '/usr/lib/credstore'];
    const dropIns = ['shop', 'shop-worker'].map((unit) => `/etc/systemd/system/${unit}.service.d/own.conf`);
    for (const [files, text] of [
      ...places.map((place) => [`${place}/shop.TOKEN`, 'sesame'] as const),
      [dropIns.join(' '), '[Service]\\nSetCredential=TOKEN:sesame'] as const,
    ]) {
      await machine.sh(
        `dpkg --purge shop; for file in ${files}; do mkdir -p $(dirname $file); printf '${text}\\n' >$file; done`,
      );
      assert.not.match((await machine.run('dpkg -i *.deb')).stderr, 'needs secrets', files);
      assert.equal(await states(machine), ['active', 'active', 'active'], files);
      await machine.sh(`rm ${files}`);
    }
  },

  'files belong to whom they are meant for; what was edited stays': async (machine) => {
    await open(machine);
    const stat = (file: string): Promise<string> => machine.sh(`stat -c '%a %U:%G' ${file}`);
    assert.is(await stat('/etc/shop/prices.json'), '640 shop:shop');
    assert.is(await stat('/var/spool/shop/orders'), '770 shop-hand:shop-hand');
    assert.is(await machine.sh('cat /usr/share/shop/site/css/main.css'), 'body {}');
    await machine.sh('echo "{}" >/etc/shop/prices.json');
    await machine.sh(`dpkg --force-confdef -i ${await build(machine, SHOP, { version: '1.1.0' })}`);
    assert.is(await machine.sh('cat /etc/shop/prices.json'), '{}');
    assert.is(await stat('/etc/shop/prices.json'), '640 shop:shop');
    await machine.sh('dpkg --remove shop && test -e /etc/shop/prices.json && test -d /var/spool/shop/orders');
  },

  'a private file is for root until its group exists, and then for the service alone': async (machine) => {
    await provideSecret(machine);
    const file = '/usr/lib/shop/app/src/web.js';
    const stat = (): Promise<string> => machine.sh(`stat -c '%a %U:%G' ${file}`);
    await machine.sh(`dpkg --unpack ${await build(machine, SHOP, { privateFiles: ['src/web.js'] })}`);
    assert.is(await stat(), '600 root:root');
    await machine.sh('dpkg --configure shop');
    assert.is(await stat(), '640 root:shop');
    // It is the program of the service itself.
    assert.match(await get(machine, '/prices'), 'bread');
    assert.is.not((await machine.run(`runuser -u nobody -- cat ${file}`)).exitCode, 0);
    assert.is(await machine.sh('dpkg --verify shop'), '');
  },

  'a service that is not to be enabled, started or restarted is not': async (machine) => {
    const service = { restartAfterUpgrade: false };
    const worker = { entry: 'src/idle.js', ready: 'loaded', enable: false };
    const idle = { entry: 'src/idle.js', ready: 'loaded', start: false };
    const spare = { entry: 'src/idle.js', ready: 'loaded' };
    const deb = { service, services: { idle, spare, worker }, files: [], secrets: {} };
    await machine.sh(`dpkg -i ${await build(machine, SHOP, { deb })}`);
    const all = ['shop', 'shop-worker', 'shop-idle'];
    const ask = (question: string): Promise<string[]> =>
      Promise.all(all.map(async (unit) => (await machine.run(`systemctl ${question} ${unit}`)).stdout.trim()));
    assert.equal(await ask('is-enabled'), ['enabled', 'disabled', 'enabled']);
    assert.equal(await ask('is-active'), ['active', 'inactive', 'inactive']);

    await machine.sh('systemctl start shop-idle');
    const [web, idling] = [await property(machine, 'MainPID', 'shop'), await property(machine, 'MainPID', 'shop-idle')];
    const upgrade = await machine.sh(`dpkg -i ${await build(machine, SHOP, { deb, version: '1.1.0' })}`);
    assert.match(
      upgrade,
      'shop: shop.service still runs the previous version; restart it with: systemctl restart shop.service',
    );
    assert.is(await property(machine, 'MainPID', 'shop'), web);
    assert.is.not(await property(machine, 'MainPID', 'shop-idle'), idling);
    assert.equal(await ask('is-active'), ['active', 'inactive', 'active']);

    // One that cannot be stopped keeps the package. Those that the removal has stopped run again, and no others.
    await machine.write('/etc/systemd/system/shop-worker.service.d/own.conf', '[Unit]\nRefuseManualStop=yes\n');
    await machine.sh('systemctl daemon-reload && systemctl start shop-worker && systemctl stop shop');
    await machine.sh('systemctl mask shop-spare');
    const removal = await machine.run('dpkg --remove shop');
    assert.is.not(removal.exitCode, 0);
    assert.match(
      removal.stderr,
      'shop: shop-worker.service cannot be stopped; its state: systemctl status shop-worker.service\n',
    );
    assert.equal(await ask('is-active'), ['inactive', 'active', 'active']);
    assert.is(
      await machine.sh("ls /run/shop-*.stopped-by 2>/dev/null; dpkg-query -W -f '${Status}' shop"),
      'deinstall ok installed',
    );
    await machine.sh(
      'systemctl stop shop-idle; rm -r /etc/systemd/system/shop-worker.service.d; systemctl daemon-reload',
    );
    await machine.sh('dpkg --remove shop');
    assert.equal(await ask('is-active'), ['inactive', 'inactive', 'inactive']);
  },

  'a service that a new version has no more is stopped and forgotten': async (machine) => {
    await open(machine);
    await machine.sh(`dpkg -i ${await build(machine, SHOP, { version: '2.0.0', deb: { services: {}, files: [] } })}`);
    assert.equal(await states(machine), ['active', 'inactive', 'inactive']);
    for (const unit of ['shop-worker.service', 'shop-night.timer']) {
      assert.is(await property(machine, 'LoadState', unit), 'not-found');
    }
    assert.is(await machine.sh('find /etc/systemd /var/lib/systemd -name "shop-*"'), '');
    assert.is(await machine.sh('cat /var/lib/misc/shop.units 2>/dev/null || echo gone'), 'gone');
  },

  'one that fails does not keep the others from starting, and fails the installation': async (machine) => {
    await provideSecret(machine);
    const services = {
      broken: { entry: 'src/broken.js', ready: 'loaded' },
      worker: { entry: 'src/worker.js', ready: 'loaded', user: 'shop-hand' },
    };
    const { exitCode, stderr } = await machine.run(`dpkg -i ${await build(machine, SHOP, { deb: { services } })}`);
    assert.is.not(exitCode, 0);
    assert.match(stderr, 'shop: shop-broken.service did not become ready; its state and last messages:');
    assert.match(stderr, 'no database');
    assert.equal((await states(machine)).slice(0, 2), ['active', 'active']);
  },

  "purging takes what earlier versions had, and nothing that is another package's by now": async (machine) => {
    await machine.sh('mkdir -p /etc/credstore');
    const before = await snapshot(machine);
    await open(machine);
    const later = { version: '2.0.0', deb: { services: {}, files: [] } };
    await machine.sh(`dpkg -i ${await build(machine, SHOP, later)} && dpkg --purge shop && rm *.deb`);
    assert.equal(difference(before, await snapshot(machine)), []);

    await open(machine, {
      deb: { services: { hand: { entry: 'src/worker.js', ready: 'loaded', user: 'shop-hand' } } },
    });
    await machine.sh('dpkg --remove shop');
    await machine.sh(`dpkg -i ${await buildNamesake(machine)} && touch /var/lib/shop-hand/precious`);
    await machine.sh('dpkg --purge shop');
    assert.is(await property(machine, 'ActiveState', 'shop-hand'), 'active');
    await machine.sh('test -e /var/lib/shop-hand/precious');
  },

  'a service becomes a task, and leaves no trace of its first life': async (machine) => {
    await provideSecret(machine);
    const before = await snapshot(machine);
    const service = { night: { entry: 'src/idle.js', ready: 'loaded' } };
    await machine.sh(`dpkg -i ${await build(machine, SHOP, { deb: { services: service, files: [] } })}`);
    await machine.sh(`dpkg -i ${await build(machine, SHOP, { version: '2.0.0', deb: { files: [] } })}`);
    assert.is(await property(machine, 'ActiveState', 'shop-night.service'), 'inactive');
    assert.is(await property(machine, 'ActiveState', 'shop-night.timer'), 'active');
    assert.is(
      await machine.sh('ls /etc/systemd/system/multi-user.target.wants | grep shop-night || echo none'),
      'none',
    );
    await machine.sh('rm -f *.deb; dpkg --purge shop');
    const left = difference(before, await snapshot(machine)).filter((line) => !line.includes('credstore'));
    assert.equal(left, []);
  },

  'what the administrator has said of a file goes before what the package says': async (machine) => {
    await provideSecret(machine);
    await machine.sh('dpkg-statoverride --add root daemon 0660 /etc/shop/prices.json');
    await machine.sh(`dpkg -i ${await build(machine, SHOP)}`);
    assert.is(await machine.sh("stat -c '%a %U:%G' /etc/shop/prices.json"), '660 root:daemon');
  },

  "a unit file of the project's own is taken as it is": async (machine) => {
    await open(machine, { deb: { service: { unit: 'systemd/web.service' } } });
    assert.is(await property(machine, 'Description', 'shop'), "A unit of the shop's own");
    assert.is(await readyStatus(machine, 'shop'), 'own ready on :8081');
    assert.is(await machine.sh('systemctl is-enabled shop'), 'enabled');
  },
});
