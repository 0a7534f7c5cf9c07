// Listens, and answers /health, only after 3 seconds.
const http = require('node:http');
setTimeout(() => http.createServer((_, response) => response.end('OK\n')).listen(5001), 3000);
