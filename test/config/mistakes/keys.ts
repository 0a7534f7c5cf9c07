/**
 * Keys that there are not: misspelt, in the wrong place, or right in another tool; and several mistakes at once.
 */
import { PORT, type Written } from './written.ts';

function service(keys: object): Written {
  return { deb: { service: keys } };
}

const PLACES: Record<string, Written> = {
  'misspelt-key': { deb: { servce: {} } },
  'misspelt-key-below': service({ watchDog: 10 }),
  'misplaced-health': { deb: { health: '/healthz' } },
  'misplaced-user-and-port': { deb: { user: 'web', port: 8080 } },
  'misplaced-variable': service({ PORT: '8080' }),
  'misplaced-entry': service({ entry: 'src/server.js' }),
  'misplaced-settings': { deb: { settings: undefined, service: { settings: { PORT } } } },
  'misplaced-name': service({ name: 'web-shop', description: 'The shop.' }),
  'unknown-key': { deb: { urgency: 'low' } },
};

/** Keys that are right elsewhere. */
const HABITS: Record<string, Written> = {
  'habits-of-cargo-deb': {
    deb: {
      assets: [['public/**', 'usr/share/web-shop/', '644']],
      'extended-description': 'Sells things.',
      'conf-files': ['/etc/web-shop/shop.conf'],
      'maintainer-scripts': 'debian/',
      'systemd-units': { 'unit-name': 'web-shop' },
    },
  },
  'habits-of-nfpm': {
    deb: {
      contents: [{ src: 'public/**', dst: '/usr/share/web-shop/' }],
      conffiles: ['/etc/web-shop/shop.conf'],
      description: 'Shop of the example company',
      release: '1',
      vendor: 'Example',
      arch: 'amd64',
      license: 'MIT',
    },
  },
  'habits-of-node-deb': {
    deb: { install_dir: '/opt/web-shop', user: 'web', start_command: 'node src/server.js', dependencies: ['ffmpeg'] },
  },
  'habits-of-electron-builder': {
    deb: { extraFiles: ['public'], afterInstall: 'debian/postinst.sh', executableName: 'shop', synopsis: 'A shop.' },
  },
  'habits-of-npm': { deb: { main: 'src/server.js', bin: 'bin/shop', engines: { node: '>=20' }, author: 'Ada' } },
  'habits-of-containers': service({ environment: { PORT: '8080' }, command: 'node src/server.js', volumes: ['/data'] }),
  'habits-of-units': service({ ExecStart: 'node src/server.js', Restart: 'always', WorkingDirectory: '/srv/web' }),
  'habits-of-debian': {
    deb: { env: { PORT: '8080' }, systemd: true, postinst: 'debian/postinst.sh', Depends: 'ffmpeg' },
  },
};

const SEVERAL: Record<string, Written> = {
  'five-at-once': {
    fields: { version: 'v1.4', author: 'Ada' },
    deb: { entry: undefined, service: { watchdog: '10s', helth: '/' } },
  },
  'three-that-do-not-fit-together': {
    deb: {
      compression: 'none',
      compressionLevel: 3,
      files: [{ from: 'public/**', to: '/usr/share/web-shop/', owner: 'www-data' }],
      service: { port: 'HTTP_PORT' },
    },
  },
};

/** By the name of the golden file. */
export const KEY_MISTAKES: Record<string, Written> = { ...PLACES, ...HABITS, ...SEVERAL };
