import { expect, test } from 'vitest';
import { hex, toHex } from '../codec/hex.ts';
import { readerProfile, testSimulator } from '../test-simulator.ts';
import { HostLink } from './host-link.ts';

function linked() {
  const { simulator, timers } = testSimulator();
  const reader = simulator.addReader({ ...readerProfile(), host: 'pn532' });
  const heard: string[] = [];
  const link = new HostLink(reader, timers, {
    write: (bytes) => void heard.push(toHex(bytes)),
    close: () => void heard.push('closed'),
  });
  const add = (asked: Record<string, unknown>) => simulator.readers.faults.add(reader, asked);
  return { link, heard, add, timers };
}

test.each([
  ['link-lost', ['0506']],
  ['link-cut', ['0102', '0506']],
  ['link-glued', ['010203040506']],
  ['link-garbage', ['ff00ff55aa01020304', '0506']],
  ['link-closed', ['closed', '0506']],
] as const)('%s strikes what goes to the host, once', (kind, expected) => {
  const { link, heard, add } = linked();
  add({ kind });
  link.write(hex('01020304'));
  link.write(hex('0506'));
  expect(heard).toEqual(expected);
});

test('late bytes come after their time, and not at all once the link is closed', () => {
  const { link, heard, add, timers } = linked();
  add({ kind: 'link-late', ms: 100, sticky: true });
  link.write(hex('0102'));
  timers.advance(99);
  expect(heard).toEqual([]);
  timers.advance(1);
  expect(heard).toEqual(['0102']);
  link.write(hex('03'));
  link.close();
  expect(timers.waiting).toBe(0);
});

test('writes of so many bytes only, and the nth of them', () => {
  const { link, heard, add } = linked();
  add({ kind: 'link-lost', bytes: 2, nth: 2 });
  for (const bytes of ['01', '0202', '03', '0404', '0505']) link.write(hex(bytes));
  expect(heard).toEqual(['01', '0202', '03', '0505']);
});

test('knows no instruction: it does not look into the bytes', () => {
  const { add } = linked();
  expect(() => add({ kind: 'link-lost', ins: '20' })).toThrow(
    expect.objectContaining({ code: 'fault/form' }),
  );
});
