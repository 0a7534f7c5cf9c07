/**
 * The settings of the administrator: the package writes the file once, and tells of its mistakes.
 */
import * as assert from 'uvu/assert';
import { readAssignments } from '../../payload/notify/settings/env-file.ts';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, journal } from './story.ts';
import { put } from './variants.ts';

const FILE = '/etc/default/notifydemo';

function answer(machine: Machine, port = 5001): Promise<string> {
  return machine.sh(`curl -sS --max-time 5 http://127.0.0.1:${port}/`);
}

/** A service that takes no setting. */
const STEADY = `require('node:http').createServer((_, answer) => answer.end('steady')).listen(5001);\n`;

/** Settings of an administrator, most of them with a mistake. */
const UNUSABLE = `A=1
PORT 5002
export B=2
MY-PORT=3
PORT=abc
C = two  words \t
D="a \\"b\\" \\$c \\n"'d'
E=one\\
 two\\ three
F='x y' z
G=
H=a # b
I="first
J='second
K=third
`;

/** Restarts the service; the lines of this start about its settings, and what it shows. */
async function linesOfStart(machine: Machine): Promise<string[]> {
  await machine.sh('systemctl restart notifydemo');
  const id = await machine.sh('systemctl show --value -p InvocationID notifydemo');
  const lines = await journal(machine, `-o cat _SYSTEMD_INVOCATION_ID=${id}`);
  return lines.split('\n').filter((line) => line.startsWith(`${FILE}:`) || line.startsWith('told '));
}

/** Mistakes are named with their lines, and systemd reads the rest as the agent does. */
async function tellsMistakes(machine: Machine): Promise<void> {
  const showing = `${STEADY}console.log('told ' + JSON.stringify(process.env));`;
  await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0', app: showing })}`);
  assert.is((await linesOfStart(machine)).length, 1);
  await machine.write(FILE, UNUSABLE);
  const told = await linesOfStart(machine);
  const lines = told.filter((line) => !line.startsWith('told ')).map((line) => line.slice(FILE.length + 1));
  assert.equal(
    lines.map((line) => Number.parseInt(line, 10)),
    [2, 3, 4, 5, 12, 13],
  );
  assert.match(lines[3] ?? '', '5: PORT="abc" is no port');
  // The agent and systemd agree on each value.
  const env = JSON.parse(told.find((line) => line.startsWith('told '))?.slice(5) ?? '');
  const read = readAssignments(UNUSABLE).filter(({ name, value }) => value !== undefined && /^\w+$/.test(name));
  assert.ok(read.length >= 8);
  for (const { name, value } of read) assert.is(env[name], value, name);
  await machine.write(FILE, '# for PORT\nPORT=5001\n');
  assert.is((await linesOfStart(machine)).length, 1);
}

chapter(
  'settings',
  {
    'settings are written once, stay as the administrator leaves them, stop no upgrade, and go with a purge': async (
      machine,
    ) => {
      const settings = {
        PORT: { value: '5002', description: 'The port, told anew.' },
        LEVEL: { value: '3', description: 'How hard to try.' },
      };
      const old = await put(machine, { version: '1.0.0' });
      const young = await put(machine, { version: '2.0.0', deb: { settings } });
      const without = await put(machine, { version: '3.0.0', app: STEADY, deb: { settings: {}, mail: false } });
      const before = await snapshot(machine);
      await machine.sh(`dpkg -i ${old}`);
      assert.match(await machine.sh(`cat ${FILE}`), /^#PORT=5001$/m);
      assert.is(
        await machine.sh(`stat -c "%U:%G %a" ${FILE}; dpkg-query -W -f '\${Conffiles}' notifydemo`),
        'root:root 644',
      );

      // Edited as the guide says, it goes through an upgrade without a terminal, as unattended-upgrades calls apt.
      await machine.sh(`echo PORT=5003 >>${FILE}`);
      const edited = await machine.sh(`cat ${FILE}`);
      for (const step of [young, young, old, young]) {
        await machine.sh(`setsid apt-get install -y --allow-downgrades ${step} </dev/null 2>&1`);
        assert.is(await machine.sh(`cat ${FILE}`), edited, step);
        assert.is(await answer(machine, 5003), step === old ? '1.0.0' : '2.0.0');
      }
      assert.match(await machine.sh('cat /usr/share/doc/notifydemo/settings'), /^#PORT=5002$.*^#LEVEL=3$/ms);
      assert.match(await machine.sh('zcat /usr/share/man/man8/notifydemo.8.gz'), /^\.B LEVEL\nHow hard to try\.$/m);

      // Removed on purpose, it stays away until a purge.
      await machine.sh(`rm ${FILE} && dpkg -i ${old} && ! ls ${FILE}* && dpkg --remove notifydemo && dpkg -i ${young}`);
      assert.is(await machine.sh(`ls ${FILE}* || true`), '');
      assert.is(await answer(machine, 5002), '2.0.0');
      await machine.sh(
        `dpkg --purge notifydemo && dpkg -i ${without} && ! ls ${FILE}* && dpkg -i ${young} && ls ${FILE}`,
      );
      // A version without settings neither reads nor removes it. Its purge does.
      await machine.sh(`echo LEVEL=4 >>${FILE} && touch ${FILE}~ && dpkg -i ${without} && grep -qx LEVEL=4 ${FILE}`);
      assert.is(await answer(machine), 'steady');
      await machine.sh('dpkg --purge notifydemo');
      assert.equal(difference(before, await snapshot(machine)), []);
      await tellsMistakes(machine);
    },
  },
  { on: ['bookworm', 'trixie'] },
);
