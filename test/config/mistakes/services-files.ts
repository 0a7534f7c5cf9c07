/**
 * Mistakes in what the `deb` section says of variables, services and further files.
 */
import { PORT, type Written } from './written.ts';

function service(keys: object): Written {
  return { deb: { service: keys } };
}

function worker(keys: object): Written {
  return { deb: { services: { worker: keys } } };
}

function overriding(directives: object): Written {
  return service({ hardenOverrides: directives });
}

function file(keys: object): Written {
  return { deb: { files: [keys] } };
}

const FILE = { from: 'public/**', to: '/usr/share/web-shop/' };

const VARIABLES: Record<string, Written> = {
  'settings-plain-value': { deb: { settings: { LOG_LEVEL: 'debug' } } },
  'settings-number': { deb: { settings: { PORT: { value: 8080, description: 'The port to listen on.' } } } },
  'settings-without-description': { deb: { settings: { PORT: { value: '8080' } } } },
  'settings-with-about': { deb: { settings: { PORT: { value: '8080', about: 'The port.' } } } },
  'settings-with-hyphen': { deb: { settings: { 'database-client': PORT } } },
  'settings-of-node': { deb: { settings: { NODE_OPTIONS: { value: '--inspect', description: 'For Node.' } } } },
  'settings-with-variable': {
    deb: { settings: { DATA: { value: '$HOME/data', description: 'Where data is kept.' } } },
  },
  'settings-list': { deb: { settings: ['PORT=8080'] } },
  'secret-with-value': { deb: { secrets: { TOKEN: { value: 'hunter2', description: 'For the payment service.' } } } },
  'secret-and-setting': { deb: { secrets: { PORT: { description: 'The port to listen on.' } } } },
  'secret-and-setting-of-a-worker': {
    deb: {
      secrets: { TOKEN: { description: 'For the payment service.' } },
      services: { worker: { ready: 'loaded', settings: { TOKEN: { value: '1', description: 'For tests.' } } } },
    },
  },
};

const SERVICES: Record<string, Written> = {
  'seconds-with-unit': service({ startTimeout: '30s' }),
  'seconds-with-word': service({ watchdog: '5 min' }),
  'seconds-text': service({ stopTimeout: '30' }),
  'seconds-in-milliseconds': service({ startTimeout: 120000 }),
  'seconds-none': service({ startTimeout: 0 }),
  'seconds-fraction': service({ restartDelay: 0.5 }),
  'health-without-slash': service({ health: 'health' }),
  'health-address': service({ health: 'http://localhost:8080/healthz' }),
  'ready-misspelt': service({ ready: 'listen' }),
  'ready-flag': service({ ready: true }),
  'restart-as-in-docker': service({ restart: 'unless-stopped' }),
  'restart-underscore': service({ restart: 'on_failure' }),
  'port-text': service({ port: '8080' }),
  'port-too-high': service({ port: 80800 }),
  'port-of-no-setting': service({ port: 'HTTP_PORT' }),
  'port-without-settings': { deb: { settings: undefined, service: { port: 'PORT' } } },
  'user-upper-case': service({ user: 'WebShop' }),
  'user-of-the-system': service({ user: 'www-data' }),
  'user-of-a-group-with-rights': worker({ user: 'docker' }),
  'user-with-the-directory-of-another': {
    deb: { services: { a: { entry: 'src/a.js', user: 'hand' }, b: { entry: 'src/b.js', user: 'web-shop-hand' } } },
  },
  'arguments-text': service({ arguments: '--verbose --color' }),
  'reload-signal': service({ reload: 'SIGHUP' }),
  'unix-socket-path': service({ unixSocket: '/run/web.sock' }),
  'unix-socket-mode': service({ unixSocket: { mode: '660' } }),
  'unix-socket-group': service({ unixSocket: { group: 'www-data:nginx' } }),
  'unix-socket-without-port': { deb: { settings: undefined, service: { unixSocket: {} } } },
  'unix-socket-with-port-of-a-setting': service({ port: 8080, unixSocket: {} }),
  'unix-socket-and-own-unit': service({ unixSocket: {}, unit: 'systemd/web.service' }),
  'unix-socket-too-long': {
    deb: { name: `a${'b'.repeat(99)}`, service: { user: 'web', unixSocket: {} } },
  },
  'unix-socket-of-the-same-name': {
    deb: { service: { socket: true, unixSocket: {} }, services: { unix: { ready: 'loaded' } } },
  },
  'unix-socket-on-a-schedule': { deb: { services: { night: { schedule: 'daily', unixSocket: {} } } } },
  'service-null': { deb: { service: null } },
  'services-list': { deb: { services: [{ name: 'worker', entry: 'src/worker.js' }] } },
  'services-called-mail': { deb: { services: { mail: { entry: 'src/mail.js', ready: 'loaded' } } } },
  'services-upper-case': { deb: { services: { Worker: { entry: 'src/worker.js', ready: 'loaded' } } } },
  'services-unit-of-the-system': {
    fields: { name: 'isc-dhcp' },
    deb: { services: { client: { entry: 'src/client.js', ready: 'loaded' } } },
  },
  'schedule-in-words': worker({ schedule: 'every day' }),
  'schedule-of-cron': worker({ schedule: '0 3 * * *' }),
  'schedule-of-cron-every-quarter': worker({ schedule: '*/15 * * * *' }),
  'schedule-of-cron-on-workdays': worker({ schedule: '*/15 8-18 * * 1-5' }),
  'schedule-nickname-of-cron': worker({ schedule: '@daily' }),
  'schedule-half-of-cron': worker({ schedule: '*:*/5' }),
  'schedule-with-days-backwards': worker({ schedule: 'Fri..Mon 10:00' }),
  'schedule-at-no-time': worker({ schedule: '25:00' }),
  'schedule-of-a-service': worker({ schedule: 'daily', ready: 'loaded', restart: 'always' }),
  'schedule-of-the-main-service': service({ schedule: 'daily' }),
};

const HARDENING: Record<string, Written> = {
  'harden-misspelt': service({ harden: 'strickt' }),
  'harden-flag': worker({ ready: 'loaded', harden: true }),
  'harden-object': service({ harden: { level: 'strict' } }),
  'upgrade-overlap-without-socket': service({ upgrade: 'overlap' }),
  'upgrade-rolling': service({ upgrade: 'rolling' }),
  'harden-sealed-without-socket': service({ harden: 'sealed' }),
  'harden-override-misspelt': overriding({ RestrictAdressFamilies: { value: 'AF_INET', because: 'no IPv6' } }),
  'harden-override-no-directive': overriding({ ExecStart: { value: '/bin/sh', because: 'no Node' } }),
  'harden-override-plain-value': overriding({ TasksMax: 4096 }),
  'harden-override-without-reason': overriding({ TasksMax: { value: '4096' } }),
  'harden-override-of-two-lines': overriding({ TasksMax: { value: '4096\nUser=root', because: 'many' } }),
  'harden-directive-of-a-service': service({ ProtectHome: 'no' }),
};

const SOCKETS: Record<string, Written> = {
  'socket-text': service({ socket: 'yes' }),
  'socket-number': service({ socket: 8080 }),
  'socket-of-a-port-beyond': service({ socket: [70000] }),
  'socket-as-in-a-unit': service({ socket: ['*:8080'] }),
  'socket-without-port': { deb: { settings: {}, service: { socket: true } } },
  'socket-of-a-setting-that-is-not-there': service({ socket: ['PORT', 'ADMIN_PORT'] }),
  'socket-of-a-setting-that-is-no-port': {
    deb: { settings: { PORT: { value: 'http', description: 'The port to listen on.' } }, service: { socket: true } },
  },
  'socket-in-two-places': service({ socket: [8080] }),
  'socket-twice': service({ socket: [9090, 9090] }),
  'socket-with-a-unit': service({ socket: true, unit: 'systemd/web.service' }),
  'socket-on-a-schedule': worker({ schedule: 'daily', socket: true }),
};

const FILES: Record<string, Written> = {
  'files-text': { deb: { files: ['public/**'] } },
  'files-as-elsewhere': file({ src: 'public/**', dest: '/usr/share/web-shop/' }),
  'files-without-target': file({ from: 'public/**' }),
  'files-from-outside': file({ ...FILE, from: '../shared/**' }),
  'files-to-usr-local': file({ from: 'bin/shop', to: '/usr/local/bin/' }),
  'files-to-opt': file({ ...FILE, to: '/opt/web-shop/' }),
  'files-to-a-home': file({ directory: '/home/shop/uploads' }),
  'files-to-var-of-others': file({ from: 'dump.sql', to: '/var/lib/postgresql/' }),
  'files-to-relative': file({ ...FILE, to: 'usr/share/web-shop/' }),
  'files-mode-number': file({ ...FILE, mode: 644 }),
  'files-mode-short': file({ ...FILE, mode: '755' }),
  'files-mode-setuid': file({ ...FILE, mode: '4755' }),
  'files-owner-unknown': file({ ...FILE, owner: 'www-data' }),
  'files-conffile-outside-etc': file({ from: 'shop.conf', to: '/usr/share/web-shop/', conffile: true }),
  'files-twice-in-one-place': {
    deb: {
      files: [
        { from: 'a.conf', to: '/etc/web-shop/shop.conf' },
        { from: 'b.conf', to: '/etc/web-shop/shop.conf' },
      ],
    },
  },
  'files-owner-outside': file({ from: 'public/**', to: '/etc/nginx/conf.d/', owner: 'web-shop' }),
  'files-open-to-all-outside': file({ from: 'bin/shop', to: '/usr/bin/shop', mode: '0777' }),
  'files-in-the-state': file({ from: 'seed.json', to: '/var/lib/web-shop/' }),
  'files-in-a-directory-of-an-account': {
    deb: {
      files: [
        { directory: '/etc/web-shop/keys', owner: 'web-shop' },
        { link: '/etc/ssl/private/shop.pem', to: '/etc/web-shop/keys/shop.pem' },
      ],
    },
  },
  'files-to-with-bidi-mark': file({ ...FILE, to: '/usr/share/web-shop/a\u202eb' }),
  'files-link-to-two-lines': file({ link: 'a\u2028b', to: '/usr/share/web-shop/a' }),
  'files-directory-with-wildcard': file({ directory: '/var/lib/web-shop/*' }),
  'files-link-with-from': file({ link: '/usr/lib/web-shop/app.cjs', from: '/usr/bin/web-shop' }),
};

/** By the name of the golden file. */
export const SERVICE_MISTAKES: Record<string, Written> = {
  ...VARIABLES,
  ...SERVICES,
  ...SOCKETS,
  ...HARDENING,
  ...FILES,
};
