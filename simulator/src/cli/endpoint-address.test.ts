import { describe, expect, test } from 'vitest';
import { defaultEndpoints, hostAndPort, parseEndpointAddress } from './endpoint-address.ts';

describe('an endpoint address', () => {
  test.each([
    ['pcsc:/run/pcscd/pcscd.comm', { kind: 'pcsc', path: '/run/pcscd/pcscd.comm' }],
    ['pcsc:with:colons', { kind: 'pcsc', path: 'with:colons' }],
    ['vpcd:127.0.0.1:35963', { kind: 'vpcd', direction: 'connect', host: '127.0.0.1', port: 35_963 }],
    ['vpcd', { kind: 'vpcd', direction: 'connect', host: '127.0.0.1', port: 35_963 }],
    ['pn532:/dev/NFC0', { kind: 'pn532', place: { transport: 'terminal', path: '/dev/NFC0' } }],
    ['pn532:tcp:[::1]:5', { kind: 'pn532', place: { transport: 'tcp', host: '::1', port: 5 } }],
    ['pn532:tcp', { kind: 'pn532', place: { transport: 'tcp', host: '127.0.0.1', port: 53_200 } }],
    ['vpcd:windows-host', { kind: 'vpcd', direction: 'connect', host: 'windows-host', port: 35_963 }],
    ['vpcd-listen::9000', { kind: 'vpcd', direction: 'listen', host: '127.0.0.1', port: 9000 }],
    ['facility:0.0.0.0:8080', { kind: 'facility', host: '0.0.0.0', port: 8080 }],
    ['status:127.0.0.1:8888', { kind: 'status', host: '127.0.0.1', port: 8888 }],
    ['status', { kind: 'status', host: '127.0.0.1', port: 0 }],
    ['facility', { kind: 'facility', host: '127.0.0.1', port: 0 }],
    ['rf-udp', { kind: 'rf-udp', host: '127.0.0.1', port: 54_321 }],
    ['rf-udp:0.0.0.0:9000', { kind: 'rf-udp', host: '0.0.0.0', port: 9000 }],
    ['vpcd-listen:[::1]:9000', { kind: 'vpcd', direction: 'listen', host: '::1', port: 9000 }],
  ])('%s', (address, parsed) => {
    expect(parseEndpointAddress(address)).toEqual(parsed);
  });

  test.each([
    '',
    'pcsc',
    'pcsc:',
    'pn532:',
    'usb:072f:2303',
    'vpcd:host:port',
    'vpcd:host:65536',
    'vpcd:::1:5',
    'status:8888',
    'facility:8080',
    'pn532:tcp:5:5',
    '/run/x',
  ])('"%s" is refused', (address) => {
    expect(() => parseEndpointAddress(address)).toThrow(
      expect.objectContaining({ code: 'endpoint/bad-address' }),
    );
  });
});

test('a host or a port alone leaves the other at its default', () => {
  expect(hostAndPort('', 'localhost', 0)).toEqual({ host: 'localhost', port: 0 });
  expect(hostAndPort('0.0.0.0', 'localhost', 7)).toEqual({ host: '0.0.0.0', port: 7 });
  expect(hostAndPort(':80', 'localhost', 7)).toEqual({ host: 'localhost', port: 80 });
});

test('without an address the endpoint is a PC/SC socket of the process, and vpcd on Windows', () => {
  expect(defaultEndpoints('linux', '/run/user/1/kazashi', 42)).toEqual([
    { kind: 'pcsc', path: '/run/user/1/kazashi/42.comm' },
  ]);
  expect(defaultEndpoints('win32', 'C:\\', 42)).toMatchObject([{ kind: 'vpcd', direction: 'connect' }]);
});
