/**
 * A reader of a repository that fetches all the time, while versions are added.
 */
import type { Machine } from './machine.ts';
import { eventually } from './story.ts';

/** Every reading begins without any list or file. */
const READ = `cd /root
exec >reader.log 2>&1
while [ ! -e /root/enough ]; do
  rm -rf /var/lib/apt/lists/* hello_*.deb
  if apt-get -o APT::Update::Error-Mode=any update && apt-get -o APT::Sandbox::User=root download hello; then echo read >>/root/reads; else echo failed >>/root/reads; fi
done
echo >ended
`;

/** What became of the readings. */
interface Readings {
  read: number;
  failed: number;
  /** Warnings and errors of apt with the lines before them. */
  complaints: string;
}

/** Lets apt read from before the first addition until after the last one. */
export async function readDuring(machine: Machine, additions: () => Promise<void>): Promise<Readings> {
  const exists = async (file: string): Promise<boolean> => (await machine.run(`test -s ${file}`)).exitCode === 0;
  await machine.write('/root/reader', READ);
  await machine.sh('systemd-run --quiet --unit=reader sh /root/reader');
  await eventually('the first reading', () => exists('reads'));
  await additions();
  await machine.sh('echo >enough');
  await eventually('the last reading', () => exists('ended'));
  const count = async (word: string) => Number(await machine.sh(`grep -c ${word} /root/reads || true`));
  const complaints = await machine.sh('grep -B9 -E "^(W|E|Warning|Error):" /root/reader.log || true');
  return { read: await count('read'), failed: await count('failed'), complaints };
}
