/**
 * The script that sends a mail after each start, with a program in the place of sendmail that shows the mail.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { plan, texts } from '../support/plans.ts';

const mailing = suite('the mail after a start');

const script = texts(plan({ mail: true })).get('usr_libexec_notifydemo_mail-ready') ?? '';

/** The words for sendmail, and the head and the text of the mail. */
async function sent(env: NodeJS.ProcessEnv): Promise<string> {
  const shown = script.replace('/usr/sbin/sendmail -i -t', 'sh -c \'echo "$*"; cat\' sendmail -i -t');
  const { exitCode, stdout, stderr } = await run('sh', ['-s'], {
    input: shown,
    env: { PATH: process.env.PATH, ...env },
  });
  assert.is(exitCode, 0, stderr);
  return stdout;
}

const mailTo = (recipients: string, port = ''): string =>
  `-i -t\nSubject: notifydemo ready\nTo: ${recipients}\n\nService notifydemo is READY${port}.\n`;

mailing('names the recipients, and the port if there is one', async () => {
  assert.is(await sent({ MAIL_TO: 'root' }), mailTo('root'));
  assert.is(await sent({ MAIL_TO: 'a@x.example, b', PORT: '5001' }), mailTo('a@x.example, b', ' on port 5001'));
});

mailing('the recipients are one line, whatever ends a line for a mail program', async () => {
  for (const end of ['\n', '\r', '\r\n', '\n\n', '\r\r\n'])
    assert.is(await sent({ MAIL_TO: `root${end}Bcc: all${end}` }), mailTo('rootBcc: all'), JSON.stringify(end));
});

mailing('text with a meaning for sh or printf stays text', async () => {
  for (const recipients of ['$(id)', '%s %n', '\\n', '`id`', '*', '-n'])
    assert.is(await sent({ MAIL_TO: recipients }), mailTo(recipients), recipients);
});

mailing.run();
