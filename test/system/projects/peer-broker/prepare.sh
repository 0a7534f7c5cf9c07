#!/bin/sh
# Nothing but peer and what it is told to serve.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
cp node_modules/peer/LICENSE .
