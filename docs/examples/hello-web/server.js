const http = require('node:http');

const port = Number(process.env.PORT || 3000);

const server = http.createServer((request, response) => {
  if (request.url === '/health') response.end('OK\n');
  else response.end('Hello, world!\n');
});

server.listen(port, () => console.log(`listening on port ${port}`));
