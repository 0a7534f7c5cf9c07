/**
 * The machines of a fleet: each has a web server with a copy of the repository, and unattended-upgrades.
 */
import { cp } from 'node:fs/promises';
import type { Workshop } from '../support/published.ts';
import type { Suite } from '../system/base.ts';
import { type Outcomes, underLoad } from '../system/load.ts';
import type { Machine } from '../system/machine.ts';
import { putNode } from '../system/node-source.ts';
import { equipped, quiet, setUp } from '../system/repository.ts';
import { eventually } from '../system/story.ts';

/** What a machine has at the end of a day. */
interface State {
  /** The version of the process that answers. */
  answer: string;
  /** dpkg's state and version. */
  dpkg: string;
  /** Both, and the exit code of unattended-upgrades if it failed. */
  text: string;
}

interface Column {
  title: string;
  states: State[];
}

export class Fleet {
  readonly #workshop: Workshop;
  readonly #suites: Suite[] = [];
  readonly machines: Machine[] = [];

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  add(suite: Suite): void {
    this.#suites.push(suite);
  }

  async boot(): Promise<void> {
    const machines = await inTwoLanes(this.#suites, async (suite, at) => {
      console.error(`${clock()} booting machine ${at + 1} of ${this.#suites.length}, ${suite}`);
      const machine = await equipped(suite);
      this.machines.push(machine);
      if (suite !== 'bullseye') return machine;
      await putNode(machine);
      await machine.sh('dpkg -i node.deb && rm node.deb');
      return machine;
    });
    this.machines.splice(0, machines.length, ...machines);
  }

  /** Types the commands of the page on each machine. */
  async setUp(): Promise<void> {
    await inTwoLanes(this.machines, setUp);
  }

  /** Publishes, and copies the repository to the web server of each machine: first what no reader knows yet. */
  async publish(files: readonly string[], values: Record<string, string>): Promise<void> {
    await this.#workshop.publish(files, values);
    for (const machine of this.machines) {
      const copy = (filter: (source: string) => boolean) =>
        cp(this.#workshop.repository, machine.path('/srv/repository'), { recursive: true, filter });
      await copy((source) => !/InRelease$/.test(source));
      await copy(() => true);
    }
  }

  /** The day of each machine, two at once: more only wait for the processors. */
  async day(title: string): Promise<Column> {
    const states = await inTwoLanes(this.machines, dayOf);
    console.error(`${clock()} ${title}: ${states.map(({ text }) => text).join(', ')}`);
    return { title, states };
  }

  /** Loads each machine until the event has ended, which begins when the clients of all machines ask. */
  async underLoad(event: () => Promise<void>): Promise<Outcomes[]> {
    let begin: () => void = () => {};
    const all = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const ended = all.then(event);
    let asking = 0;
    const loads = this.machines.map((machine) =>
      underLoad(
        machine,
        () => {
          asking += 1;
          if (asking === this.machines.length) begin();
          return ended;
        },
        { pace: this.machines.length },
      ),
    );
    return Promise.all(loads);
  }

  async destroy(): Promise<void> {
    await Promise.all(this.machines.map((machine) => machine.destroy()));
  }
}

const clock = (): string => new Date().toISOString().slice(11, 19);

/** As the timers of Debian do it each day (apt.systemd.daily). A bad version makes unattended-upgrades fail. */
async function dayOf(machine: Machine): Promise<State> {
  await quiet(machine, 'apt-get update');
  const { exitCode } = await machine.run('unattended-upgrade --verbose');
  const dpkg = await machine.sh(`dpkg-query --show --showformat='\${db:Status-Status} \${Version}' notifydemo`);
  let answer = '';
  await eventually('an answer', async () => {
    answer = (await machine.run('curl -sS --fail --max-time 9 http://127.0.0.1:5001/')).stdout.trim();
    return answer !== '';
  });
  const failed = exitCode === 0 ? '' : `, exit code ${exitCode}`;
  const text = dpkg === `installed ${answer}` && failed === '' ? answer : `${answer} (${dpkg}${failed})`;
  return { answer, dpkg, text };
}

/** Does work on each item, on two at a time, and returns the results in the order of the items. */
async function inTwoLanes<T, Result>(
  items: readonly T[],
  work: (item: T, at: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, item] = next;
      results[at] = await work(item, at);
    }
  };
  await Promise.all([lane(), lane()]);
  return results;
}
