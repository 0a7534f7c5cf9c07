require('node:fs').writeFileSync('cleaned', JSON.stringify([process.argv.slice(2), process.env.TOKEN, process.getuid() > 0]));
