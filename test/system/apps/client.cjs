// Asks for PATH until told to stop by SIGUSR1, or COUNT times at once; prints how many were answered and lost.
const http = require('node:http');
const [, , path, count] = process.argv;
const outcomes = { answered: 0, lost: 0 };
let stopped = false;
process.on('SIGUSR1', () => {
  stopped = true;
});

function ask(agent) {
  return new Promise((resolve) => {
    const count = (outcome) => {
      outcomes[outcome] += 1;
      resolve();
    };
    const request = http.get({ host: '127.0.0.1', port: 5001, path, agent }, (response) => {
      response.resume().on('end', () => count('answered'));
    });
    request.on('error', () => count('lost'));
  });
}

async function keepAsking() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  while (!stopped) await ask(agent);
  agent.destroy();
}

const all = count ? Array.from({ length: Number(count) }, () => ask(false)) : Array.from({ length: 8 }, keepAsking);
Promise.all(all).then(() => console.log(`${outcomes.answered} answered, ${outcomes.lost} lost`));
