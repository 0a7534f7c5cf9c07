// A web service that runs the text of a request: what a program, or an attacker who has taken it over, may do.
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const routes = require('./routes');

const server = http.createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    const run = new Function('fs', 'path', 'require', '__dirname', 'routes', text);
    response.end(String(run(fs, path, require, __dirname, routes)));
  } catch (error) {
    response.end(error.code ?? String(error));
  }
});
server.listen(Number(process.env.PORT));
