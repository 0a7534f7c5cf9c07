// The least that serves what the plugin of the workspace adds to fastify.
const decorator = require('@workspace/decorator');
const fastify = require('fastify')({ logger: true });

fastify.register(decorator);
fastify.get('/', async () => ({ api: fastify.exampleDecorator() }));
fastify.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
