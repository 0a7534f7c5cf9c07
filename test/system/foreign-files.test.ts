/**
 * Files of others in places of the package: mail behind a mount, and a directory where a version has a file.
 */
import * as assert from 'uvu/assert';
import { chapter, install } from './story.ts';
import { put } from './variants.ts';

chapter('files of others', {
  'mail behind a mount': async (machine) => {
    await install(machine);
    await machine.sh('mkdir -p /srv/mail /var/mail/notifydemo && echo precious >/srv/mail/letter');
    await machine.sh('mount --bind /srv/mail /var/mail/notifydemo');
    assert.match(
      (await machine.run('dpkg --purge notifydemo')).stderr,
      "/var/mail/notifydemo is kept, because of mounts: '/var/mail/notifydemo'",
    );
    assert.is(await machine.sh('cat /srv/mail/letter'), 'precious');
    assert.is((await machine.run('id notifydemo')).exitCode, 1);
  },

  'a directory in the place of a file of the next version, which dpkg would delete': async (machine) => {
    const first = await put(machine, { version: '1.0.0', files: { '/usr/share/notifydemo/deep/own': 'x' } });
    const places = ['/usr/share/notifydemo', '/etc/notifydemo'];
    const [share = '', etc = ''] = places;
    const next = await put(machine, { version: '1.1.0', files: { [share]: 'x' }, conffiles: { [etc]: 'x' } });
    for (const directory of places) {
      await machine.sh(`mkdir -p ${directory}/deep && echo precious >${directory}/deep/data`);
      for (const before of ['true', `dpkg -i ${first}`]) {
        await machine.sh(before);
        const { exitCode, stderr } = await machine.run(`dpkg -i ${next}`);
        assert.is.not(exitCode, 0);
        assert.match(
          stderr,
          new RegExp(`nothing was changed: ${directory}/deep(/data)? lies where this version has a file`),
        );
        assert.is(await machine.sh(`cat ${directory}/deep/data`), 'precious');
      }
      await machine.sh(`rm -rf /srv/notifydemo && mv ${directory} /srv/ && dpkg --purge notifydemo`);
    }
    // A directory with files of the earlier version alone may become a file.
    await machine.sh(`dpkg -i ${first} && dpkg -i ${next}`);
    assert.is(await machine.sh(`cat /srv/notifydemo/deep/data && stat -c %F ${share}`), 'precious\nregular file');
  },
});
