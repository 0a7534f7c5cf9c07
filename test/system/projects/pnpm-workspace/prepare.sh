#!/bin/sh
# What fastify-cli generates, an app and a plugin; their package.json give way to the ones here.
set -eu
cd "$(dirname "$0")"
(cd tool && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline)
tool/node_modules/.bin/pnpm install --frozen-lockfile --ignore-scripts --prefer-offline
fastify=$PWD/apps/site/node_modules/.bin/fastify
"$fastify" generate generated --esm
for part in app.js plugins routes/root.js routes/example; do mv "generated/$part" "apps/site/$part"; done
"$fastify" generate-plugin generated-plugin
mv generated-plugin/index.js packages/decorator
rm -r generated generated-plugin
for part in apps/site apps/api packages/decorator; do
  cp apps/site/node_modules/fastify-cli/LICENSE "$part"
done
