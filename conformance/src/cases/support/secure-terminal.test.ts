import { createDecipheriv } from 'node:crypto';
import { expect, test } from 'vitest';
import { concat, hex, toHex } from '../../bytes/hex.ts';
import { SecureTerminal } from './secure-terminal.ts';

// Worked out with openssl enc: key TEST session key, IV = AES-ECB(counter).
const firstVector = '1218c3dcb95314f75b5517ce0b27edd5';
const selected = 'b88d8f3c9f58938dcc2240f58649312e';

const key = Buffer.from('TEST session key');
const seed = concat(key, hex('ff'.repeat(16)));

test('the first command has counter 1, and its initial vector is the enciphered counter', () => {
  const terminal = new SecureTerminal(seed);
  expect(toHex(terminal.selectFile(0x0001))).toBe(`08a4020c13861101${selected}`);
  const cipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  expect(toHex(cipher.update(hex(firstVector)))).toBe(`${'00'.repeat(15)}01`);
  expect(terminal.counter).toBe(2);
});

test('a response is opened with the counter of its command', () => {
  const terminal = new SecureTerminal(seed);
  const object = terminal.object(hex('ff100c'));
  expect(toHex(terminal.read('81 00', 3))).toBe('08b081000000059603000003' + '0000');
  expect(toHex(terminal.open(object)!)).toBe('ff100c');
  terminal.read('81 00', 3);
  expect(terminal.open(object)).toBeUndefined();
});

test('what is no response of a session opens to nothing', () => {
  const terminal = new SecureTerminal(seed);
  terminal.counter = 2;
  for (const bytes of ['', 'ff100c', `861102${'aa'.repeat(16)}`, `860901${'aa'.repeat(8)}`])
    expect(terminal.open(hex(bytes))).toBeUndefined();
  expect(terminal.open(concat(new SecureTerminal(seed).object(hex('')), hex('00')))).toBeUndefined();
});
