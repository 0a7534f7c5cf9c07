/**
 * Random sequences of commands of an administrator, against a model of the administrator's wishes (wishes.ts).
 *
 *   STEPS=500 SUITES=bookworm node --import=tsx node_modules/uvu/bin.js test/system '^model'
 *
 * A failure prints its sequence with SEED and RUN, which repeat it.
 */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { BAD } from './bad-versions.ts';
import { SUITES } from './base.ts';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, eventually } from './story.ts';
import { put } from './variants.ts';
import { BAD_VERSION, follow, isInstalled, NOTHING, type Step, sequences, type Wish } from './wishes.ts';

/** The steps of one sequence, before those without sense are left out. */
const LENGTH = 30;

const { STEPS = '12', SEED, RUN } = process.env;

/** The facts of a machine that a wish is about, each on a line. */
const LOOK = `
  echo "package $(dpkg-query --show --showformat='\${db:Status-Status} \${Version}' notifydemo 2>/dev/null)"
  echo "service $(systemctl is-active notifydemo)"
  echo "answer $(curl -sS --max-time 5 http://127.0.0.1:5001/ 2>/dev/null)"
  echo "enabled $(systemctl is-enabled notifydemo 2>/dev/null)"
  echo "edits $(grep -cx '# mine' /etc/default/notifydemo 2>/dev/null)"
  echo "data $(grep -cx precious /var/lib/notifydemo/data 2>/dev/null)"
  echo "user $(getent passwd notifydemo | cut -d: -f1)"
  echo "trouble $(dpkg --audit | awk '$1 == "notifydemo" { print $1 }') $(systemctl list-units --failed --plain --no-legend)"`;

/** The same facts, as the administrator wishes them. */
function expected(wish: Wish): string {
  const { package: state, kept, running, enabled, masked, edits, data } = wish;
  const isThere = isInstalled(wish);
  const lines = {
    package: isThere
      ? `${kept ? 'half-configured' : 'installed'} ${state}`
      : state === 'config'
        ? 'config-files VERSION'
        : '',
    service: running ? 'active' : 'inactive',
    answer: running ?? '',
    enabled: masked ? 'masked' : isThere ? (enabled ? 'enabled' : 'disabled') : 'NONE',
    edits: state === 'absent' ? '' : String(edits.split('\n').length - 1),
    data: data === '' ? '' : String(data.split('\n').length - 1),
    user: state === 'absent' ? '' : 'notifydemo',
    trouble: kept ? 'notifydemo' : '',
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join('\n');
}

async function look(machine: Machine): Promise<string> {
  const facts = (await machine.sh(LOOK)).replace(/ +$/gm, '');
  return facts.replace(/config-files .*/, 'config-files VERSION').replace(/^enabled( not-found)?$/m, 'enabled NONE');
}

/** Systemd notices that a process `pid` was killed, and starts the service again, in its own time. */
async function startsAgain(machine: Machine, pid: string): Promise<void> {
  await eventually('the next start', async () => {
    const said = await machine.sh('systemctl show -p MainPID,ActiveState notifydemo');
    return said.includes('ActiveState=active') && !new RegExp(`^MainPID=(0|${pid})$`, 'm').test(said);
  });
}

async function reboot(machine: Machine): Promise<void> {
  await machine.powerOff();
  await machine.start();
}

/** A purge leaves nothing but a mask, which is the administrator's own. */
async function isClean(
  machine: Machine,
  before: Awaited<ReturnType<typeof snapshot>>,
  { masked }: Wish,
): Promise<void> {
  if (masked) await machine.sh('systemctl unmask notifydemo');
  assert.equal(difference(before, await snapshot(machine)), [], 'purged');
  if (masked) await machine.sh('systemctl mask notifydemo');
}

/** Runs a sequence from nothing to nothing, and adds each step that it takes to `told`. */
async function run(machine: Machine, steps: Step[], told: string[]): Promise<void> {
  const before = await snapshot(machine);
  let wish = NOTHING;
  for (const step of [...steps, 'unmask', 'purge']) {
    const next = follow(step, wish);
    if (!next) continue;
    told.push(step);
    const pid = await machine.sh('systemctl show --value -p MainPID notifydemo');
    if (step === 'reboot') await reboot(machine);
    else await machine.sh(next.shell);
    if (step === 'kill') await startsAgain(machine, pid);
    assert.is(await look(machine), expected(next.wish), step);
    const isUnchanged = next.wish.package === wish.package && next.wish.running === wish.running && wish.running;
    if (isUnchanged && !['kill', 'reboot', 'install bad'].includes(step)) {
      assert.is(
        await machine.sh('systemctl show --value -p MainPID notifydemo'),
        pid,
        `${step} leaves the service alone`,
      );
    }
    wish = next.wish;
    if (step === 'purge') await isClean(machine, before, wish);
  }
}

chapter('wishes of an administrator', {
  'any sequence of commands leaves the state that they ask for': async (machine) => {
    // No watchdog: systemd ignores the signs of life of a service that is masked while it runs, and would end it.
    const deb = { mail: false, service: { health: '/', restartDelay: 1, watchdog: 0 } };
    for (const version of ['1.0.0', '2.0.0']) await put(machine, { version, deb });
    await put(machine, { version: BAD_VERSION, deb, app: String(BAD['exits at once']) });
    let done = 0;
    const told: string[] = [];
    const property = fc.asyncProperty(sequences(LENGTH), async (steps) => {
      told.length = 0;
      if (done < Number(STEPS)) await run(machine, steps.slice(0, Number(STEPS) - done), told);
      done += told.length;
    });
    const { failed, seed, counterexamplePath, errorInstance } = await fc.check(property, {
      // Each suite takes another sequence, with a bad version among its first steps. Shrinking would take hours on a real
      // machine.
      seed: Number(SEED ?? 49 + SUITES.indexOf(machine.suite)),
      numRuns: RUN ? 1 : Number(STEPS),
      endOnFailure: true,
      ...(RUN && { path: RUN }),
    });
    if (!failed) return;
    console.error(`after ${told.join(', ')}\nSEED=${seed} RUN=${counterexamplePath}`);
    throw errorInstance;
  },
});
