/**
 * A model of the administrator's wishes: the state that each command of the administrator asks for, and that each
 * maintainer script must keep.
 */
import fc from 'fast-check';

type Version = '1.0.0' | '2.0.0';

/** A version that ends at once. */
export const BAD_VERSION = '3.0.0';

/** The state of a machine, as far as it concerns the package. */
export interface Wish {
  /** As dpkg sees the package: `config` means removed, with its settings. */
  package: 'absent' | 'config' | Version | typeof BAD_VERSION;
  /** The version that systemd starts in the place of a bad one. */
  kept: Version | undefined;
  /** The version that runs. */
  running: Version | undefined;
  enabled: boolean;
  /** An installation has enabled the service, which none does while the unit is masked. Later ones keep the choice. */
  known: boolean;
  masked: boolean;
  /** The service was stopped when the package was removed, and the machine has not booted since. */
  wasStopped: boolean;
  /** Lines that the administrator has added to the settings. */
  edits: string;
  /** The state of the service. */
  data: string;
}

export const NOTHING: Wish = {
  package: 'absent',
  kept: undefined,
  running: undefined,
  enabled: false,
  known: false,
  masked: false,
  wasStopped: false,
  edits: '',
  data: '',
};

/** A command of the administrator, and the wish after it. Undefined if the command makes no sense now. */
interface Command {
  shell: string;
  wish: (before: Wish) => Wish | undefined;
}

export const isInstalled = (wish: Wish): boolean => wish.package !== 'absent' && wish.package !== 'config';

/** The version that systemd starts, if it does. */
const version = (wish: Wish): Version | undefined =>
  isInstalled(wish) ? (wish.kept ?? (wish.package as Version)) : undefined;

/** The same, if systemd starts it by itself. */
const started = (wish: Wish): Version | undefined => (wish.enabled && !wish.masked ? version(wish) : undefined);

function install(to: Version): Command {
  return {
    shell: `dpkg -i /root/notifydemo_${to}_all.deb`,
    wish(before) {
      // A masked service is left alone, even if it runs.
      if (before.masked) return { ...before, package: to, kept: undefined };
      const after = { ...before, package: to, kept: undefined, enabled: before.enabled || !before.known, known: true };
      if (isInstalled(before) && before.known) return { ...after, running: before.running && to };
      return { ...after, running: before.wasStopped ? undefined : started(after), wasStopped: false };
    },
  };
}

const UNIT = 'notifydemo.service';

const COMMANDS: Record<string, Command> = {
  'install 1': install('1.0.0'),
  'install 2': install('2.0.0'),
  // The service returns to the version before, which systemd starts until another one comes.
  'install bad': {
    shell: `! dpkg -i /root/notifydemo_${BAD_VERSION}_all.deb`,
    wish: (before) =>
      before.running && before.known && !before.masked
        ? { ...before, package: BAD_VERSION, kept: version(before), running: version(before) }
        : undefined,
  },
  remove: {
    shell: 'dpkg --remove notifydemo',
    wish: (before) =>
      isInstalled(before)
        ? {
            ...before,
            package: 'config',
            kept: undefined,
            running: undefined,
            wasStopped: before.known && !before.running,
          }
        : undefined,
  },
  purge: {
    shell: 'dpkg --purge notifydemo',
    wish: (before) => (before.package === 'absent' ? undefined : { ...NOTHING, masked: before.masked }),
  },
  stop: {
    shell: `systemctl stop ${UNIT}`,
    wish: (before) => (isInstalled(before) ? { ...before, running: undefined } : undefined),
  },
  start: {
    shell: `systemctl start ${UNIT}`,
    wish: (before) =>
      isInstalled(before) && !before.masked ? { ...before, running: before.running ?? version(before) } : undefined,
  },
  enable: {
    shell: `systemctl enable ${UNIT}`,
    // A link of `systemctl enable` outlives a purge if no installation has enabled the unit (deb-systemd-helper(1p)).
    wish: (before) =>
      before.known && isInstalled(before) && !before.masked ? { ...before, enabled: true } : undefined,
  },
  disable: {
    shell: `systemctl disable ${UNIT}`,
    wish: (before) => (isInstalled(before) && !before.masked ? { ...before, enabled: false } : undefined),
  },
  mask: {
    shell: `systemctl mask ${UNIT}`,
    wish: (before) => (before.masked ? undefined : { ...before, masked: true }),
  },
  unmask: {
    shell: `systemctl unmask ${UNIT}`,
    wish: (before) => (before.masked ? { ...before, masked: false } : undefined),
  },
  kill: {
    shell: `kill -KILL $(systemctl show --value -p MainPID ${UNIT})`,
    wish: (before) => (before.running && !before.masked ? { ...before, running: version(before) } : undefined),
  },
  reboot: {
    shell: 'reboot',
    wish: (before) => ({ ...before, running: started(before), wasStopped: false }),
  },
  edit: {
    shell: 'echo "# mine" >>/etc/default/notifydemo',
    wish: (before) => (before.package === 'absent' ? undefined : { ...before, edits: `${before.edits}# mine\n` }),
  },
  write: {
    shell: 'mkdir -p /var/lib/notifydemo && echo precious >>/var/lib/notifydemo/data',
    wish: (before) => (before.package === 'absent' ? undefined : { ...before, data: `${before.data}precious\n` }),
  },
};

export type Step = keyof typeof COMMANDS;

/** The next command for a shell, and the wish that it expresses. */
export function follow(step: Step, before: Wish): { shell: string; wish: Wish } | undefined {
  const { shell, wish } = COMMANDS[step] as Command;
  const after = wish(before);
  return after && { shell, wish: after };
}

const weights: Record<Step, number> = {
  'install 1': 5,
  'install 2': 5,
  'install bad': 4,
  remove: 3,
  stop: 3,
  start: 3,
  reboot: 1,
};

/** Sequences of steps. Those that make no sense in their place are left out when a sequence runs. */
export function sequences(length: number): fc.Arbitrary<Step[]> {
  const choices = Object.keys(COMMANDS).map((step) => ({ weight: weights[step] ?? 2, arbitrary: fc.constant(step) }));
  return fc.array(fc.oneof(...choices), { minLength: length, maxLength: length });
}
