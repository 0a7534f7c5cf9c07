/**
 * Kills of a service whose port systemd holds, and the time until waiting clients are answered.
 */
import type { Machine } from './machine.ts';
import { eventually, property } from './story.ts';

/** The pause before the next start, as systemd has planned it (org.freedesktop.systemd1(5)); 252 knows one for all starts. */
const PAUSE = `pause() {
  for name in RestartUSecNext RestartUSec; do
    busctl get-property org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/notifydemo_2eservice \
      org.freedesktop.systemd1.Service $name 2>/dev/null | { read -r _ us && echo $((us / 1000)); } && break
  done
}`;

/**
 * Prints the milliseconds of processor time that a start takes, then kills the service four times, and prints each time
 * the milliseconds of the pause, and those until the answer to a client that comes right then.
 */
const KILLS = `${PAUSE}
systemctl restart notifydemo
echo $(($(systemctl show --value -p CPUUsageNSec notifydemo) / 1000000))
for round in 1 2 3 4; do
  pause
  kill -KILL $(systemctl show --value -p MainPID notifydemo)
  curl -sS --max-time 30 -o /dev/null -w '%{time_total}\\n' http://127.0.0.1:5001/ | awk '{ printf "%d\\n", 1000 * $1 }'
  until systemctl --quiet is-active notifydemo; do sleep 0.1; done
done`;

/** The milliseconds of a start, and of each pause before a start and each wait of a client. */
export async function killFourTimes(machine: Machine): Promise<{ cpu: number; pauses: number[]; waits: number[] }> {
  const [cpu = 0, ...rounds] = (await machine.sh(KILLS)).split('\n').map(Number);
  return { cpu, pauses: rounds.filter((_, at) => at % 2 === 0), waits: rounds.filter((_, at) => at % 2 === 1) };
}

/** Waits until another process than `pid` is the service, and READY. */
export async function nextInstance(machine: Machine, pid: string): Promise<void> {
  await eventually('another instance is READY', async () => {
    return (await property(machine, 'MainPID')) !== pid && (await property(machine, 'ActiveState')) === 'active';
  });
}

/**
 * A client connects, the service dies, and the client asks the next one. Returns the answer; undefined if the service died
 * too late on a busy machine: the kernel keeps a connection back for a second.
 */
export async function connectThenKill(machine: Machine): Promise<string | undefined> {
  const pid = await property(machine, 'MainPID');
  await machine.write(
    '/root/connect',
    `begin=\${EPOCHREALTIME/./}; exec 3<>/dev/tcp/127.0.0.1/5001; sleep 0.2; kill -KILL ${pid}
    late=$((\${EPOCHREALTIME/./} - begin > 900000))
    sleep 4; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3; exit $late`,
  );
  const { exitCode, stdout } = await machine.run('timeout 60 bash connect');
  await nextInstance(machine, pid);
  return exitCode === 1 ? undefined : stdout.trim();
}
