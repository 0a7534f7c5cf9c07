// Listens at once and never becomes healthy.
const http = require('node:http');
http.createServer((_, response) => response.writeHead(503).end('warming up\n')).listen(5001);
