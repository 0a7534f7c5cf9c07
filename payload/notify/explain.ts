/**
 * What blocks the event loop? A worker thread that hears no more of the main thread stops it like a debugger
 * does, reads the name of the function it is in, and lets it go on, until the watchdog strikes.
 */
import fs from 'node:fs';
import { Session } from 'node:inspector';
import { Worker } from 'node:worker_threads';
import type { Environment } from './environment.ts';
import { openTransport } from './transport.ts';

/** Marks a worker thread as ours. */
export const EXPLAINER = 'notify-explain';

export interface Assignment {
  task: typeof EXPLAINER;
  environment: Environment;
  /** One number that the main thread keeps changing. */
  pulse: SharedArrayBuffer;
  /** Milliseconds without a change after which the main thread counts as blocked. */
  patience: number;
}

/** Pulses within the patience: one lost is no block. */
const PULSES = 4;

/** Starts the worker, for a watchdog of `interval` milliseconds. Costs the memory of a thread: some MiB. */
export function explainBlocking(environment: Environment, interval: number): void {
  const pulse = new SharedArrayBuffer(4);
  const beat = new Int32Array(pulse);
  const patience = interval / 2;
  const workerData: Assignment = { task: EXPLAINER, environment, pulse, patience };
  try {
    // The same file: there it finds its task. Not with the app's options, which would load the agent twice.
    new Worker(__filename, { workerData, execArgv: [], env: {} }).on('error', () => {}).unref();
    setInterval(() => Atomics.add(beat, 0, 1), patience / PULSES).unref();
  } catch {
    // No thread, no explanation.
  }
}

/** The worker's side: watches the pulse. */
export function watchPulse({ environment, pulse, patience }: Assignment): void {
  const beat = new Int32Array(pulse);
  const transport = openTransport(environment.socket, environment.descriptor);
  let last = -1;
  let silentSince = Date.now();
  let explained = false;
  setInterval(() => {
    const now = Atomics.load(beat, 0);
    if (now !== last) {
      last = now;
      silentSince = Date.now();
      explained = false;
    } else if (!explained && Date.now() - silentSince > patience) {
      explained = true;
      whatBlocks((where) => {
        const reason = `the event loop is blocked: ${where}`;
        fs.writeSync(2, `${reason}\n`);
        transport.send({ STATUS: reason });
      });
    }
  }, patience / PULSES);
}

/** The function of the app's that the main thread is in. */
function whatBlocks(found: (where: string) => void): void {
  const session = new Session();
  const conclude = (where: string): void => {
    clearTimeout(timer);
    found(where);
    session.post('Debugger.resume');
    session.post('Debugger.disable');
    session.disconnect();
  };
  // A call into the system, or of compiled code, can't be interrupted.
  const timer = setTimeout(() => conclude('outside of JavaScript'), 500);
  // Names of the files, told when the debugger is switched on: the frames of a pause may lack them.
  const files = new Map<string, string>();
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params }) => {
    const frames = params.callFrames;
    const fileOf = (frame: (typeof frames)[number]): string => frame.url || files.get(frame.location.scriptId) || '';
    const frame = frames.find((frame) => !fileOf(frame).startsWith('node:')) ?? frames[0];
    if (!frame) return conclude('outside of JavaScript');
    const place = `${fileOf(frame).replace('file://', '')}:${frame.location.lineNumber + 1}`;
    return conclude(`${frame.functionName || '(anonymous)'} at ${place}`);
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}
