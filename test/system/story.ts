/**
 * Stories: each lives on a machine of its own, on every Debian.
 */
import { suite } from 'uvu';
import { ALL_SUITES, SUITES, type Suite } from './base.ts';
import { Machine } from './machine.ts';

export type Story = (machine: Machine) => Promise<void>;

/** The package under test, made by `npm run build-deb`. */
export const PACKAGE = process.env.PACKAGE ?? 'dist/notifydemo.deb';

/** Debian releases to live on: all, or those that SUITES names. Debian 11 has few chapters. */
export const suites = (process.env.SUITES?.split(',') ?? ALL_SUITES) as Suite[];

/** Whether a story is to be told: all, or the one that ONLY names. */
export function isTold(name: string): boolean {
  return [undefined, '', name].includes(process.env.ONLY);
}

interface Stage {
  /** How each story's machine comes about; else it is booted. */
  make?: (suite: Suite) => Promise<Machine>;
  /** The releases that the chapter is about; else all. */
  on?: readonly Suite[];
}

/** Runs the stories of a chapter one after the other, each on a fresh machine. */
export function chapter(
  title: string,
  stories: Record<string, Story>,
  { make = Machine.boot, on = SUITES }: Stage = {},
): void {
  for (const debian of suites.filter((suite) => on.includes(suite))) {
    const tests = suite(`${debian}: ${title}`);
    for (const [name, story] of Object.entries(stories).filter(([name]) => isTold(name))) {
      tests(name, async () => {
        const machine = await make(debian);
        try {
          await story(machine);
        } catch (error) {
          // What a person would look at first.
          console.error(
            (await machine.run('journalctl --sync; journalctl --no-pager -b -o short-precise | tail -n 40')).stdout,
          );
          throw error;
        } finally {
          await machine.destroy();
        }
      });
    }
    tests.run();
  }
}

/** Puts the package where {@link install} finds it. */
export async function deliver(machine: Machine): Promise<void> {
  await machine.put(PACKAGE, '/root/notifydemo.deb');
}

/** Copies the package in and installs it as its README says. */
export async function aptInstall(machine: Machine): Promise<void> {
  await deliver(machine);
  await machine.sh('apt-get install -y ./notifydemo.deb');
}

/** The same by dpkg alone, in a quarter of the time: for stories that are about what comes after. */
export async function install(machine: Machine): Promise<void> {
  await deliver(machine);
  await machine.sh('dpkg -i notifydemo.deb');
}

/** The value of one property of a unit, as systemd has it. */
export function property(machine: Machine, name: string, unit = 'notifydemo'): Promise<string> {
  return machine.sh(`systemctl show --value -p ${name} ${unit}`);
}

/**
 * What the journal has of this boot, by the words of journalctl. journald writes in its own time: what was said before this
 * question is there after --sync (journalctl(1)).
 */
export function journal(machine: Machine, words: string): Promise<string> {
  return machine.sh(`journalctl --sync && journalctl -b -q --no-pager ${words}`);
}

/** Runs a command while journald hears of nothing, until a question of the shell is answered with true. */
export function unheard(machine: Machine, command: string, until: string): ReturnType<Machine['run']> {
  const journald = "$(grep -lx 'systemd-journal.*' /proc/[0-9]*/comm | cut -d/ -f3)";
  const hears = `(until ${until}; do sleep 0.1; done; kill -CONT $journald) >/dev/null 2>&1 &`;
  return machine.run(`journald=${journald}; kill -STOP $journald; ${hears} ${command}`);
}

/** The status of a service that is ready, without the time and the requests, which a status tells after some seconds. */
export async function readyStatus(machine: Machine, unit = 'notifydemo'): Promise<string> {
  return (await property(machine, 'StatusText', unit)).replace(/ since .*$/, '');
}

/** Runs an app of test/system/apps in place of the demonstration. */
export async function replaceApp(machine: Machine, app: string, directives: string[] = []): Promise<void> {
  await machine.put(`test/system/apps/${app}`, `/srv/${app}`);
  await replaceCommand(machine, `/srv/${app}`, directives);
}

/**
 * Runs what is already on the machine in place of the demonstration, `command` being a script with its
 * arguments: a drop-in, as an administrator would write one.
 */
export async function replaceCommand(machine: Machine, command: string, directives: string[] = []): Promise<void> {
  const start = `ExecStart=/usr/bin/node --require /usr/lib/notifydemo/notify.cjs ${command}`;
  const lines = ['[Service]', 'ExecStart=', start, ...directives];
  await machine.write('/etc/systemd/system/notifydemo.service.d/app.conf', `${lines.join('\n')}\n`);
  await machine.sh('systemctl daemon-reload');
}

/** Goes on while the story does. If it fails, whoever waits for it gets to know, and not the process as a whole. */
export function meanwhile<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/**
 * Waits until a question is answered with true. The longest wait only ends a test that has failed, on a busy machine too:
 * no story measures time by it.
 */
export async function eventually(what: string, question: () => Promise<boolean>, seconds = 90): Promise<void> {
  const deadline = Date.now() + 1000 * seconds;
  while (!(await question())) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
