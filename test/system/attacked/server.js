// Runs each command that a client sends, as the service and inside its sandbox.
const { spawnSync } = require('node:child_process');
const http = require('node:http');

const server = http.createServer((request, response) => {
  let command = '';
  request.on('data', (part) => (command += part));
  request.on('end', () => {
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
    response.end(`${status}\n${stdout}${stderr}`);
  });
});
server.listen(8080);
