// One restart of each unit in the arguments, timed by this one process inside the machine; prints JSON.
// No other unit of the arguments runs meanwhile.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');

/** Milliseconds after READY until a service counts as settled. A shell has nothing to settle. */
const SETTLED = { node: 2000, sh: 200 };

/** Milliseconds; more than the start limit of any unit. */
const TIMEOUT = 60_000;

function systemctl(...args) {
  const { status, stdout, stderr } = spawnSync('systemctl', args, { encoding: 'utf8', timeout: TIMEOUT });
  if (status !== 0) throw new Error(`systemctl ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Properties of a unit. */
function show(unit, names) {
  const lines = systemctl('show', ...names.map((name) => `--property=${name}`), unit).split('\n');
  return Object.fromEntries(lines.map((line) => line.split('=', 2)));
}

const status = (pid) => fs.readFileSync(`/proc/${pid}/status`, 'utf8');

function measure(unit) {
  // systemd refuses the sixth start within ten seconds unless it is told that all is well. It may have
  // forgotten the unit meanwhile: all is well, too.
  spawnSync('systemctl', ['reset-failed', unit], { timeout: TIMEOUT });
  systemctl('start', unit);
  const pid = show(unit, ['MainPID']).MainPID;
  const settled = /^Name:\s+sh$/m.test(status(pid)) ? SETTLED.sh : SETTLED.node;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, settled);
  const resident = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status(pid))[1]);

  const began = process.hrtime.bigint();
  systemctl('restart', unit);
  const restart = Number(process.hrtime.bigint() - began) / 1e6;

  // In microseconds since the machine's boot.
  const times = ['InactiveExit', 'ActiveEnter'].map((event) => `${event}TimestampMonotonic`);
  const shown = show(unit, times);
  const [exit, ready] = times.map((time) => Number(shown[time]));
  systemctl('stop', unit);
  return { restart, start: (ready - exit) / 1000, resident };
}

console.log(JSON.stringify(process.argv.slice(2).map(measure)));
