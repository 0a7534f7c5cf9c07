// Koa: a chain of middleware, without a router.
const Koa = require('koa');
const app = new Koa();
app.use((context) => {
  context.body = context.path === '/health' ? 'OK\n' : 'Hello from koa\n';
});
app.listen(5001);
