// Healthy until somebody asks for /block: then the event loop never turns again.
const http = require('node:http');
http
  .createServer((request, response) => {
    response.end('OK\n');
    if (request.url === '/block')
      setImmediate(() => {
        for (;;);
      });
  })
  .listen(5001);
