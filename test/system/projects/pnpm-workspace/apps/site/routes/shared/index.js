// What the plugin of the workspace adds to fastify.
import decorator from '@workspace/decorator';

export default async function shared(fastify) {
  await fastify.register(decorator);
  fastify.get('/', async () => ({ shared: fastify.exampleDecorator() }));
}
