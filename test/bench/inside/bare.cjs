// The least that a service of Type=notify can do: it says READY=1 itself, as soon as it listens.
const fs = require('node:fs');
const http = require('node:http');

/** Where the unit's OpenFile= arrives; systemd 252 does not know that directive. */
const DESCRIPTOR = 3;

http
  .createServer((_, response) => response.end('OK\n'))
  .listen(Number(process.env.PORT), '0.0.0.0', () => {
    if (process.env.LISTEN_FDS) fs.writeSync(DESCRIPTOR, 'READY=1');
    else require('node:child_process').execFileSync('systemd-notify', ['--ready']);
  });
