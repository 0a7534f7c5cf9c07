/**
 * `npm run bench:release-upgrade`: an upgrade of Debian 12 to Debian 13 in place, under a running service with a socket
 * and one without. Both must answer all the time, or again after a restart, and run on the new Node at the end. First the
 * level of protection is the usual one, then the highest. Some ten minutes; the machines download the packages of Debian 13
 * before they boot, so they need a network.
 */
import { HELD, server } from '../system/bad-versions.ts';
import { told, underLoad } from '../system/load.ts';
import { Machine } from '../system/machine.ts';
import { eventually, property } from '../system/story.ts';
import { put } from '../system/variants.ts';
import { lost } from './lost.ts';
import { goal } from './result.ts';

/** Seconds that dpkg may take. */
const PATIENCE = 1800;

const SOURCES = '/etc/apt/sources.list /etc/apt/sources.list.d/*';

/** Points the machine's own sources to Debian 13, and downloads what the upgrade needs. */
const DOWNLOAD = `sed -i s/bookworm/trixie/g $(ls -d ${SOURCES} 2>/dev/null) &&
  apt-get -qq update && apt-get -qq --yes dist-upgrade --download-only`;

const UPGRADE =
  'apt-get --yes --no-download -o Dpkg::Options::=--force-confold dist-upgrade >/root/log 2>&1; echo $? >/root/ended';

/** Answers with the version of Node, also as a service without the socket, on a port of its own. */
const APP = `process.env.PORT = process.env.OWN_PORT || process.env.PORT;
${server('answer.end(process.version)')}`;

const OWN = { OWN_PORT: { value: '5002', description: 'The port of the service without a socket.' } };

async function prepared(harden: string): Promise<Machine> {
  const machine = await Machine.assemble('bookworm');
  const { exitCode, stderr } = await machine.chroot(DOWNLOAD);
  if (exitCode !== 0) throw new Error(stderr);
  await machine.start();
  const plain = { port: 5002, health: '/', settings: OWN };
  const service = { ...HELD.service, harden };
  const file = await put(machine, { version: '1.0.0', app: APP, deb: { mail: false, service, services: { plain } } });
  await machine.sh(`dpkg -i ${file}`);
  return machine;
}

const node = (machine: Machine, port: number): Promise<string> =>
  machine.sh(`curl -sS --max-time 5 http://127.0.0.1:${port}/`);

async function upgrade(machine: Machine): Promise<void> {
  const before = await node(machine, 5001);
  const outcomes = await underLoad(machine, async () => {
    await machine.sh(`setsid sh -c '${UPGRADE}' </dev/null >/dev/null 2>&1 &`);
    const hasEnded = async (): Promise<boolean> => (await machine.run('cat /root/ended')).exitCode === 0;
    await eventually('the end of the upgrade', hasEnded, PATIENCE);
  });
  const status = await machine.sh('cat /root/ended; dpkg --audit');
  if (status !== '0')
    console.log(await machine.sh('tail -n 40 /root/log; journalctl -b -u "notifydemo*" | tail -n 40'));
  const release = await machine.sh('cat /etc/debian_version; systemctl --version | head -n 1');
  const installed = await machine.sh('node --version');
  console.log(told(machine, `Debian ${release.replace(/\n/g, ', ')}; Node ${before}, now ${installed}`, outcomes));
  console.log(goal('the state of dpkg', status, status === '0', '0'));
  console.log(goal('lost requests', String(lost(outcomes)), lost(outcomes) === 0, '0'));
  for (const [unit, port] of [
    ['notifydemo', 5001],
    ['notifydemo-plain', 5002],
  ] as const) {
    const answer = await node(machine, port).catch(String);
    console.log(goal(`the Node of ${unit}`, answer, answer === installed, installed));
    const program = await machine.sh(`readlink /proc/${await property(machine, 'MainPID', unit)}/exe`);
    console.log(goal(`the program of ${unit}`, program, !program.includes('deleted'), 'the one on the disk'));
  }
  const failed = await machine.sh('systemctl --failed --plain --no-legend');
  console.log(goal('failed units', failed, failed === '', 'none'));
}

for (const harden of ['standard', 'sealed']) {
  const machine = await prepared(harden);
  try {
    console.log(`harden: ${harden}`);
    await upgrade(machine);
  } finally {
    await machine.destroy();
  }
}
