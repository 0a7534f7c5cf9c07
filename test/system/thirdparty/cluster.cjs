// node:cluster: the primary holds the port and answers nothing; two workers answer.
const cluster = require('node:cluster');
const http = require('node:http');
if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
} else {
  http.createServer((_, response) => response.end(`Hello from worker ${process.pid}\n`)).listen(5001);
}
