// A service that somebody has got into: GET /try/NAME does what they would try, and answers with what came of it.
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');

/** Runs a program; what it printed, or the reason why it did not run. */
function program(command, ...args) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim() || `exit code ${status}`);
  return stdout.trim();
}

/** Calls the kernel, by the number of the call on amd64. */
const systemCall = (number, last) =>
  program('perl', '-e', `my $memory = "\\0" x 120; syscall(${number}, ${last}) >= 0 or die sprintf("%d\\n", $!)`);

function connect(target) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(target, () => resolve(socket.destroy()));
    socket.setTimeout(10_000, () => reject(new Error('ETIMEDOUT'))).on('error', reject);
  });
}

/** Writes until it may no more; 100 MB are more than is good. */
function fill(file) {
  try {
    for (let block = 0; block < 100; block += 1) fs.appendFileSync(file, Buffer.alloc(1e6));
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** The processes of others; some end while they are looked at. */
function others() {
  const names = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const uids = names.flatMap((name) => fs.statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid ?? []);
  if (uids.every((uid) => uid === process.getuid())) throw new Error('nothing');
}

/** Starts processes that wait, until it may no more or has 1500 of them; none of them counts any more afterwards. */
const multiply = () =>
  program(
    'perl',
    '-e',
    'for (1 .. 1500) { my $p = fork; defined $p or die sprintf("%d\\n", $!); $p or sleep 60; push @all, $p } END { my $code = $?; kill 9, @all; 1 while wait > 0; $? = $code }',
  );

/** Starts Node itself 40 times, with its threads; content when all have come up. */
function multiplyNode() {
  const children = Array.from({ length: 40 }, () =>
    spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)']),
  );
  const ended = (child) =>
    new Promise((resolve, reject) => {
      child.stdout?.once('data', resolve);
      for (const event of ['error', 'exit']) child.on(event, () => reject(new Error('EAGAIN')));
    });
  return Promise.all(children.map(ended)).finally(() => {
    for (const child of children) child.kill('SIGKILL');
  });
}

/** Says it where systemd listens; in a root of its own, systemd 262 does so in another place. */
function speak(...words) {
  const [place] = ['/run/systemd/notify', '/run/host/notify'].filter((file) => fs.existsSync(file));
  process.env.NOTIFY_SOCKET = place;
  return program('systemd-notify', ...words);
}

/** Names and links in its state that a careless script of root would follow or take apart. */
function plantNames() {
  const names = ['a\n/etc/important', '-rf', '$(reboot)', '..a\n..', '*', "it's", '\u001b[2J'];
  for (const name of names) fs.writeFileSync(`/var/lib/notifydemo/${name.replaceAll('/', '\u2215')}`, 'mine');
  for (const place of ['/etc/important', '/', '..']) {
    fs.symlinkSync(place, `/var/lib/notifydemo/link to ${place.replaceAll('/', '\u2215')}`);
  }
}

const attempts = {
  'plant-names': plantNames,
  'write-elsewhere': () => fs.writeFileSync('/srv/open/mine', 'mine'),
  'share-memory': () => fs.writeFileSync('/dev/shm/mine', 'mine'),
  'read-home': () => fs.readFileSync('/home/alice/diary'),
  'read-others': () => fs.readFileSync('/srv/notes'),
  'see-processes': others,
  'call-bus': () => connect({ path: '/run/dbus/system_bus_socket' }),
  'call-machine': () => connect({ host: '127.0.0.1', port: 7001 }),
  'call-network': () => connect({ host: '10.99.0.2', port: 7002 }),
  'open-port': () => new Promise((resolve, reject) => net.createServer().on('error', reject).listen(7003, resolve)),
  'ask-interfaces': () => os.networkInterfaces(),
  'run-program': () => program('/bin/sh', '-c', 'true'),
  'run-own-program': () => {
    fs.copyFileSync(process.execPath, '/var/lib/notifydemo/mine');
    fs.chmodSync('/var/lib/notifydemo/mine', 0o755);
    return program('/var/lib/notifydemo/mine', '--version');
  },
  'become-root': () => {
    if (program('/usr/local/bin/setuid-id', '-u') !== '0') throw new Error('nothing');
  },
  'own-namespace': () => program('unshare', '--user', 'true'),
  'load-module': () => systemCall(313, '0, $memory, 0'),
  'use-io-uring': () => systemCall(425, '8, $memory'),
  multiply,
  'multiply-node': multiplyNode,
  'fill-shared-memory': () => fill('/dev/shm/full'),
  'fill-temporary': () => fill('/tmp/full'),
  'fill-state': () => fill('/var/lib/notifydemo/full'),
  'speak-for-service': () => speak('STATUS=taken over'),
};

/** The word for an error that programs, too, print: its code, or whatever was said. */
function reason({ code, info, message }) {
  if (/Operation not permitted/.test(message)) return 'EPERM';
  const [number] = /\d+$/.exec(info?.code ?? message) ?? [];
  const name = Object.entries(os.constants.errno).find(([, value]) => value === Number(number))?.[0];
  return name ?? code ?? message;
}

async function attempt(name) {
  try {
    await attempts[name]();
    return 'possible';
  } catch (error) {
    return reason(error);
  }
}

let reloads = 0;
process.on('SIGHUP', () => (reloads += 1));

const server = http.createServer(async ({ url }, response) => {
  if (url === '/block') for (;;);
  const [, name] = /^\/try\/(.+)$/.exec(url) ?? [];
  if (name) response.end(`${await attempt(name)}\n`);
  else response.end(url === '/reloads' ? String(reloads) : 'OK\n');
});
// Never ready, but a child says so, while the app is being loaded.
if (process.env.CHILD_SAYS) speak(process.env.CHILD_SAYS);
else server.listen(process.env.PORT);
