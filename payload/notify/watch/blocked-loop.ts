/**
 * Finds the function that blocks the event loop. A worker thread notices that the main thread's pulse stops. Then it
 * pauses the main thread like a debugger, reads the name of the running function, and lets the main thread go on.
 */
import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { monotonicMs } from '../base/clock.ts';
import type { AgentEnvironment } from '../base/environment.ts';
import { clearTimeout, setInterval, setTimeout } from '../base/timers.ts';
import { openTransport } from '../messages/transport.ts';

interface PulseWatcherData {
  /** Tells the agent's own worker thread from the app's threads, see index.ts. */
  role: 'notify-pulse';
  environment: AgentEnvironment;
  /** One number. The main thread keeps changing it. */
  pulse: SharedArrayBuffer;
  /** The main thread counts as blocked after so long without a change. */
  patienceMs: number;
}

/**
 * The patience as a share of the watchdog's time. The name must be out before systemd ends the service, and the inspector
 * takes its time on a busy machine.
 */
const PATIENCE_SHARE = 1 / 4;

/** Pulses within the patience. One lost pulse is no block. */
const PULSES = 4;

/** The inspector needs less time to pause a thread that runs JavaScript, on a busy machine too. */
const PAUSE_MS = 1000;

/** Starts the worker thread, which costs some MiB of memory. */
export function explainBlocking(environment: AgentEnvironment, watchdogMs: number): void {
  const pulse = new SharedArrayBuffer(4);
  const counter = new Int32Array(pulse);
  const patienceMs = watchdogMs * PATIENCE_SHARE;
  const workerData: PulseWatcherData = { role: 'notify-pulse', environment, pulse, patienceMs };
  try {
    // The thread runs the same file, see index.ts. The app's options would load the agent twice.
    new Worker(__filename, { workerData, execArgv: [], env: {} }).on('error', () => {}).unref();
    setInterval(() => Atomics.add(counter, 0, 1), patienceMs / PULSES).unref();
  } catch {
    // Without a thread there is no explanation, and the watchdog works all the same.
  }
}

/** The code of the worker thread: reports each block once. */
export function watchPulse({ environment, pulse, patienceMs }: PulseWatcherData): void {
  const counter = new Int32Array(pulse);
  const transport = openTransport(environment.socket, environment.descriptor);
  let last = -1;
  let silentSince = monotonicMs();
  setInterval(() => {
    const count = Atomics.load(counter, 0);
    if (count !== last) {
      last = count;
      silentSince = monotonicMs();
    } else if (monotonicMs() - silentSince > patienceMs) {
      silentSince = Number.POSITIVE_INFINITY;
      findRunningFunction((place) => {
        const reason = `the event loop is blocked: ${place}`;
        writeSync(2, `${reason}\n`);
        transport.send({ STATUS: reason });
      });
    }
  }, patienceMs / PULSES);
}

/** The function of the app that runs in the main thread. */
function findRunningFunction(found: (place: string) => void): void {
  const session = new Session();
  const conclude = (place = 'outside of JavaScript'): void => {
    clearTimeout(timer);
    found(place);
    session.post('Debugger.resume');
    session.post('Debugger.disable');
    session.disconnect();
  };
  // The inspector cannot pause a system call or compiled code.
  const timer = setTimeout(() => conclude(), PAUSE_MS);
  // The frames of a pause may lack the names of files. Debugger.enable tells them.
  const files = new Map<string, string>();
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params }) => {
    const frames = params.callFrames;
    const fileOf = (frame: (typeof frames)[number]): string => frame.url || files.get(frame.location.scriptId) || '';
    const frame = frames.find((frame) => !fileOf(frame).startsWith('node:')) ?? frames[0];
    if (!frame) return conclude();
    const place = `${fileOf(frame).replace('file://', '')}:${frame.location.lineNumber + 1}`;
    return conclude(`${frame.functionName || '(anonymous)'} at ${place}`);
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}
