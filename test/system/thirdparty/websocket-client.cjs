// Says one word to the WebSocket server and prints what comes back.
const { WebSocket } = require('ws');
const socket = new WebSocket('ws://127.0.0.1:5001/');
socket.on('open', () => socket.send('ping'));
socket.on('message', (message) => {
  console.log(String(message));
  socket.close();
});
