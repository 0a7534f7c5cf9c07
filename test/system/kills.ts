/**
 * Kills of a service whose port systemd holds, and the time until waiting clients are answered.
 */
import type { Machine } from './machine.ts';

/**
 * Prints the milliseconds of processor time that a start takes, then kills the service four times, and prints each time
 * the milliseconds until the answer to a client that comes right then.
 */
export const KILLS = `systemctl restart notifydemo
echo $(($(systemctl show --value -p CPUUsageNSec notifydemo) / 1000000))
for round in 1 2 3 4; do
  kill -KILL $(systemctl show --value -p MainPID notifydemo)
  curl -sS --max-time 9 -o /dev/null -w '%{time_total}\\n' http://127.0.0.1:5001/ | awk '{ printf "%d\\n", 1000 * $1 }'
  until systemctl --quiet is-active notifydemo; do sleep 0.1; done
done`;

/** The milliseconds from each death of the service to its next start, by the clock of systemd. */
export async function pausesAfterDeath(machine: Machine): Promise<number[]> {
  const lines = (await machine.sh('journalctl -q -o short-unix -u notifydemo _PID=1')).split('\n');
  return lines.flatMap((line, at) => {
    if (!/: Main process exited, code=killed/.test(line)) return [];
    const start = lines.slice(at).find((later) => / Starting notifydemo/.test(later)) ?? '';
    return [Math.round(1000 * (Number.parseFloat(start) - Number.parseFloat(line)))];
  });
}
