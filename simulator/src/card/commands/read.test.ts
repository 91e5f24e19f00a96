import { describe, expect, test } from 'vitest';
import { toHex } from '../../codec/hex.ts';
import { activate, contentOf, file, secrets, select, verify } from '../test-card.ts';

/** A session with the user authentication certificate current, and the certificate itself. */
function atCertificate() {
  const session = activate();
  session.send(select.jpki, file('000a'));
  return { session, der: contentOf(session.card, 'jpki', 0x0a) };
}
const le = (length: number): string => (length & 0xff).toString(16).padStart(2, '0');
const word = (value: number): string => value.toString(16).padStart(4, '0');

describe('READ BINARY', () => {
  test.each([0, 1, 253, 254, 255, 256, 257, 258, 259])(
    'from offset %d gives the bytes that stand there',
    (offset) => {
      const { session, der } = atCertificate();
      for (const length of [1, 4, 7, 16, 255, 256]) {
        const answer = session.send(`00b0${word(offset)} ${le(length)}`);
        expect(answer).toBe(`${toHex(der.subarray(offset, offset + length))}9000`);
      }
    },
  );

  test('to the last byte gives what there is with 9000, without a warning', () => {
    const { session, der } = atCertificate();
    const { length } = der;
    expect(length).toBeGreaterThan(512);
    expect(session.send(`00b0${word(length - 1)} 01`)).toBe(`${toHex(der.subarray(-1))}9000`);
    expect(session.send(`00b0${word(length - 1)} 00`)).toBe(`${toHex(der.subarray(-1))}9000`);
    expect(session.send(`00b0${word(length - 3)} 04`)).toBe(`${toHex(der.subarray(-3))}9000`);
    expect(session.send(`00b0${word(length - 256)} 00`)).toBe(`${toHex(der.subarray(-256))}9000`);
    expect(session.send(`00b0${word(length - 255)} 00`)).toBe(`${toHex(der.subarray(-255))}9000`);
  });

  test('at or beyond the end is answered 6B00', () => {
    const { session, der } = atCertificate();
    for (const offset of [der.length, der.length + 1, 0x7fff]) {
      expect(session.send(`00b0${word(offset)} 01`)).toBe('6b00');
      expect(session.cause).toBe('read/offset-inside');
    }
  });

  test('with extended Le reads as many bytes as there are', () => {
    const { session, der } = atCertificate();
    expect(session.send('00b00000 000000')).toBe(`${toHex(der)}9000`);
    expect(session.send('00b00000 000101')).toBe(`${toHex(der.subarray(0, 257))}9000`);
    expect(session.send(`00b00004 00${word(der.length - 4)}`)).toBe(`${toHex(der.subarray(4))}9000`);
    expect(session.send('00b00000 000001')).toBe(`${toHex(der.subarray(0, 1))}9000`);
  });

  test('without Le is answered 6700', () => {
    const { session } = atCertificate();
    expect(session.send('00b00000')).toBe('6700');
    expect(session.cause).toBe('read/le-needed');
  });

  test('with data is answered 6700', () => {
    expect(atCertificate().session.send('00b00000 01 00')).toBe('6700');
  });

  test('of an offset above 7FFF is one by short identifier: bit 8 of P1 says so', () => {
    const { session } = atCertificate();
    expect(session.send('00b08800 00')).toBe('8f8f009000');
    expect(session.send('00b08000 01')).toBe('6a86');
    expect(session.send('00b09f00 01')).toBe('6a86');
    expect(session.send('00b0ff00 01')).toBe('6a86');
  });

  test('by short identifier makes that EF current', () => {
    const { session, der } = atCertificate();
    session.send(file('0006'));
    expect(session.send('00b08a04 04')).toBe(`${toHex(der.subarray(4, 8))}9000`);
    expect(session.send('00b00000 04')).toBe(`${toHex(der.subarray(0, 4))}9000`);
  });

  test('by short identifier reaches offsets to 255', () => {
    const { session, der } = atCertificate();
    expect(session.send('00b08aff 02')).toBe(`${toHex(der.subarray(255, 257))}9000`);
  });

  test('of a short identifier that is not there is answered 6A82 and leaves the current EF', () => {
    const { session, der } = atCertificate();
    expect(session.send('00b08300 01')).toBe('6a82');
    expect(session.cause).toBe('read/unknown-short-identifier');
    expect(session.send('00b00000 02')).toBe(`${toHex(der.subarray(0, 2))}9000`);
  });

  test('with no current EF is answered 6986', () => {
    const session = activate();
    expect(session.send('00b00000 00')).toBe('6986');
    expect(session.send(select.jpki, '00b00000 00')).toBe('6986');
    expect(session.cause).toBe('read/current-file-needed');
  });

  test.each([
    ['a secret', select.jpki, '0018'],
    ['a key', select.jpki, '0017'],
    ['records', select.common, '0001'],
  ])('of an EF with %s is answered 6981', (_what, application, identifier) => {
    const session = activate();
    expect(session.send(application, file(identifier), '00b00000 00')).toBe('6981');
    expect(session.cause).toBe('read/transparent-only');
  });

  test.each([
    [select.jpki, '0016'],
    [select.jpki, '0009'],
    [select.text, '0010'],
    [select.common, '001e'],
  ])('of an internal EF is answered 6981', (application, identifier) => {
    const session = activate();
    expect(session.send(application, file(identifier))).toBe('9000');
    expect(session.send('00b00000 00')).toBe('6981');
    expect(session.cause).toBe('content/internal-file-unreadable');
  });

  test('of a guarded EF asks for the secret before it looks at offset and Le', () => {
    const session = activate();
    session.send(select.jpki, file('0001'));
    for (const command of ['00b00000 00', '00b07fff 00', '00b00000', '00b08100 04']) {
      expect(session.send(command)).toBe('6982');
    }
    expect(session.send('002000 9b 06 414231323334', '00b08100 02')).toBe('30829000');
  });

  test('takes 65,536 bytes in one answer of 65,538', () => {
    const session = activate({ card: 'test/extended-length' });
    session.send('00a4040c 0a f04b415a415348490001');
    const answer = session.data('00b08100 000000');
    expect(answer).toHaveLength(65_536);
    expect([...answer.subarray(0, 4), ...answer.subarray(-2)]).toEqual([0, 1, 2, 3, 1, 0]);
    expect(session.data('00b00000 00')).toHaveLength(256);
    expect(session.data('00b07fff 000000')).toHaveLength(65_536 - 0x7fff);
  });
});

describe('READ RECORD', () => {
  /** 15 digits of serial number, 5 of municipality, expiry date. */
  const record = `011c${toHex(Buffer.from('990000000000017' + '99001' + '20360412'))}`;

  test('gives the card serial record by short identifier and from the current EF', () => {
    const session = activate();
    session.send(select.common);
    expect(session.send('00b2010c 00')).toBe(`${record}9000`);
    expect(session.send(file('0001'), '00b20104 00')).toBe(`${record}9000`);
    expect(session.send('00b20104 1e')).toBe(`${record}9000`);
    expect(session.send('00b20104 000000')).toBe(`${record}9000`);
  });

  test('answers 6700 when Le has no room for the record', () => {
    const session = activate();
    session.send(select.common);
    expect(session.send('00b2010c 1d')).toBe('6700');
    expect(session.send('00b2010c')).toBe('6700');
  });

  test('by short identifier makes the EF current', () => {
    const session = activate();
    session.send(select.common, '00b2010c 00');
    expect(session.send('00b20104 00')).toBe(`${record}9000`);
  });

  test('past the last record is answered 6A83, also record 0', () => {
    const session = activate();
    session.send(select.common, file('0001'));
    for (const number of ['02', '7f', 'ff', '00']) expect(session.send(`00b2${number}04 00`)).toBe('6a83');
    expect(session.cause).toBe('read/record-past-end');
  });

  test('of all records is answered 6A81', () => {
    const session = activate();
    expect(session.send(select.common, file('0001'), '00b20105 00')).toBe('6a81');
    expect(session.cause).toBe('read/record-all-refused');
  });

  test('of an EF without records is answered 6981', () => {
    const session = activate();
    expect(session.send(select.jpki, file('000a'), '00b20104 00')).toBe('6981');
    expect(session.cause).toBe('read/record-structure');
  });

  test('with no EF or an unknown short identifier is answered 6986 and 6A82', () => {
    const session = activate();
    expect(session.send('00b2010c 00')).toBe('6986');
    expect(session.send('00b20104 00')).toBe('6986');
    expect(session.send(select.common, '00b20104 00')).toBe('6986');
    expect(session.send('00b2011c 00')).toBe('6a82');
  });

  test('by other than the number is answered 6A86', () => {
    const session = activate();
    session.send(select.common, file('0001'));
    for (const p2 of ['00', '01', '02', '06', '07', 'fc'])
      expect(session.send(`00b201${p2} 00`)).toBe('6a86');
  });

  test('gives one key identifier of 16 bytes in common and juki, the same', () => {
    const session = activate();
    const common = session.send(select.common, file('0002'), '00b20104 00');
    expect(common).toMatch(/^0110.{32}9000$/);
    expect(session.send(select.juki, '00b20114 00')).toBe(common);
  });
});

test('reading needs no secret where the file is free, and stays possible after one was verified', () => {
  const session = activate();
  session.send(select.jpki, file('0018'), verify(secrets.authentication));
  for (const identifier of ['0002', '0006', '0008', '000a', '000b']) {
    expect(session.send(file(identifier), '00b00000 01')).toMatch(/^..9000$/);
  }
});
