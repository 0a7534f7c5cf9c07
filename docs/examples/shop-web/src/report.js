const fs = require('node:fs');

const open = fs.readdirSync('orders').filter((order) => !order.endsWith('.paid'));
console.log(`${open.length} orders are not paid yet`);
