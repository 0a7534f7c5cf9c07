#!/bin/sh
# What express-generator makes; its package.json gives way to the one here.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
node_modules/.bin/express --no-view express-starter
for part in app.js bin public routes; do mv "express-starter/$part" .; done
rm -r express-starter
cp node_modules/express-generator/LICENSE .
