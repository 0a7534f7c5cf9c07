// Express: callbacks on a router that makes its own server.
const express = require('express');
const app = express();
app.get('/health', (_, response) => response.send('OK\n'));
app.get('/', (_, response) => response.send('Hello from express\n'));
app.listen(5001);
