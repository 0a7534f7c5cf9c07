require('node:fs').writeFileSync(`${process.env.STATE_DIRECTORY}/cleaned`, JSON.stringify([process.argv.slice(2), process.env.TOKEN, process.getuid() > 0]));
