const fs = require('node:fs');
const http = require('node:http');

const port = Number(process.env.PORT || 3000);
const prices = JSON.parse(fs.readFileSync('/etc/shop-web/prices.json', 'utf8'));
let orders = fs.readdirSync('orders').length;

/** GET /: the prices. POST /bread: an order, which the worker finds in the folder of the service. */
const server = http.createServer((request, response) => {
  const product = request.url.slice(1);
  if (product === 'health') response.end('OK\n');
  else if (request.method !== 'POST') response.end(`${JSON.stringify(prices)}\n`);
  else if (prices[product] === undefined) response.writeHead(404).end('no such product\n');
  else {
    orders += 1;
    fs.writeFileSync(`orders/${orders}`, product);
    response.end(`order ${orders}\n`);
  }
});

server.listen(port, () => console.log(`listening on port ${port}`));
