/** Puts off the end of its stop for ever, and that of its start if a file says so. */
const { spawnSync } = require('node:child_process');
const { existsSync, writeSync } = require('node:fs');

const MORE = 'EXTEND_TIMEOUT_USEC=600000000';

function hold() {
  for (;;) {
    // Debian 12 has no descriptor of the notification socket, and hears child processes.
    try {
      writeSync(3, MORE);
    } catch {
      // systemd-notify fails if a busy systemd does not answer within five seconds. The next one comes soon.
      spawnSync('systemd-notify', [MORE], { env: { NOTIFY_SOCKET: '/run/systemd/notify' } });
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
}

if (existsSync('/etc/hold-start')) hold();
require('node:http')
  .createServer((_, response) => response.end('holding\n'))
  .listen(5001);
process.on('SIGTERM', hold);
