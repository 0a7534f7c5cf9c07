// Fastify: listens only after all its plugins have been loaded.
const fastify = require('fastify')();
fastify.get('/health', async () => 'OK\n');
fastify.get('/', async () => 'Hello from fastify\n');
fastify.listen({ port: 5001, host: '0.0.0.0' });
