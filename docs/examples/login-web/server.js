const http = require('node:http');
const bcrypt = require('bcrypt');

const port = Number(process.env.PORT || 3000);

/** POST /: answers with a hash of what was sent. */
const server = http.createServer(async (request, response) => {
  if (request.url === '/health') {
    response.end('OK\n');
    return;
  }
  let password = '';
  for await (const chunk of request) password += chunk;
  response.end(`${await bcrypt.hash(password, 10)}\n`);
});

server.listen(port, () => console.log(`listening on port ${port}`));
