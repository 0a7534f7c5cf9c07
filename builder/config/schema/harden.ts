/**
 * The schema of what a service may do: the level, and what is not as the level has it.
 */
import { choice, key, oneLine, type Schema } from './key.ts';

/**
 * Directives of a unit that say what its service may do and use: systemd.exec(5), "Sandboxing" and what goes with
 * it, and systemd.resource-control(5), as systemd 252 has them.
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

export const harden: Schema = choice(
  'What it may do and use: `standard`, what a web service needs; `strict`, in a root of its own, with less of ' +
    'everything; `sealed`, it answers its socket and reaches nothing else; `off`, all that its account may.',
  ['standard', 'strict', 'sealed', 'off'],
);

/** How it may be different from its level. */
export const hardenOverrides: Schema = key(
  'Directives that are not as the level has them, each with the reason, which stands in the unit.',
  'an object of directives by their names',
  { TasksMax: { value: '4096', because: 'a thread for each camera' } },
  {
    type: 'object',
    default: {},
    propertyNames: {
      enum: DIRECTIVES,
      description: 'directives of systemd.exec(5), "Sandboxing", and systemd.resource-control(5)',
    },
    additionalProperties: key(
      '',
      'an object with "value" and "because"',
      { value: '4096', because: 'a thread for each camera' },
      {
        type: 'object',
        additionalProperties: false,
        required: ['value', 'because'],
        properties: {
          value: key(
            'What stands after the =, instead of all that the level says; " ~" begins another line of it.',
            'one line of text that does not end with a backslash, may be empty',
            '@system-service ~@privileged',
            { type: 'string', pattern: '^([^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u001f\\u007f\\\\])?$' },
          ),
          because: oneLine('Why, in one line.', 'a thread for each camera'),
        },
      },
    ),
  },
);
