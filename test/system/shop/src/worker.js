const { writeFileSync } = require('node:fs');

setTimeout(() => writeFileSync('/var/spool/shop/orders/worked', `level ${process.env.LEVEL}`), 100);
setInterval(() => {}, 1000);
