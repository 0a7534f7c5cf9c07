/**
 * Rules about further files.
 */
import { type Rule, worker } from './values.ts';

const files = (...items: object[]) => ({ files: items });
const to = (place: string, keys: object = {}) => ({ from: 'a', to: place, ...keys });

export const FILE_RULES: Record<string, Rule> = {
  'owners of files': {
    takes: [
      files(to('/etc/web-shop/a', { owner: 'web-shop' }), to('/etc/web-shop/b', { owner: 'root' })),
      { ...files(to('/etc/web-shop/a', { owner: 'hand' })), ...worker({ user: 'hand' }) },
      files({ directory: '/etc/web-shop/a', owner: 'web-shop' }, { directory: '/etc/web-shop/a/b', owner: 'web-shop' }),
      files({ directory: '/etc/web-shop/a' }, to('/etc/web-shop/a/b')),
      files({ directory: '/var/cache/web-shop/a', owner: 'root' }, to('/var/cache/web-shop/a/b')),
      files({ directory: '/var/lib/web-shop/a' }, { directory: '/var/lib/web-shop/a/b' }),
      files({ directory: '/etc/web-shop/a', owner: 'web-shop' }, to('/etc/web-shop/ab')),
    ],
    refuses: [
      [
        files(to('/etc/web-shop/a', { owner: 'hand' })),
        'deb.files.0.owner: is "hand"; it must be root or the user of a service: "root", "web-shop"',
      ],
      [
        { ...files(to('/etc/web-shop/a', { owner: 'x' })), ...worker({ user: 'hand' }) },
        'deb.files.0.owner: is "x"; it must be root or the user of a service: "root", "web-shop", "hand"',
      ],
      [
        files(to('/etc/other/a', { owner: 'web-shop' })),
        'deb.files.0.to: is "/etc/other/a"; the user web-shop could change it',
      ],
      [files(to('/usr/bin/a', { mode: '0757' })), 'deb.files.0.to: is "/usr/bin/a"; every user could write to it'],
      [
        files({ directory: '/etc/other', mode: '0777' }),
        'deb.files.0.directory: is "/etc/other"; every user could write to it',
      ],
      [
        files({ directory: '/etc/web-shop/a/', owner: 'web-shop' }, to('/etc/web-shop/a/b')),
        'deb.files.1.to: is "/etc/web-shop/a/b"; it is in a directory that belongs to the user of a service',
      ],
      [files({ directory: '/var/cache/web-shop/a' }, to('/var/cache/web-shop/a/b')), 'deb.files.1.to:'],
      [
        files({ directory: '/etc/web-shop/a', owner: 'web-shop' }, { link: '/b', to: '/etc/web-shop/a/b' }),
        'deb.files.1.to:',
      ],
      [
        files({ directory: '/var/lib/web-shop/a', owner: 'root' }),
        'deb.files.0.directory: is "/var/lib/web-shop/a"; it is in a directory',
      ],
    ],
  },
  'places of files': {
    takes: [
      files(to('/etc/web-shop/a', { conffile: true }), to('/usr/share/web-shop/b', { conffile: false })),
      files(to('/var/cache/web-shop/a'), { directory: '/var/spool/web-shop' }),
      files(to('/usr/share/web-shop/'), to('/usr/share/web-shop/')),
    ],
    refuses: [
      [
        files(to('/usr/share/web-shop/a', { conffile: true })),
        'deb.files.0.conffile: is true; what the administrator edits must lie in /etc, as in "to": "/etc/web-shop/"',
      ],
      [
        files(to('/var/cache/other/a')),
        'deb.files.0.to: is "/var/cache/other/a"; in /var/cache it must be in the package\'s own folder, as in "to": "/var/cache/web-shop/"',
      ],
      [
        files({ directory: '/var/log/web-shop2', owner: 'root' }),
        'deb.files.0.directory: is "/var/log/web-shop2"; in /var/log',
      ],
      [files(to('/etc/a'), to('/etc/b'), to('/etc/a')), 'deb.files.2.to: is "/etc/a"; deb.files.0 lands there already'],
      [
        files({ directory: '/etc/a' }, { link: '/b', to: '/etc/a' }),
        'deb.files.1.to: is "/etc/a"; deb.files.0 lands there already',
      ],
    ],
  },
};
