/**
 * The schema of the sandbox of a service: the level, and the directives in which a service differs from its level.
 */
import { choice, comment, UNPRINTABLE } from './common.ts';
import { dictionary, key, object, string } from './key.ts';

/**
 * Directives of a unit that limit its service: systemd.exec(5), "Sandboxing" and related sections, and
 * systemd.resource-control(5), in systemd 252.
 */
export const DIRECTIVES = (
  'AllowedCPUs AmbientCapabilities AppArmorProfile BindPaths BindReadOnlyPaths CapabilityBoundingSet ' +
  'CoredumpFilter CPUQuota CPUWeight DeviceAllow DevicePolicy ExecPaths InaccessiblePaths IOWeight ' +
  'IPAddressAllow IPAddressDeny IPCNamespacePath KeyringMode LimitAS LimitCORE LimitCPU LimitDATA ' +
  'LimitFSIZE LimitMEMLOCK LimitNOFILE LimitNPROC LimitSTACK LockPersonality MemoryDenyWriteExecute ' +
  'MemoryHigh MemoryLow MemoryMax MemoryMin MemorySwapMax MountAPIVFS MountFlags Nice NoExecPaths ' +
  'NoNewPrivileges OOMPolicy OOMScoreAdjust Personality PrivateDevices PrivateIPC PrivateMounts ' +
  'PrivateNetwork PrivateTmp PrivateUsers ProcSubset ProtectClock ProtectControlGroups ProtectHome ' +
  'ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables ProtectProc ProtectSystem ' +
  'ReadOnlyPaths ReadWritePaths RemoveIPC RestrictAddressFamilies RestrictFileSystems RestrictNamespaces ' +
  'RestrictNetworkInterfaces RestrictRealtime RestrictSUIDSGID RootDirectory SecureBits SocketBindAllow ' +
  'SocketBindDeny SupplementaryGroups SystemCallArchitectures SystemCallErrorNumber SystemCallFilter ' +
  'SystemCallLog TasksMax TemporaryFileSystem UMask'
).split(' ');

export const harden = choice(
  'What it may do and use: `standard`, what a web service needs; `strict`, in a root of its own, with less of ' +
    'everything; `sealed`, it answers its socket and reaches nothing else; `off`, all that its user may.',
  ['standard', 'strict', 'sealed', 'off'],
);

const overrideValue = key(
  {
    title: 'What stands after the =, instead of all that the level says; " ~" begins another line of it.',
    description: 'one line of text that does not end with a backslash, may be empty',
    example: '@system-service ~@privileged',
  },
  string({ pattern: `^([^${UNPRINTABLE}]*[^${UNPRINTABLE}\\\\])?$` }),
);

const override = key(
  {
    description: 'an object with "value" and "because"',
    example: { value: '4096', because: 'a thread for each camera' },
  },
  object({ value: overrideValue, because: comment('Why, in one line.', 'a thread for each camera') }, [
    'value',
    'because',
  ]),
);

/** The differences between a service and its level. */
export const hardenOverrides = key(
  {
    title: 'Directives that are not as the level has them, each with the reason, which stands in the unit.',
    description: 'an object of directives by their names',
    example: { TasksMax: { value: '4096', because: 'a thread for each camera' } },
  },
  dictionary(
    {
      enum: DIRECTIVES,
      description: 'directives of systemd.exec(5), "Sandboxing", and systemd.resource-control(5)',
    },
    override,
  ),
);
