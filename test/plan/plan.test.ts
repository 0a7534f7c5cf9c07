/**
 * The plan of whole packages: units, directories, and parts that come and go.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planned, textEntry } from '../../builder/manifest.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { configOf, facts, plan, programs, texts } from '../support/plans.ts';

const planning = suite('plan');

planning(
  'settings are no conffile: postinst writes them; without settings and mail there is no file and no unit of these',
  () => {
    const entries = plan().entries.map(({ path }) => path);
    for (const file of ['/usr/lib/notifydemo/settings/notifydemo', '/usr/share/doc/notifydemo/settings'])
      assert.ok(entries.includes(file), file);
    assert.not(entries.some((path) => path.startsWith('/etc')));
    const manifest = plan({ settings: {}, mail: false });
    for (const { members } of [plan(), manifest]) assert.not(members.some(({ name }) => name === 'conffiles'));
    assert.not.match(texts(manifest).get('postinst') ?? '', 'SETTINGS');
    assert.match(texts(manifest).get('postrm') ?? '', /^ +remove_settings$/m);
    assert.not(manifest.entries.some(({ path }) => path.includes('settings')));
    assert.not(manifest.entries.some(({ path }) => path.startsWith('/etc') || path.includes('mail')));
    assert.not(texts(manifest).get('usr_lib_systemd_system_notifydemo.service')?.includes('EnvironmentFile=-/etc'));
  },
);

planning('a file of the project in the place of the settings is refused', () => {
  const file = planned('deb.files[0]', [textEntry('/etc/default/notifydemo', 'PORT=1\n')]);
  const attempt = () => planPackage(configOf(), facts, { ...programs, entries: [...programs.entries, ...file] });
  assert.throws(attempt, /two entries would land in \/etc\/default\/notifydemo/);
});

planning('the agent is told the files of settings, and the variables in them that hold ports', () => {
  const setting = (value: string) => ({ value, description: 'x' });
  const told = (deb: object, unit = 'notifydemo'): string | undefined => {
    const found = texts(plan({ mail: false, ...deb })).get(`usr_lib_systemd_system_${unit}.service`) ?? '';
    return /^Environment="NOTIFY_SETTINGS=(.*)"$/m.exec(found)?.[1];
  };
  assert.is(told({ settings: { PORT: setting('80'), LEVEL: setting('3') } }), '/etc/default/notifydemo PORT');
  assert.is(
    told({ settings: { ADMIN_PORT: setting('80'), PORT: { description: 'x' } } }),
    '/etc/default/notifydemo ADMIN_PORT',
  );
  assert.is(told({ settings: { WEB: { description: 'x' } }, service: { port: 'WEB' } }), '/etc/default/notifydemo WEB');
  // systemd holds it: the socket unit says which one it is.
  assert.is(
    told({ settings: { PORT: setting('80'), A: setting('') }, service: { socket: true } }),
    '/etc/default/notifydemo',
  );
  assert.is(told({ settings: {} }), undefined);
});

planning('a file of a system user is a line for systemd-tmpfiles, and no script or boot reads its name', () => {
  const path = `/usr/share/notifydemo/a*?[b] {c}"d" 'e' 50% $(f)`;
  const owned = [{ type: 'z', path, mode: '0640', owner: 'root', group: 'notifydemo' }] as const;
  const manifest = planPackage(configOf(), facts, { ...programs, owned });
  const found = texts(manifest);
  const line = String.raw`z "/usr/share/notifydemo/a\\*\\?\\[b\\] \\{c\\}\"d\" 'e' 50%% $(f)" 0640 root notifydemo`;
  assert.match(found.get('usr_lib_notifydemo_owned-files') ?? '', `\n# ${path}\n${line}\n`);
  assert.not(manifest.entries.some((entry) => entry.path.startsWith('/usr/lib/tmpfiles.d/')));
  for (const script of ['preinst', 'postinst', 'prerm', 'postrm']) assert.not.match(found.get(script) ?? '', '$(f)');
  assert.match(found.get('control') ?? '', 'systemd | systemd-standalone-tmpfiles | systemd-tmpfiles');
});

planning('what the agent is told stands in the unit', () => {
  const unit = (service: object): string => {
    return texts(plan({ service })).get('usr_lib_systemd_system_notifydemo.service') ?? '';
  };
  const plain = unit({});
  for (const absent of ['ExecReload', 'notify-reload', 'NOTIFY_PORT', 'NOTIFY_EXPLAIN'])
    assert.not.match(plain, absent);
  const full = unit({ ready: 'app', port: 'PORT', reload: true, explain: true, startTimeout: 120, watchdog: 0 });
  for (const line of ['NOTIFY_READY=app ', 'NOTIFY_PORT=PORT\n', 'NOTIFY_EXPLAIN=1\n', 'ExecReload=/bin/sh -c ']) {
    assert.match(full, line);
  }
  assert.match(full, 'NOTIFY_START_TIMEOUT=120 ');
  assert.match(full, 'TimeoutStartSec=35\n');
  assert.not.match(full, 'WatchdogSec');
});

const UNIT = 'usr_lib_systemd_system_notifydemo.service';

planning("a directive of the project stands instead of the level's, with the reason above it", () => {
  const hardenOverrides = {
    SystemCallFilter: { value: '@system-service ~@privileged', because: 'it locks memory' },
    NoNewPrivileges: { value: 'no', because: 'it runs sudo' },
    Nice: { value: '5', because: 'others go first' },
  };
  const unit = texts(plan({ service: { hardenOverrides } })).get(UNIT) ?? '';
  const filter = 'SystemCallFilter=@system-service\nSystemCallFilter=~@privileged\nSystemCallErrorNumber';
  assert.match(unit, `# Not @system-service ~@privileged @resources, as for "standard": it locks memory\n${filter}`);
  assert.match(unit, '# Not yes, as for "standard": it runs sudo\nNoNewPrivileges=no\n');
  assert.match(unit, '# Of this service: others go first\nNice=5\n\n[Install]');
  assert.is(unit.match(/^NoNewPrivileges=/gm)?.length, 1);
});

planning('only what is strict or sealed has a root of its own, with a place for all that is mounted there', () => {
  const root = (harden: string): string[] => {
    const { entries } = plan({ service: { harden, socket: true } });
    return entries.map(({ path }) => path).filter((path) => path.startsWith('/usr/lib/notifydemo/root'));
  };
  assert.equal([root('off'), root('standard')], [[], []]);
  for (const place of ['/etc', '/var/lib/notifydemo', '/run/systemd/notify', '/run/notifydemo']) {
    assert.ok(root('strict').includes(`/usr/lib/notifydemo/root${place}`), place);
  }
});

planning('a folder of the package in /var is seen in the root, whether a file or an account makes it', () => {
  const config = configOf({ service: { harden: 'strict' } });
  const seed = planned('deb.files[0]', [
    textEntry('/var/spool/notifydemo/deep/seed', 'x'),
    // A folder that is another program's.
    textEntry('/var/spool/cron/seed', 'x'),
  ]);
  const owned = [{ type: 'd', path: '/var/log/notifydemo/old', mode: '0750', owner: 'notifydemo' }] as const;
  const manifest = planPackage(config, facts, { ...programs, owned, entries: [...programs.entries, ...seed] });
  const unit = texts(manifest).get('usr_lib_systemd_system_notifydemo.service') ?? '';
  assert.match(unit, ' -/run/NetworkManager -/var/spool/notifydemo -/var/log/notifydemo\n');
  const places = manifest.entries.map(({ path }) => path);
  for (const place of ['/var/spool/notifydemo', '/var/log/notifydemo/old', '/var/lib/notifydemo', '/var/log']) {
    assert.ok(places.includes(`/usr/lib/notifydemo/root${place}`), place);
  }
  assert.not(places.includes('/usr/lib/notifydemo/root/var/spool/notifydemo/deep'));
  // Without a port there is no directory in /run; lintian hears of the root of one service as of that of several.
  assert.not(
    places.some((place) => place.endsWith('/') || place.startsWith('/usr/lib/notifydemo/root/run/notifydemo')),
  );
  assert.match(texts(manifest).get('usr_share_lintian_overrides_notifydemo') ?? '', 'package-contains-empty-directory');
  const own = configOf({ service: { harden: 'strict', unit: 'a.service' } });
  const unitFiles = { notifydemo: '[Service]\nExecStart=/bin/true\n' };
  const bare = planPackage(own, { ...facts, unitFiles }, programs).entries;
  assert.not(bare.some(({ path }) => path.includes('/root')));
});

planning('a unit has its text, also where its name is a property of each object', () => {
  const starts = new Map([['constructor', '/usr/lib/constructor/app.cjs']]);
  const { entries } = planPackage(configOf({ name: 'constructor' }), facts, { ...programs, starts });
  const units = entries.filter(({ path }) => path.endsWith('.service'));
  assert.equal(
    units.filter((entry) => 'content' in entry && /^ExecStart=/m.test(`${entry.content}`)).length,
    units.length,
  );
});

planning(
  'a connection is accepted with its request where HTTP is spoken, at once where it may be something else',
  () => {
    const deferred = (service: object): string[] => {
      const { entries } = plan({ service: { health: '/health', ...service } });
      const units = entries.filter(
        (entry) => entry.path.endsWith('.socket') && 'content' in entry && /^DeferAcceptSec=/m.test(`${entry.content}`),
      );
      return units.map(({ path }) => path.replace(/.*\//, ''));
    };
    assert.equal(deferred({ socket: true }), ['notifydemo.socket']);
    assert.equal(deferred({ socket: true, ready: 'listening' }), []);
    assert.equal(deferred({ socket: ['PORT', 9090] }), []);
    assert.equal(deferred({ socket: ['PORT', 9090], port: 'PORT' }), ['notifydemo.socket']);
    assert.equal(deferred({ socket: ['PORT', '127.0.0.1:9090'], port: 9090 }), ['notifydemo-9090.socket']);
  },
);

planning('a fragment of postinst finds the state directories of all services; without one, systemd makes them', () => {
  const config = configOf({
    services: { worker: { entry: 'src/worker.js', user: 'clerk' }, night: { entry: 'a.js' } },
  });
  const starts = new Map(config.services.map(({ unit }) => [unit, '/usr/lib/notifydemo/app.cjs']));
  const textsWith = (projectFragments: object): Map<string, string> =>
    texts(planPackage(config, { ...facts, projectFragments }, { ...programs, starts }));
  const found = textsWith({ postinst: 'true' });
  const lines = found
    .get('usr_lib_tmpfiles.d_notifydemo.conf')
    ?.split('\n')
    .filter((line) => /^d /.test(line));
  assert.equal(lines, [
    'd /var/lib/notifydemo 0750 notifydemo notifydemo',
    'd /var/lib/notifydemo_clerk 0750 clerk clerk',
  ]);
  assert.match(found.get('control') ?? '', 'systemd-standalone-tmpfiles');
  const postinst = found.get('postinst') ?? '';
  const place = (text: string): number => postinst.lastIndexOf(text);
  assert.ok(place('create_system_users') < place('--create "$PACKAGE.conf"'));
  assert.ok(place('--create "$PACKAGE.conf"') < place('run_project_fragment "$@"'));
  assert.is(textsWith({ prerm: 'true' }).has('usr_lib_tmpfiles.d_notifydemo.conf'), false);
});

planning('variables of npm that the program reads come before the settings', () => {
  const variables = { npm_package_version: '1.2.0', npm_package_config_port: '8000' };
  const config = configOf({ settings: { npm_package_config_port: { value: '9000', description: 'The port.' } } });
  const text = texts(planPackage(config, facts, { ...programs, variables })).get(
    'usr_lib_systemd_system_notifydemo.service',
  );
  const lines = [...String(text).matchAll(/^Environment="(npm_.*)"$/gm)].map(([, line]) => line);
  assert.equal(lines, ['npm_package_version=1.2.0', 'npm_package_config_port=8000', 'npm_package_config_port=9000']);
});

planning.run();
