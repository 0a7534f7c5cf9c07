/**
 * The command in a clone of this repository: installs the npm packages of the build if they are missing, bundles the tool
 * if one of its files has changed, and runs it. Plain JavaScript, because nothing is installed when it starts.
 */
import { bundleTool } from './prepare.mjs';

if (bundleTool()) await import('../../node_modules/.cache/build-deb/build-deb.mjs');
