/**
 * Bugs in the units and in the other files of the target, made by hand, each with the test that must notice it.
 */
import type { Bug } from './preinst.ts';

/** By their files below debian-templates, without the ending. */
export const UNIT_BUGS: Readonly<Record<string, readonly Bug[]>> = {
  'mail.service': [
    ['After={{name}}.service\n', '', 'understood'],
    ['Requisite={{name}}.service\n', '', 'understood'],
    ['ConditionFileIsExecutable=/usr/sbin/sendmail\n', '', 'noMail'],
    ['ExecCondition=/usr/bin/test -n', 'ExecStartPre=/usr/bin/test -n', 'mail'],
    ['KillMode=process\n', '', 'understood'],
  ],
  'mail-ready': [['${PORT:+ on port $PORT}', '', 'mail']],
  'oneshot.service': [
    ['Type=oneshot', 'Type=exec', 'understood'],
    ['TimeoutStartSec={{startTimeout}}', 'TimeoutStartSec={{stopTimeout}}', 'understood'],
    ['EnvironmentFile=-{{this}}\n', '', 'understood'],
  ],
  'parts/directories': [
    ['BindReadOnlyPaths={{this}}', 'BindPaths={{this}}', 'beside'],
    ['WorkingDirectory={{directory}}', 'WorkingDirectory=/', 'understood'],
    ['StateDirectoryMode=0750', 'StateDirectoryMode=0755', 'ready'],
  ],
  'parts/sandbox': [
    ['UMask=0077\n', '', 'understood'],
    ['LimitNOFILE=1024:65536', 'LimitNOFILE=1024', 'understood'],
    ['TasksMax={{tasks}}\n', '', 'understood'],
    ['MemoryMax={{memory}}\n', '', 'understood'],
    ['ProtectHome=yes\n', '', 'levels'],
    ['RestrictSUIDSGID=yes\n', '', 'levels'],
    ['NoNewPrivileges=yes\n', '', 'levels'],
    ['PrivateNetwork=yes\n', '', 'levels'],
    ['SystemCallFilter=~@aio @keyring @memlock', 'SystemCallFilter=~@keyring @memlock', 'intruder'],
    ['NoExecPaths=+/tmp +/var/tmp', 'NoExecPaths=+/var/tmp', 'levels'],
    ['size=64M,mode=1777', 'size=640M,mode=1777', 'intruder'],
  ],
  service: [
    ['StartLimitBurst={{startLimitBurst}}\n', '', 'understood'],
    ['Wants=network-online.target\n', '', 'understood'],
    ['After=network-online.target\n', '', 'understood'],
    ['Requires={{socketUnits}}\n', '', 'understood'],
    ['Wants={{mailUnit}}\n', '', 'mail'],
    ['SyslogIdentifier={{unit}}\n', '', 'understood'],
    ['Environment=NODE_ENV=production\n', '', 'understood'],
    ['EnvironmentFile=-{{this}}\n', '', 'ready'],
    ['TimeoutStartSec={{timeoutStart}}', 'TimeoutStartSec={{startTimeout}}', 'understood'],
    ['TimeoutStopSec={{timeoutStop}}', 'TimeoutStopSec={{timeoutStart}}', 'understood'],
    ['RestartPreventExitStatus=78\n', '', 'understood'],
    ['SuccessExitStatus=143\n', '', 'understood'],
    ['RestartSec=100ms', 'RestartSec=5s', 'death'],
    ['RestartMaxDelaySec={{restartMaxDelay}}', 'RestartMaxDelaySec=200ms', 'death'],
    ['WatchdogSec={{watchdog}}\n', '', 'understood'],
    ['Type=notify-reload', 'Type=notify', 'reload'],
  ],
  socket: [
    ['StopWhenUnneeded=yes\n', '', 'understood'],
    ['StartLimitIntervalSec=0\n', '', 'understood'],
    ['SocketGroup={{group}}\n', '', 'socketGroup'],
    ['RemoveOnStop=yes\n', '', 'socketGroup'],
    ['FileDescriptorName=port-{{port}}', 'FileDescriptorName=port', 'understood'],
    ['BindIPv6Only=both', 'BindIPv6Only=ipv6-only', 'understood'],
    ['DeferAcceptSec=1\n', '', 'understood'],
    ['Backlog=4096\n', '', 'understood'],
  ],
  sysusers: [['/usr/sbin/nologin', '/bin/sh', 'ready']],
  timer: [
    ['Persistent=yes', 'Persistent=no', 'understood'],
    ['OnCalendar={{schedule}}', 'OnCalendar=daily', 'understood'],
    ['WantedBy=timers.target', 'WantedBy=multi-user.target', 'understood'],
  ],
  tmpfiles: [['{{mode}} {{owner}} {{owner}}', '{{mode}} {{owner}} root', 'files']],
  'owned-files': [['{{mode}} {{owner}} {{group}}', '{{mode}} root {{group}}', 'files']],
};
