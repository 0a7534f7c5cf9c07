// ws: makes its own http server, which answers 426 to whoever does not upgrade. Sends back what it gets.
const { WebSocketServer } = require('ws');
new WebSocketServer({ port: 5001 }).on('connection', (socket) => {
  socket.on('message', (message) => socket.send(`Hello from ws: ${message}`));
});
