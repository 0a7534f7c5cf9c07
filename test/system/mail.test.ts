import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { chapter, eventually, install, property } from './story.ts';

async function failedUnits(machine: Machine): Promise<string> {
  return machine.sh('systemctl list-units --failed --plain --no-legend');
}

async function mailbox(machine: Machine): Promise<string> {
  return (await machine.run('cat /var/mail/root')).stdout;
}

async function mailsArrived(machine: Machine, count: number): Promise<void> {
  const subjects = async () =>
    (await mailbox(machine)).split('\n').filter((line) => line === 'Subject: notifydemo ready');
  await eventually(`${count} mails`, async () => (await subjects()).length === count);
}

chapter('mail', {
  'with Postfix, root gets a mail after every start': async (machine) => {
    await machine.sh('apt-get install -y --no-install-recommends postfix && systemctl start postfix');
    const failedBefore = await failedUnits(machine);
    await install(machine);
    await mailsArrived(machine, 1);
    assert.match(await mailbox(machine), /^To: root(@\S+)?$/m);
    assert.match(await mailbox(machine), /^Service notifydemo is READY on port 5001\.$/m);
    await machine.sh('systemctl restart notifydemo');
    await mailsArrived(machine, 2);
    await machine.sh('systemctl kill --signal=KILL notifydemo');
    await mailsArrived(machine, 3);

    // READY came before each mail was begun: that is what After= a Type=notify unit means.
    const times = await machine.sh(
      'systemctl show -p ActiveEnterTimestampMonotonic notifydemo; systemctl show -p InactiveExitTimestampMonotonic notifydemo-mail',
    );
    const [ready, mailing] = [...times.matchAll(/=(\d+)/g)].map(([, time]) => Number(time));
    assert.ok(ready !== undefined && mailing !== undefined && ready <= mailing, times);

    await machine.write('/etc/default/notifydemo', 'MAIL_TO=\n');
    await machine.sh('systemctl restart notifydemo');
    await eventually(
      'skipped',
      async () => (await property(machine, 'Result', 'notifydemo-mail')) === 'exec-condition',
    );
    assert.is(await failedUnits(machine), failedBefore);
    await mailsArrived(machine, 3);
  },

  'without a mail server nothing is failed': async (machine) => {
    const before = await failedUnits(machine);
    await install(machine);
    // The mail comes after the start that was waited for.
    const looked = async () => (await property(machine, 'ConditionTimestampMonotonic', 'notifydemo-mail')) !== '0';
    await eventually('systemd has looked for a mail server', looked);
    assert.is(await property(machine, 'ConditionResult', 'notifydemo-mail'), 'no');
    assert.is(await failedUnits(machine), before);
  },
});
