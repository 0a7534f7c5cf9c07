#!/bin/sh
# What fastify-cli generates; its package.json gives way to the one here.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
node_modules/.bin/fastify generate generated
for part in app.js plugins routes; do mv "generated/$part" .; done
rm -r generated
cp node_modules/fastify-cli/LICENSE .
