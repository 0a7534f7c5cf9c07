// Hono: made for other runtimes, on Node through an adapter; an ES module, as its documentation writes it.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const app = new Hono();
app.get('/health', (context) => context.text('OK\n'));
app.get('/', (context) => context.text('Hello from hono\n'));
serve({ fetch: app.fetch, port: 5001 });
