/**
 * Machines with a web server that serves a repository, and a workshop that publishes into it.
 */
import * as assert from 'uvu/assert';
import { Workshop } from '../support/published.ts';
import type { Suite } from './base.ts';
import { Machine } from './machine.ts';

const SITE = 'server { listen 80; root /srv/repository; }\n';

/**
 * A machine that knows Debian's own packages no more, and has nginx and unattended-upgrades. They are installed before it boots:
 * the tzdata of Debian 13 replaces /etc/localtime, which systemd-nspawn mounts.
 */
export async function equipped(suite: Suite): Promise<Machine> {
  const machine = await Machine.assemble(suite);
  try {
    const install = 'apt-get install -y -qq --no-install-recommends nginx unattended-upgrades';
    const { exitCode, stdout, stderr } = await machine.chroot(install);
    assert.is(exitCode, 0, `${stdout}${stderr}`);
    await machine.write('/etc/nginx/sites-available/default', SITE);
    await machine.chroot('rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/* /var/lib/apt/lists/*');
    await machine.start();
    await machine.sh('systemctl stop unattended-upgrades && systemctl restart nginx');
  } catch (error) {
    await machine.destroy();
    throw error;
  }
  return machine;
}

/** Runs a command that must succeed without a warning. */
export async function quiet(machine: Machine, command: string): Promise<string> {
  const { exitCode, stdout, stderr } = await machine.run(command);
  assert.is(exitCode, 0, `${command}\n${stdout}${stderr}`);
  // apt of Debian 13 writes whole words. The other one in capitals is about the output of apt itself.
  assert.not.match(`${stdout}${stderr}`, /^(W|E|Warning|Error):/m, command);
  return stdout;
}

/** As the timers of Debian do it each day (apt.systemd.daily). */
export async function day(machine: Machine): Promise<void> {
  await quiet(machine, 'apt-get update');
  await machine.sh('unattended-upgrade --verbose 2>&1');
}

export function version(machine: Machine, name = 'hello'): Promise<string> {
  return machine.sh(`dpkg-query --show --showformat='\${Version}' ${name}`);
}

/** The commands for this machine, as the page shows them: those for Debian 11 replace the first one. */
async function commandsOnPage(machine: Machine): Promise<string[]> {
  const page = await machine.sh('curl -sS --fail http://127.0.0.1/index.html');
  const blocks = [...page.matchAll(/<pre>(.*?)<\/pre>/gs)].map(([, block = '']) =>
    [...block.matchAll(/<code>(.*?)<\/code>/g)].map(([, line = '']) => line),
  );
  const [usual = [], forDebian11 = []] = blocks;
  return machine.suite === 'bullseye' ? [...forDebian11, ...usual.slice(1)] : usual;
}

/** Types the commands of the page, as root, and lets apt ask nothing. They install the package that was published last. */
export async function setUp(machine: Machine): Promise<void> {
  const lines = await commandsOnPage(machine);
  assert.is(lines.length, machine.suite === 'bullseye' ? 4 : 3, 'commands on the page');
  for (const line of lines) await quiet(machine, line.replace('sudo ', '').replace(/^apt /, 'apt -y '));
}

export async function withWorkshop(machine: Machine, tell: (shop: Shop) => Promise<void>): Promise<void> {
  const workshop = new Workshop();
  try {
    const directory = machine.path('/srv/repository');
    const put = async (number: string, values = {}) =>
      workshop.publish([await workshop.package(['hello', number])], values, directory);
    const change = (values = {}) => workshop.publish([], values, directory);
    await put('1.0');
    await setUp(machine);
    assert.is(await version(machine), '1.0');
    await tell({ workshop, directory, put, change });
  } finally {
    await workshop.close();
  }
}

export interface Shop {
  workshop: Workshop;
  directory: string;
  /** Publishes a version of hello. */
  put: (number: string, values?: Record<string, string>) => ReturnType<Workshop['publish']>;
  change: (values?: Record<string, string>) => ReturnType<Workshop['publish']>;
}
