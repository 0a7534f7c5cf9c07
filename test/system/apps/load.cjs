/**
 * Clients that count: load.cjs PORT FILE [PACE]. Some open a connection for each request, from near or from far away, some keep
 * theirs, at a quick and at a slow pace. No request is ever tried again. FILE.asking appears when each client has asked
 * once. After SIGTERM each client begins one more request and waits for its end. FILE then holds the results.
 */
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');

const [port, file, pace = '1'] = process.argv.slice(2);
const ADDRESSES = ['127.0.0.1', '::1'];

/** Milliseconds after which an answer counts as lost. */
const TIMEOUT = 30_000;

/** The longest pause in milliseconds: a server closes a connection that is silent for longer than some seconds. */
const LONGEST_PAUSE = 1500;

/**
 * How many of a kind, and the longest pause between two requests, in milliseconds. From far away a request comes some
 * time after its connection: `distance`, in milliseconds, too.
 */
const KINDS = {
  new: { clients: 8, pause: 40 },
  far: { clients: 16, pause: 100, distance: 40 },
  kept: { clients: 8, pause: 60, keepAlive: true },
  keptSlow: { clients: 8, pause: 1500, keepAlive: true },
};

/**
 * Whole answers by client, the longest time without any, and failures: no process listened; a connection was cut after it had been made, and of which
 * ports; no answer in time.
 */
const outcome = ({ clients }) => {
  const answered = Array.from({ length: clients }, () => 0);
  const waits = { longest: 0, silence: 0, heard: performance.now() };
  return { answered, requests: 0, refused: 0, cut: 0, timeout: 0, ...waits, errors: {}, cutFrom: [] };
};
const counted = Object.fromEntries(Object.entries(KINDS).map(([kind, clients]) => [kind, outcome(clients)]));
let over = false;
let quiet = Object.values(KINDS).reduce((sum, { clients }) => sum + clients, 0);

/** The connections of one client, one at a time; `from` is the port of its last one. */
class Connections extends http.Agent {
  constructor(keepAlive, distance) {
    super({ keepAlive, maxSockets: 1 });
    this.distance = distance;
  }

  createConnection(options, connected) {
    const socket = net.connect(options).once('error', connected);
    const speak = () => {
      socket.removeListener('error', connected);
      if (socket.destroyed) connected(Object.assign(new Error(), { code: 'ECONNRESET' }));
      else connected(null, socket);
    };
    socket.once('connect', () => {
      this.from = socket.localPort;
      if (this.distance === 0) speak();
      else setTimeout(speak, this.distance);
    });
  }
}

/** Resolves to the length of the answer, or to the code of an error. */
function ask(agent, host) {
  return new Promise((resolve) => {
    const request = http.get({ agent, host, port, family: host.includes(':') ? 6 : 4 });
    const timer = setTimeout(() => request.destroy(Object.assign(new Error(), { code: 'TIMEOUT' })), TIMEOUT);
    const end = (result) => {
      clearTimeout(timer);
      resolve(result);
    };
    request.on('error', ({ code, message }) => end(code ?? message));
    request.on('response', (response) => {
      let length = 0;
      response.on('error', ({ code, message }) => end(code ?? message));
      response.on('end', () => end(response.complete && response.statusCode === 200 ? length : 'incomplete'));
      response.on('data', (data) => (length += data.length));
    });
  });
}

async function client(kind, at) {
  const { pause, keepAlive = false, distance = 0 } = KINDS[kind];
  const agent = new Connections(keepAlive, distance);
  const result = counted[kind];
  let isLast = false;
  for (let asked = 1; !isLast; asked += 1) {
    isLast = over;
    const began = performance.now();
    const answer = await ask(agent, ADDRESSES[at % 2]);
    result.requests += 1;
    if (asked === 1 && --quiet === 0) fs.writeFileSync(`${file}.asking`, '');
    result.longest = Math.max(result.longest, Math.round(performance.now() - began));
    if (answer > 0) {
      result.answered[at] += 1;
      result.silence = Math.max(result.silence, Math.round(performance.now() - result.heard));
      result.heard = performance.now();
    } else {
      const way = answer === 'ECONNREFUSED' ? 'refused' : answer === 'TIMEOUT' ? 'timeout' : 'cut';
      result[way] += 1;
      if (way === 'cut') result.cutFrom.push(agent.from);
      result.errors[answer] = (result.errors[answer] ?? 0) + 1;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(pause * pace, LONGEST_PAUSE)));
  }
  agent.destroy();
}

process.once('SIGTERM', () => (over = true));
const clients = Object.entries(KINDS).flatMap(([kind, { clients }]) =>
  Array.from({ length: clients }, (_, at) => client(kind, at)),
);
Promise.all(clients).then(() => {
  // Whole or not at all: somebody waits for it.
  fs.writeFileSync(`${file}.part`, JSON.stringify(counted));
  fs.renameSync(`${file}.part`, file);
});
