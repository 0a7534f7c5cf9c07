/**
 * The warning about devices that the unit hides.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceWarnings } from '../../builder/programs/device-warnings.ts';
import { configOf } from '../support/plans.ts';

const devices = suite('devices');

const FILES = ['index.js', 'node_modules/a/node_modules/@serialport/bindings-cpp/dist/index.js'];

const warned = (service: object, files: readonly string[] = FILES): string[] =>
  deviceWarnings(configOf({ service }).services, files);

devices('a package that opens serial ports is told, until the unit shows them', () => {
  const [warning = '', ...others] = warned({});
  assert.equal(others, []);
  assert.match(warning, '@serialport/bindings-cpp opens devices, and the unit hides those of the machine');
  // The advice is a part of package.json as it stands.
  const advice = JSON.parse(`{${warning.slice(warning.indexOf('"service"'))}}`);
  assert.equal(warned(advice.service), []);
  assert.is(warned({ harden: 'strict' }).length, 1);
  assert.equal(warned({ harden: 'off' }), []);
});

devices('other packages, and sources that merely have such a name, are not told', () => {
  assert.equal(warned({}, ['node_modules/serialport/index.js', 'src/usb/index.js', 'node_modules/usb-x/a.js']), []);
  assert.match(warned({}, ['node_modules/i2c-bus/a.js'])[0] ?? '', 'i2c-bus opens devices');
});

devices.run();
