/**
 * Clients of enduring.cjs for some minutes: `node endurance.cjs PORT MINUTES`. Each minute is of another kind: the wall
 * clock steps by an hour, /health is slow, the server has all its connections, all of it at once, or none of it. Event
 * streams are open all the time. /health is asked each second, by clients whose requests are not used up.
 */
const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const { setTimeout: pause } = require('node:timers/promises');

const [port, minutes] = process.argv.slice(2).map(Number);
/** libfaketime reads the offset of the wall clock here. */
const CLOCK = '/run/bench-hour/clock';
const SLOW = '/run/bench-hour/slow';
/** More than the server takes. */
const IDLE = 110;
const STREAMS = 10;
const PATIENCE_MS = 8000;
/** The server's limit of requests for each client, with room. */
const REQUESTS = 80;

const seen = {
  asked: 0,
  unanswered: [],
  whileFull: 0,
  unansweredWhileFull: 0,
  slowest: 0,
  steps: 0,
  minutesOff: 0,
  streams: 0,
};
let asked = 0;

/** An address of this machine that has asked for less than the limit. */
function nextAddress() {
  asked += 1;
  const client = Math.floor(asked / REQUESTS);
  return `127.1.${client >> 8}.${client & 255}`;
}

function health() {
  return new Promise((resolve) => {
    const began = performance.now();
    const options = { host: '127.0.0.1', port, path: '/health', localAddress: nextAddress(), agent: false };
    const request = http.get(options, (answer) => {
      seen.slowest = Math.max(seen.slowest, Math.round(performance.now() - began));
      answer.on('data', (clock) => {
        seen.minutesOff = Math.max(seen.minutesOff, Math.round(Math.abs(Number(clock) - Date.now()) / 60_000));
      });
      resolve(answer.statusCode === 200);
    });
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error('no answer')));
    request.on('error', () => resolve(false));
  });
}

async function ask(isFull) {
  const moment = `${(performance.now() / 60_000).toFixed(2)} min`;
  const isAnswered = await health();
  seen[isFull ? 'whileFull' : 'asked'] += 1;
  if (isAnswered) return;
  if (isFull) seen.unansweredWhileFull += 1;
  else seen.unanswered.push(moment);
}

function openStream(at) {
  const options = { host: '127.0.0.1', port, path: '/events', localAddress: `127.2.0.${at + 1}`, agent: false };
  const again = () => setTimeout(() => openStream(at), 1000).unref();
  http
    .get(options, (answer) => {
      seen.streams += 1;
      answer.resume().on('close', again);
    })
    .on('error', again);
}

function openIdle() {
  return Array.from({ length: IDLE }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
}

async function minute(at, ends) {
  const [steps, isSlow, isFull] = [at & 1, at & 2, at & 4].map(Boolean);
  if (isSlow) writeFileSync(SLOW, '');
  else rmSync(SLOW, { force: true });
  const idle = isFull ? openIdle() : [];
  const asking = [];
  for (let second = 0; performance.now() < ends; second += 1) {
    if (steps && second % 20 === 0) {
      const offset = ['+3600', '-3600', '+0'][(second / 20) % 3];
      writeFileSync(CLOCK, offset);
      seen.steps += 1;
    }
    asking.push(ask(isFull));
    await pause(1000);
  }
  // A client whose connection was closed leaves room for others: the server is full only as long as these stay. It
  // counts a connection until it has read its end, so that a client right behind them may still be refused.
  for (const socket of idle) socket.destroy();
  await Promise.all(asking);
  if (isFull) await pause(1000);
}

async function main() {
  mkdirSync('/run/bench-hour', { recursive: true });
  for (let at = 0; at < STREAMS; at += 1) openStream(at);
  // A minute that ends late takes its time from the next one.
  const began = performance.now();
  for (let at = 0; at < minutes; at += 1) await minute(at % 8, began + (at + 1) * 60_000);
  console.log(JSON.stringify(seen));
  process.exit(0);
}

main();
