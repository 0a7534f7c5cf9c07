/**
 * Every call of every maintainer script, twice, in every context: against the table in matrix.ts. A booted system counts on
 * every Debian. The other contexts differ little between releases, so each is tried on one: ALL=1 tries each on all.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SUITES, type Suite } from './base.ts';
import { Machine } from './machine.ts';
import { type Call, calls, ENVIRONMENTS, type Environment, SITUATIONS, type Situation } from './matrix.ts';
import { deliver, isTold, suites } from './story.ts';

const NAME = 'notifydemo';

/** Where the maintainer scripts lie, whatever the package's situation is. */
const SCRIPTS = '/srv/scripts';

/** The root that is changed from outside, with DPKG_ROOT. */
const TARGET = '/srv/target';

/** What a root needs for a package to be installed into it from outside. */
const TARGET_PARTS = 'etc usr/lib/systemd usr/lib/sysusers.d var/lib/dpkg var/lib/systemd';

class Place {
  readonly #machine: Machine;
  readonly #environment: Environment;
  #found: Situation | undefined;

  constructor(machine: Machine, environment: Environment) {
    this.#machine = machine;
    this.#environment = environment;
  }

  get #root(): string {
    return this.#environment === 'DPKG_ROOT' ? TARGET : '';
  }

  get #hasSystemd(): boolean {
    return this.#environment === 'systemd' || this.#environment === 'policy-rc.d';
  }

  async run(command: string) {
    return this.#hasSystemd ? this.#machine.run(command) : this.#machine.chroot(command);
  }

  async sh(command: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(command);
    if (exitCode !== 0) throw new Error(`${command}\n${stdout}${stderr}`);
    return stdout.trim();
  }

  async prepare(): Promise<void> {
    await deliver(this.#machine);
    await this.sh(`dpkg-deb --control ${NAME}.deb ${SCRIPTS}`);
    if (this.#root)
      await this.sh(`mkdir -p ${TARGET}/var/lib/misc && tar -c -C / ${TARGET_PARTS} | tar -x -C ${TARGET}`);
  }

  /** Brings the package into a situation, unless the last call has left it there. */
  async establish(situation: Situation): Promise<void> {
    if (this.#found === situation) return;
    const dpkg = this.#root ? `dpkg --root=${this.#root} --force-script-chrootless,depends` : 'dpkg';
    const quiet = '>/dev/null 2>&1';
    await this.sh(`rm -f /usr/sbin/policy-rc.d /run/${NAME}.*`);
    await this.run(`${dpkg} --purge ${NAME} ${quiet}; rm -rf ${this.#root}/var/lib/${NAME}`);
    if (situation === 'unpacked') await this.sh(`${dpkg} --unpack ${NAME}.deb ${quiet}`);
    else await this.sh(`${dpkg} -i ${NAME}.deb ${quiet}`);
    if (situation.endsWith('stopped') && this.#hasSystemd) await this.sh(`systemctl stop ${NAME}`);
    if (situation === 'removed') await this.sh(`${dpkg} --remove ${NAME} ${quiet}`);
    const deny = "printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d";
    if (this.#environment === 'policy-rc.d') await this.sh(deny);
    this.#found = situation;
    if (situation === 'halted') await this.sh(this.#command('prerm remove'));
    if (/^(prepared|kept)/.test(situation)) await this.sh(this.#command('prerm upgrade 2.0'));
    if (situation === 'kept') await this.sh(this.#command('preinst upgrade 1.0 2.0'));
    assert.is(await this.#look(), SITUATIONS[situation][this.#environment], `before: ${situation}`);
  }

  /** Calls a script; what has come of it, in the table's words. */
  async call(call: string): Promise<string> {
    const { exitCode } = await this.run(this.#command(call));
    const found = await this.#look();
    const situation = this.#found;
    if (situation && found !== SITUATIONS[situation][this.#environment]) this.#found = undefined;
    return exitCode === 0 ? found : `fails ${found}`;
  }

  #command(call: string): string {
    const env = `DPKG_MAINTSCRIPT_NAME=${call.split(' ', 1)[0]} DPKG_MAINTSCRIPT_PACKAGE=${NAME} DPKG_ROOT=${this.#root}`;
    return `${env} ${SCRIPTS}/${call} </dev/null`;
  }

  async #look(): Promise<string> {
    const root = this.#root;
    const questions = {
      account: `grep -q ^${NAME}: ${root}/etc/passwd && grep -q ^${NAME}: ${root}/etc/group && [ -e ${root}/var/lib/misc/${NAME}.created ]`,
      enabled: `[ -L ${root}/etc/systemd/system/multi-user.target.wants/${NAME}.service ]`,
      running: this.#hasSystemd ? `systemctl --quiet is-active ${NAME}` : 'false',
      state: `[ -e ${root}/var/lib/${NAME} ]`,
      'by-administrator': `grep -qsx administrator /run/${NAME}.service.stopped-by`,
      'by-package': `grep -qsx package /run/${NAME}.service.stopped-by`,
      noted: `[ -e /run/${NAME}.service.started-from ]`,
      listed: `[ -e ${root}/var/lib/misc/${NAME}.units ]`,
      kept: `[ -e ${root}/usr/lib/${NAME}.previous/version ]`,
    };
    const lines = Object.entries(questions).map(([word, question]) => `if ${question}; then echo ${word}; fi`);
    return (await this.sh(lines.join('; '))).replaceAll('\n', ' ') || '-';
  }
}

function expectation({ situation, expected }: Call, environment: Environment): string {
  return expected[environment].replace('=', SITUATIONS[situation][environment]);
}

function nameOf({ call, situation }: Call): string {
  return `${call}, ${situation}`;
}

/** The Debian that stands for all in a context. */
const REPRESENTATIVES: Partial<Record<Environment, Suite>> = {
  'policy-rc.d': 'trixie',
  'no systemd': 'bookworm',
  DPKG_ROOT: 'forky',
};

function isTried(debian: Suite, environment: Environment): boolean {
  return process.env.ALL === '1' || [undefined, debian].includes(REPRESENTATIVES[environment]);
}

for (const debian of suites.filter((suite) => SUITES.includes(suite))) {
  for (const environment of ENVIRONMENTS.filter((environment) => isTried(debian, environment))) {
    const tests = suite(`${debian}: every call, ${environment}`);
    let machine: Machine;
    let place: Place;
    tests.before(async () => {
      const booted = environment === 'systemd' || environment === 'policy-rc.d';
      machine = await (booted ? Machine.boot(debian) : Machine.assemble(debian));
      place = new Place(machine, environment);
      // uvu leaves the tests out when this fails, and keeps the reason to itself.
      await place.prepare().catch(console.error);
    });
    tests.after(() => machine.destroy());
    for (const row of calls().filter((row) => isTold(nameOf(row)))) {
      tests(nameOf(row), async () => {
        await place.establish(row.situation);
        for (const time of ['once', 'twice']) {
          assert.is(await place.call(row.call), expectation(row, environment), time);
        }
      });
    }
    tests.run();
  }
}
