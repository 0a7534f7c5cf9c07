const fs = require('node:fs');

/** The bank would be asked here, with process.env.BANK_PASSWORD. */
function collect(order) {
  fs.renameSync(`orders/${order}`, `orders/${order}.paid`);
  console.log(`order ${order} is paid`);
}

setInterval(() => {
  for (const order of fs.readdirSync('orders')) if (!order.endsWith('.paid')) collect(order);
}, 1000 * Number(process.env.EVERY || 5));
