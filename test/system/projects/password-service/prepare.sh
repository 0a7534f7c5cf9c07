#!/bin/sh
# What express-generator makes, but for package.json and routes/users.js.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
node_modules/.bin/express --view=pug password-service
for part in app.js bin public routes/index.js views; do mv "password-service/$part" "$part"; done
rm -r password-service
cp node_modules/express-generator/LICENSE .
