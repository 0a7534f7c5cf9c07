import http from 'node:http';
import { timeIn } from './time.js';

const port = Number(process.env.PORT ?? 3000);

const server = http.createServer((request, response) => {
  const zone = request.url?.slice(1);
  if (zone === 'health') response.end('OK\n');
  else response.end(`${timeIn(zone || 'UTC')}\n`);
});

server.listen(port, () => console.log(`listening on port ${port}`));
