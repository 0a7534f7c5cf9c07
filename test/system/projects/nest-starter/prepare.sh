#!/bin/sh
# What the schematics of NestJS make, compiled; its package.json gives way to the one here.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
node_modules/.bin/schematics @nestjs/schematics:application --name=generated
for part in src tsconfig.json tsconfig.build.json; do mv "generated/$part" .; done
rm -r generated
node_modules/.bin/tsc --project tsconfig.build.json
cp node_modules/@nestjs/schematics/LICENSE .
