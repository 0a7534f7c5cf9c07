/**
 * A port that systemd holds: its addresses, and the health socket beside it.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { handleOf } from '../../payload/notify/base/node-handles.ts';
import { ASKED, activate, closeAll, hear, holdPath, holdPort, saying } from './held.ts';

const held = suite('notify agent: addresses of held ports');
held.after.each(closeAll);

const folder = mkdtempSync(path.join(tmpdir(), 'notifydemo-held-'));
held.after(() => rmSync(folder, { recursive: true, force: true }));

held('a cluster tells its workers the port that they asked for', async () => {
  const { activation, listen } = await activate([holdPort().fd]);
  const server = saying('here');
  const port = await listen(server);
  const address = (): { address?: string; port?: number } => {
    const into = {};
    assert.is(handleOf(server)?.getsockname?.(into), 0);
    return into;
  };
  assert.is.not(address().port, ASKED);
  port.giveToCluster();
  assert.equal([address().port, address().address], [ASKED, '127.0.0.1']);
  activation.close();
  const onPath = await activate([holdPath(path.join(folder, 'cluster.sock'))]);
  const pathServer = saying('here');
  (await onPath.listen(pathServer)).giveToCluster();
  assert.is(pathServer.address(), 'a Unix socket');
  onPath.activation.close();
});

held('an app that asks for this machine alone is told when the port is open to all', async () => {
  const told = async (host: string, asked: unknown): Promise<string[]> => {
    const place = holdPort(host);
    const { activation, listen, complaints } = await activate([place.fd]);
    for (let count = 0; count < 2; count += 1) {
      const server = saying('here');
      await listen(server, ASKED, asked);
      await new Promise((resolve) => server.close(resolve));
    }
    activation.close();
    return complaints.map((line) => line.replace(String(place.port), 'PORT'));
  };
  for (const asked of ['localhost', '127.0.0.1', '127.8.9.1', '::1']) {
    const warning = `the app asks for ${asked} alone, but systemd holds port PORT on every address`;
    assert.equal(await told('0.0.0.0', asked), [warning]);
    assert.equal(await told('::', asked), [warning]);
    assert.equal(await told('127.0.0.1', asked), []);
  }
  for (const asked of [undefined, '0.0.0.0', '::', 'localhost.example', '1270.0.0.1', '::11']) {
    assert.equal(await told('0.0.0.0', asked), [], String(asked));
  }
});

held('a server at a Unix socket has its path as address', async () => {
  for (const [at, unixSocket] of [path.join(folder, 'one.sock'), undefined].entries()) {
    const { activation, listen, complaints } = await activate([holdPath(path.join(folder, `fd-${at}`))], {
      unixSocket,
    });
    const server = saying('here');
    await listen(server, ASKED, 'localhost');
    assert.is(server.address(), unixSocket ?? 'a Unix socket');
    assert.is(await hear({ path: path.join(folder, `fd-${at}`) }), 'here');
    assert.equal(complaints, []);
    activation.close();
  }
});

held("the health socket: a second way to the server while it listens, marked as the agent's own", async () => {
  const place = path.join(folder, `port-${ASKED}`);
  // The last instance may have left its socket, or another file.
  writeFileSync(place, '');
  const { activation, listen } = await activate([holdPort().fd], { directory: folder });
  const seen: unknown[] = [];
  const server = saying('here').on('connection', (socket) => {
    const { isProbe } = (socket as unknown as { _handle: { isProbe?: boolean } })._handle;
    seen.push([isProbe, socket.remoteAddress, socket.remoteFamily, socket.remotePort, socket.localAddress]);
  });
  const port = await listen(server);
  assert.is(port.healthSocket?.path, place);
  assert.is(await hear({ path: place }), 'here');
  assert.equal(seen, [[true, '127.0.0.1', 'IPv4', ASKED, '127.0.0.1']]);
  await new Promise((resolve) => server.close(resolve));
  assert.not(existsSync(place));
  const again = await listen(saying('again'));
  assert.is(again.healthSocket?.path, place);
  assert.is(await hear({ path: place }), 'again');
  activation.close();
  assert.not(existsSync(place));
});

held('without a directory, or in one that is not there, the port itself serves', async () => {
  for (const directory of [undefined, path.join(folder, 'absent')]) {
    const place = holdPort();
    const { activation, listen } = await activate([place.fd], { directory });
    const port = await listen(saying('here'));
    assert.is(port.healthSocket, undefined);
    assert.is(await hear(place), 'here');
    activation.close();
  }
});

held.run();
