#!/bin/sh
# Nothing but json-server and what it is told to serve.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
cp node_modules/json-server/LICENSE .
