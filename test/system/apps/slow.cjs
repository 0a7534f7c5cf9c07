// Listens only when /srv/go exists, and says when on the clock of systemd: microseconds of CLOCK_MONOTONIC.
const fs = require('node:fs');
const http = require('node:http');
const waiting = setInterval(() => {
  if (!fs.existsSync('/srv/go')) return;
  clearInterval(waiting);
  const server = http.createServer((_, response) => response.end('OK\n'));
  server.listen(5001, () => console.log(`listens at ${process.hrtime.bigint() / 1000n}`));
}, 20);
