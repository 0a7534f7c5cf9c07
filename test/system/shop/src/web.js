const http = require('node:http');
const { readFileSync } = require('node:fs');

const answers = {
  '/health': () => 'OK',
  '/token': () => process.env.TOKEN,
  '/prices': () => readFileSync('/etc/shop/prices.json', 'utf8'),
  '/version': () => require('../package.json').version,
};

http
  .createServer(({ url }, response) => {
    const answer = answers[url];
    response.writeHead(answer ? 200 : 404).end(`${answer ? answer() : 'nothing here'}\n`);
  })
  .listen(process.env.PORT);
