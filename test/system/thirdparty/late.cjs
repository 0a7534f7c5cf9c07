// Express after a long preparation, say of a database: listens after 20 seconds.
const { setTimeout: pause } = require('node:timers/promises');
const express = require('express');

async function main() {
  await pause(20_000);
  const app = express();
  app.get('/health', (_, response) => response.send('OK\n'));
  app.get('/', (_, response) => response.send('Hello at last\n'));
  app.listen(5001);
}

main();
