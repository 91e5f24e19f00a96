import { expect, test } from 'vitest';
import { testEnvironment } from '../test-environment.ts';
import { serialPorts } from './serial-ports.ts';
import { usbReaders } from './usb-readers.ts';

const fails = () => Promise.reject(new Error('spawn udevadm ENOENT'));

test('devices of the smart card class are told with numbers and name, others are not', async () => {
  const usbDevices = async () => [
    { vendorId: 0x072f, productId: 0x223b, name: 'ACS ACR1252 Dual Reader', interfaceClasses: [0x0b, 0x0b] },
    { vendorId: 0x046d, productId: 0xc31c, name: 'Keyboard', interfaceClasses: [0x03] },
  ];
  const finding = await usbReaders.run(testEnvironment({ usbDevices }));
  expect(finding).toEqual({
    status: 'ok',
    text: {
      en: 'USB smart card reader 072f:223b ACS ACR1252 Dual Reader',
      ja: 'USBカードリーダー 072f:223b ACS ACR1252 Dual Reader',
    },
  });
});

test('serial ports are told by path, and USB numbers where there are some', async () => {
  const ports = async () => [
    { path: '/dev/ttyUSB0', manufacturer: 'FTDI', usb: '0403:6001' },
    { path: '/dev/ttyS0', manufacturer: undefined, usb: undefined },
  ];
  const finding = await serialPorts.run(testEnvironment({ serialPorts: ports }));
  expect(finding.text.en).toBe('serial ports: /dev/ttyUSB0 0403:6001 FTDI, /dev/ttyS0');
});

test('a machine that cannot list them is a note, not a failure', async () => {
  expect((await serialPorts.run(testEnvironment({ serialPorts: fails }))).status).toBe('note');
  expect((await usbReaders.run(testEnvironment({ usbDevices: fails }))).status).toBe('note');
});

test('no device is fine', async () => {
  expect((await serialPorts.run(testEnvironment())).status).toBe('ok');
  expect((await usbReaders.run(testEnvironment())).status).toBe('ok');
});
