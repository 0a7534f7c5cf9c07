/**
 * What systemd has to make of the units of a package with a service, a task, a socket, a mail and a secret: each property
 * by its name in `systemctl show`. A list names some of its words.
 */
import type { Suite } from './base.ts';

const NETWORK = 'network-online.target';
const SETTINGS = '/etc/default/demo (ignore_errors=yes)';
const ACCOUNT = { User: 'demo', Group: 'demo' };
const STATE = {
  StateDirectory: 'demo',
  StateDirectoryMode: '0750',
  WorkingDirectory: '/usr/lib/demo/app',
  UMask: '0077',
};
const LIMITS = { LimitNOFILE: '65536', LimitNOFILESoft: '1024', LimitNPROC: '1024', TasksMax: '1024' };

type Properties = Readonly<Record<string, string | readonly string[]>>;

const UNITS: Readonly<Record<string, Properties>> = {
  'demo.service': {
    ...ACCOUNT,
    ...STATE,
    ...LIMITS,
    Type: 'notify',
    TimeoutStartUSec: '35s',
    TimeoutStopUSec: '40s',
    WatchdogUSec: '10s',
    Restart: 'always',
    RestartPreventExitStatus: '78',
    SuccessExitStatus: '143',
    StartLimitBurst: '14',
    SyslogIdentifier: 'demo',
    RuntimeDirectory: 'demo',
    RuntimeDirectoryMode: '0700',
    KillMode: 'control-group',
    EnvironmentFiles: SETTINGS,
    Documentation: ['"man:demo(8)"'],
    Wants: [NETWORK, 'demo-mail.service'],
    Requires: ['demo.socket'],
    After: [NETWORK, 'demo.socket'],
    WantedBy: 'multi-user.target',
    Environment: [
      ...['NODE_ENV=production', 'NOTIFY_PRIORITIES=1', 'NOTIFY_NAME=demo', 'NOTIFY_READY=http', 'NOTIFY_HEALTH=/well'],
      ...['NOTIFY_SOCKETS=PORT=5001', 'NOTIFY_EXPLAIN=1', 'NOTIFY_START_TIMEOUT=30', 'NOTIFY_STOP_TIMEOUT=30'],
      ...['PORT=5001', 'MAIL_TO=root', 'NOTIFY_SECRETS=TOKEN'],
    ],
  },
  'demo-mail.service': {
    ...ACCOUNT,
    Type: 'oneshot',
    KillMode: 'process',
    TimeoutStartUSec: '1min',
    SuccessExitStatus: 'TERM',
    After: ['demo.service'],
    Requisite: 'demo.service',
    Environment: ['MAIL_TO=root'],
    EnvironmentFiles: SETTINGS,
  },
  'demo-night.service': {
    ...ACCOUNT,
    ...STATE,
    ...LIMITS,
    Type: 'oneshot',
    TimeoutStartUSec: '1h',
    TimeoutStopUSec: '30s',
    SyslogIdentifier: 'demo-night',
    Wants: [NETWORK],
    After: [NETWORK],
    Environment: ['NODE_ENV=production', 'NOTIFY_PRIORITIES=1', 'NOTIFY_SECRETS=TOKEN'],
    EnvironmentFiles: SETTINGS,
  },
  'demo-night.timer': {
    Unit: 'demo-night.service',
    Persistent: 'yes',
    TimersCalendar: ['OnCalendar=*-*-*', '03:00:00'],
    WantedBy: 'timers.target',
  },
  'demo.socket': {
    Listen: ['[::]:5001'],
    BindIPv6Only: 'both',
    Backlog: '4096',
    DeferAcceptUSec: '1s',
    FileDescriptorName: 'port-5001',
    StopWhenUnneeded: 'yes',
    StartLimitIntervalUSec: '0',
    Triggers: 'demo.service',
  },
};

/** The properties of each unit. On systemd 252 the agent asks for a quarter more time. */
export function understoodOn(suite: Suite): Readonly<Record<string, Properties>> {
  const service: Properties = {
    ...UNITS['demo.service'],
    ...(suite === 'bookworm' ? { WatchdogUSec: '12.500000s' } : {}),
  };
  return { ...UNITS, 'demo.service': service };
}
