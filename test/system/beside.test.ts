/**
 * A service that writes beside its program: packaged entries are mounted over a directory of root where the account makes
 * entries of its own. The package is that of test/system/notes, whose service runs the text of a request.
 */
import * as assert from 'uvu/assert';
import { build } from './building.ts';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, eventually, journal, property } from './story.ts';

const NOTES = 'test/system/notes';
const PLACE = '/var/lib/notes_app.d';

/** What the service answers to a program: its result, or the code of its error. */
async function does(machine: Machine, program: string): Promise<string> {
  await machine.write('/root/program', program);
  return machine.sh('curl -sS --max-time 20 --data-binary @program http://127.0.0.1:8080/');
}

interface Version {
  version: string;
  harden?: string;
  exclude?: string[];
}

async function install(machine: Machine, { version, harden = 'standard', exclude = [] }: Version): Promise<string> {
  const service = { ready: 'listening', restartDelay: 0, harden, ...(harden === 'sealed' ? { socket: true } : {}) };
  const night = { entry: 'lib/night.js', schedule: '*-*-* 03:00:00', harden };
  const clerk = { entry: 'lib/clerk.js', user: 'clerk', ready: 'loaded' };
  const deb = { service, exclude, services: { clerk, night } };
  return machine.sh(`dpkg -i ${await build(machine, NOTES, { version, deb })} 2>&1`);
}

const REPLACE = "fs.writeFileSync('db.json.tmp', '[2]'); fs.renameSync('db.json.tmp', 'db.json');";

const ATTEMPTS: readonly [program: string, refused: readonly string[]][] = [
  ["fs.writeFileSync('server.js', '')", ['EROFS', 'EACCES']],
  ["fs.writeFileSync('x', ''); fs.renameSync('x', 'server.js')", ['EPERM', 'EBUSY']],
  ["fs.unlinkSync('server.js')", ['EPERM', 'EBUSY']],
  ["fs.renameSync('routes', 'mine')", ['EPERM', 'EBUSY']],
  ["fs.writeFileSync('routes/index.js', '')", ['EROFS', 'EACCES']],
  ["fs.writeFileSync('routes/more.js', '')", ['EROFS', 'EACCES']],
  ["fs.writeFileSync('routes.js', '')", ['EISDIR']],
  ["fs.rmdirSync('routes.node')", ['EPERM', 'EBUSY']],
  ["fs.writeFileSync('node_modules/x.js', '')", ['EROFS', 'EACCES']],
  ["fs.mkdirSync('lib/node_modules/x')", ['EROFS', 'EACCES']],
  ["fs.renameSync('lib', 'mine')", ['EPERM', 'EBUSY']],
  ["fs.writeFileSync('lib/clerk.js', '')", ['EROFS', 'EACCES']],
  ["fs.chmodSync('.', 0o777)", ['EPERM']],
];

/** The same at each level, after an upgrade to it. */
async function works(machine: Machine, level: string): Promise<void> {
  const state = level === 'off' ? '{ "notes": ["first"] }' : '[2]';
  assert.is(
    await does(machine, "return fs.readFileSync(path.join(__dirname, 'db.json'), 'utf8').trim()"),
    state,
    level,
  );
  const here = '/usr/lib/notes/app';
  const places = "return [routes.page, __dirname, process.cwd(), fs.realpathSync('routes')]";
  assert.is(await does(machine, places), `a page,${here},${here},${here}/routes`);
  // A database with its journal, a directory, and a file that another one replaces.
  for (const file of ['app.db', 'app.db-wal', 'kept/a.txt', 'lib/new.txt', 'public/uploads/a', 'logs/a'])
    await does(machine, `fs.mkdirSync(path.dirname('${file}'), { recursive: true }); fs.writeFileSync('${file}', '')`);
  assert.is(await does(machine, `${REPLACE} return fs.readFileSync('db.json', 'utf8')`), '[2]', level);
  assert.match(await does(machine, "fs.rmSync('app.db-wal'); return fs.readdirSync('.')"), 'app.db,db.json,');
  for (const [program, refused] of ATTEMPTS) {
    const answer = await does(machine, program);
    assert.ok(refused.includes(answer), `${level}: ${program}: ${answer}`);
  }
  const run =
    "fs.writeFileSync('tool', '#!/bin/sh\\n'); fs.chmodSync('tool', 0o700); require('child_process').execFileSync('./tool')";
  assert.is(await does(machine, `${run}; return 'ran'`), level === 'sealed' ? 'EACCES' : 'ran', level);
  const packaged = "return require('child_process').execFileSync('lib/tool').toString().trim()";
  assert.is(await does(machine, packaged), 'ran', level);
  await machine.sh('systemctl start notes-night');
  assert.match(await does(machine, "return fs.readFileSync('lib/seen.json')"), /true\]$/);
}

chapter('a service that writes beside its program', {
  'keeps what it writes, over restarts and upgrades at each level, and cannot change the program': async (machine) => {
    const before = await snapshot(machine);
    await install(machine, { version: '1.0.0', harden: 'off', exclude: ['extra'] });
    await works(machine, 'off');
    assert.is(await machine.sh('dpkg -V notes'), '');
    assert.is(await machine.sh('cat /var/lib/notes_clerk_app.d/clerk.txt'), '{ "notes": ["first"] }');
    for (const harden of ['standard', 'sealed']) {
      await install(machine, { version: harden === 'sealed' ? '1.2.0' : '1.1.0', harden, exclude: ['extra'] });
      await works(machine, harden);
    }
    // A file that the program has removed stays away, and so does one that the next version has no more.
    await does(machine, "fs.unlinkSync('db.json')");
    await does(machine, "fs.mkdirSync('extra'); fs.writeFileSync('extra/mine', '')");
    // As if the mount point of an earlier version were a file.
    await machine.sh(`rmdir ${PLACE}/public && touch ${PLACE}/public`);
    const said = await install(machine, { version: '2.0.0', exclude: ['old.txt'] });
    assert.match(
      said,
      `notes: ${PLACE}/extra has the name of a file of the package now: it is kept as ${PLACE}/extra.kept`,
    );
    const seen =
      "return [fs.existsSync('db.json'), fs.existsSync('old.txt'), fs.readdirSync('extra'), fs.readdirSync('extra.kept')]";
    assert.is(await does(machine, seen), 'false,false,index.js,mine');
    assert.is(await does(machine, "return [require('./extra').extra, routes.page]"), 'of the package,a page');

    await machine.sh('dpkg --remove notes');
    assert.match(await machine.sh(`ls ${PLACE}`), 'app.db\n');
    await machine.sh('dpkg -i /root/notes_2.0.0_*.deb');
    assert.match(await does(machine, "return fs.readdirSync('.')"), 'app.db,');

    await machine.sh(`systemctl stop notes; mv ${PLACE} /root/moved`);
    assert.is.not((await machine.run('systemctl start notes')).exitCode, 0);
    assert.match((await machine.run('systemctl status notes')).stdout, `AssertPathIsDirectory=${PLACE} was not met`);
    await machine.sh('systemd-tmpfiles --create notes.conf; systemctl start notes; rm -r /root/moved');
    assert.is(await does(machine, 'return routes.page'), 'a page');
    await machine.sh('rm -f /root/*.deb /root/program && dpkg --purge notes');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'an account that puts links in the place of packaged entries gains nothing by a restart or an upgrade': async (
    machine,
  ) => {
    await install(machine, { version: '1.0.0', exclude: ['extra', 'old.txt'] });
    await machine.sh('mkdir /srv/secrets && echo precious >/srv/secrets/diary');
    const files = "find /srv -printf '%p %M %u:%g %l\\n' | sort";
    const before = await machine.sh(files);
    const evil = 'mkdir evil && echo "exports.extra = 0" >evil/index.js && cp -r evil /var/lib/notes/evil';
    const links = 'ln -s /var/lib/notes/evil extra && ln -s /srv/made old.txt && ln -s /srv/secrets old.txt.kept';
    await machine.sh(`runuser -u notes -- sh -c 'umask 022; cd ${PLACE} && ${evil} && ${links}'`);
    await install(machine, { version: '2.0.0' });
    assert.is(
      await does(machine, 'return [fs.existsSync("old.txt"), require("./extra").extra]'),
      'true,of the package',
    );
    assert.is(await machine.sh(`readlink ${PLACE}/extra.kept ${PLACE}/old.txt.kept`), '/var/lib/notes/evil\n/srv/made');
    assert.is(await machine.sh(files), before);

    // As if the account had been quicker than root, once: systemd sees the link, and without that the agent does.
    await machine.sh(`rmdir ${PLACE}/routes && runuser -u notes -- ln -s /var/lib/notes/evil ${PLACE}/routes`);
    assert.is.not((await machine.run('systemctl restart notes')).exitCode, 0);
    assert.is(await property(machine, 'AssertResult', 'notes'), 'no');
    const reset = '[Unit]\nAssertPathIsSymbolicLink=\nAssertPathIsDirectory=\n';
    await machine.write('/etc/systemd/system/notes.service.d/reset.conf', reset);
    await machine.sh('systemctl daemon-reload');
    assert.is.not((await machine.run('systemctl restart notes')).exitCode, 0);
    assert.is(await property(machine, 'ExecMainStatus', 'notes'), '78');
    assert.match(
      await journal(machine, '-o cat -u notes'),
      'not started: /usr/lib/notes/app/routes is not the entry of the package',
    );
    // The next installation puts it right.
    const deb = await machine.sh('ls /root/notes_2.0.0_*.deb');
    await machine.sh(`dpkg -i ${deb}`);
    assert.is(await does(machine, 'return routes.page'), 'a page');
    assert.is(await machine.sh(files), before);
    await machine.sh('dpkg --purge notes');
    assert.is(await machine.sh(files), before);
    // Installed where no systemd runs, as images are built.
    await machine.powerOff();
    const { exitCode, stderr } = await machine.chroot(`dpkg -i ${deb}`);
    assert.is(exitCode, 0, stderr);
    await machine.start();
    await eventually('READY', async () => (await property(machine, 'ActiveState', 'notes')) === 'active');
    assert.is(await does(machine, 'return routes.page'), 'a page');
  },
});
