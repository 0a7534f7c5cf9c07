/**
 * Devices of the machine, which a level hides: a radio adapter at a serial port, a bus, a pin.
 */
import type { Service } from '../config/config.ts';
import { packageFolder } from './licenses.ts';

/**
 * Packages whose only purpose is a device, with the name of such devices in DeviceAllow= (systemd.resource-control(5)), and
 * the group that owns them.
 */
const PACKAGES: readonly [names: RegExp, devices: string, group: string][] = [
  [/\/node_modules\/@serialport\/bindings-cpp$/, 'char-ttyUSB rw', 'dialout'],
  [/\/node_modules\/(node-hid|usb)$/, 'char-usb_device rw', 'plugdev'],
  [/\/node_modules\/i2c-bus$/, 'char-i2c rw', 'i2c'],
  [/\/node_modules\/spi-device$/, 'char-spi rw', 'spi'],
  [/\/node_modules\/(onoff|pigpio)$/, 'char-gpiochip rw', 'gpio'],
];

/** A warning for the first of such packages among `files`, unless each service sees the machine's devices. */
export function deviceWarnings(services: readonly Service[], files: readonly string[]): string[] {
  const isHidden = services.some(({ harden, hardenOverrides: overrides, unitFile }) => {
    const opened = overrides.some(({ directive, value }) => directive === 'PrivateDevices' && value === 'no');
    return unitFile === undefined && harden !== 'off' && !opened;
  });
  if (!isHidden) return [];
  const folders = [...new Set(files.map(packageFolder))];
  for (const [names, devices, group] of PACKAGES) {
    const folder = folders.find((candidate) => names.test(`/${candidate}`));
    if (folder === undefined) continue;
    const values = { PrivateDevices: 'no', DeviceAllow: devices, SupplementaryGroups: group };
    const overrides = Object.entries(values).map(
      ([directive, value]) => `"${directive}": { "value": "${value}", "because": "its device" }`,
    );
    return [
      `${folder.replace(/^.*node_modules\//, '')} opens devices, and the unit hides those of the machine: name them and ` +
        `the group that owns them, as in "service": { "hardenOverrides": { ${overrides.join(', ')} } }`,
    ];
  }
  return [];
}
