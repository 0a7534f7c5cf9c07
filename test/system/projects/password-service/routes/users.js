// In place of the generated route: hashes a password, and asks whether it fits what it was hashed from.
const bcrypt = require('bcrypt');
const express = require('express');

const router = express.Router();

router.get('/', async (_request, response) => {
  const hash = await bcrypt.hash('correct horse', 4);
  response.json({ hash, right: await bcrypt.compare('correct horse', hash), wrong: await bcrypt.compare('x', hash) });
});

module.exports = router;
