import { describe, expect, test } from 'vitest';
import { activate, file, query, secrets, select, verify } from '../test-card.ts';

describe('SELECT by name', () => {
  test.each(Object.entries(select))('%s with P2=0C is answered 9000 without data', (_name, command) => {
    expect(activate().send(command)).toBe('9000');
  });

  test('with P2=00 answers an FCI template with the name of the application', () => {
    const card = activate();
    expect(card.send('00a40400 0a d392f000260100000001 00')).toBe('6f0c840ad392f0002601000000019000');
    expect(card.send('00a40400 07 a0000001510000 00')).toBe('6f098407a00000015100009000');
  });

  test('with P2=00 and no Le selects and answers no data', () => {
    const card = activate();
    expect(card.send('00a40400 0a d392f000260100000001')).toBe('9000');
    expect(card.send(file('000a'))).toBe('9000');
  });

  test('takes the beginning of a name, and names the whole in the FCI', () => {
    expect(activate().send('00a4040c 02 d392')).toBe('9000');
    expect(activate().send('00a40400 05 d3921000 31 00')).toBe('6f0c840ad39210003100010104089000');
  });

  test.each([
    ['of another card', '00a4040c 06 d27600012401'],
    ['one byte longer than a name of this card', '00a4040c 0b d392f00026010000000100'],
    ['one bit off', '00a4040c 0a d392f000260100000002'],
    ['of a licence that this card does not have', '00a4040c 10 a0000002310600000000000000000000'],
    ['of the licence module', '00a4040c 10 a0000002310500000000000000000000'],
  ])('of a name %s is answered 6A82 and leaves what is selected', (_what, command) => {
    const card = activate();
    card.send(select.jpki, file('0018'));
    expect(card.send(command)).toBe('6a82');
    expect(card.cause).toBe('select/unknown-application');
    expect(card.send(query)).toBe('63c3');
  });

  test('of an empty name selects the issuer security domain, as after reset', () => {
    const card = activate();
    card.send(select.jpki, file('0018'));
    expect(card.send('00a40400 00')).toBe('6f098407a00000015100009000');
    expect(card.send(file('0018'))).toBe('6986');
    expect(card.send('00ca0042 10')).toMatch(/^.{32}9000$/);
  });

  test('has no next occurrence: 6A82', () => {
    const card = activate();
    expect(card.send('00a40402 02 d392 00')).toBe('6a82');
    expect(card.cause).toBe('select/next-occurrence-none');
    expect(card.send('00a4040e 02 d392')).toBe('6a82');
  });

  test('of a name of more than 16 bytes is answered 6700', () => {
    expect(activate().send('00a4040c 11 d392f00026010000000100000000000000')).toBe('6700');
  });

  test.each(['01', '03', '08', '09', '05', 'ff'])('P1=%s is answered 6A86', (p1) => {
    const card = activate();
    expect(card.send(select.jpki, `00a4${p1}0c 02 0018`)).toBe('6a86');
    expect(card.cause).toBe('select/p1-p2-known');
  });

  test.each(['01', '03', '04', '08', '0d'])('P2=%s is answered 6A86', (p2) => {
    expect(activate().send(`00a404${p2} 0a d392f000260100000001`)).toBe('6a86');
  });
});

describe('SELECT of the master file', () => {
  test('right after reset is answered 6A86', () => {
    const card = activate();
    expect(card.send('00a40000')).toBe('6a86');
    expect(card.cause).toBe('select/master-file-refused-at-start');
  });

  test('with an application current is answered 9000 and changes nothing', () => {
    const card = activate();
    card.send(select.jpki, file('0018'), verify(secrets.authentication), file('0017'));
    expect(card.send('00a40000')).toBe('9000');
    expect(card.send('802a0080 01 5a 00')).toMatch(/^.{512}9000$/);
  });

  test('as relays send it when the card is powered is answered, not refused as malformed', () => {
    const card = activate();
    expect(card.send('00a4000c')).toBe('6a86');
    card.send(select.jpki);
    expect(card.send('00a4000c')).toBe('9000');
  });

  test.each(['00a40000 02 3f00', '00a4000c 02 3f00'])('by 3F00 is answered 6A82 always: %s', (command) => {
    const card = activate();
    expect(card.send(command)).toBe('6a82');
    expect(card.cause).toBe('select/master-file-3f00-unknown');
    expect(card.send(select.text, command)).toBe('6a82');
  });

  test('finds no EF: neither by identifier nor by any short identifier', () => {
    const card = activate();
    for (let identifier = 1; identifier <= 0x1e; identifier++) {
      const sfi = (0x80 | identifier).toString(16);
      expect(card.send(`00b0${sfi}00 00`)).toBe('6986');
      expect(card.send(file(identifier.toString(16).padStart(4, '0')))).toBe('6986');
    }
  });
});

describe('SELECT of an EF', () => {
  test('with no application is answered 6986', () => {
    const card = activate();
    expect(card.send(file('0001'))).toBe('6986');
    expect(card.cause).toBe('select/file-needs-application');
  });

  test.each(['0000', '001f', '0020', '0103', '8018', 'ffff', '0003', '0004'])(
    '%s, which is not there, is answered 6A82',
    (identifier) => {
      const card = activate();
      card.send(select.jpki, file('0018'));
      expect(card.send(file(identifier))).toBe('6a82');
      expect(card.cause).toBe('select/unknown-file');
      expect(card.send(query)).toBe('63c3');
    },
  );

  test('is without data whether P2 is 00 or 0C', () => {
    const card = activate();
    card.send(select.jpki);
    expect(card.send('00a40200 02 0018 00')).toBe('9000');
    expect(card.send('00a4020c 02 0018')).toBe('9000');
  });

  test('of another length than two bytes is answered 6700', () => {
    const card = activate();
    card.send(select.jpki);
    expect(card.send('00a4020c 01 18')).toBe('6700');
    expect(card.send('00a4020c')).toBe('6700');
  });
});

/** Applications and their EFs. @see jpki-card reference, section 2 */
describe('the EFs of an application', () => {
  const exist = {
    jpki: '01 02 05 06 08 09 0a 0b 10 16 17 18 19 1a 1b 1c 1e',
    text: '01 02 03 04 05 06 07 08 10 11 12 13 14 15 1c 1e',
    common: '01 02 19 1c 1e',
    juki: '02 1c',
  };
  test.each(Object.entries(exist))('%s: %s and no other', (application, identifiers) => {
    const card = activate();
    card.send(select[application as keyof typeof exist]);
    const found: string[] = [];
    for (let identifier = 0; identifier < 256; identifier++) {
      const digits = identifier.toString(16).padStart(2, '0');
      if (card.send(file(`00${digits}`)) === '9000') found.push(digits);
    }
    expect(found.join(' ')).toBe(identifiers);
  });
});

describe('what SELECT does to the security status', () => {
  const verified = (...then: string[]): string => {
    const card = activate();
    card.send(select.jpki, file('001b'), verify(secrets.signature), ...then);
    return card.send('00b08100 04', '00b00000 04');
  };

  test('SELECT of EFs, reads, queries and signatures leave it', () => {
    expect(
      verified(
        file('0006'),
        '00b00000 00',
        file('0018'),
        query,
        file('001a'),
        '802a0080 01 5a 00',
        '00a40000',
      ),
    ).toMatch(/^3082.{4}9000$/);
  });

  test.each([
    ['the same application', select.jpki],
    ['another application and back', select.text],
    ['the issuer security domain and back', select.domain],
  ])('SELECT of %s clears it', (_what, command) => {
    const card = activate();
    card.send(select.jpki, file('001b'), verify(secrets.signature), command, select.jpki, file('0001'));
    expect(card.send('00b00000 04')).toBe('6982');
    expect(card.cause).toBe('read/access-condition');
  });

  test('a refused SELECT by name leaves it', () => {
    expect(verified('00a4040c 06 d27600012401')).toMatch(/^3082.{4}9000$/);
  });

  test('SELECT by name leaves no EF current', () => {
    const card = activate();
    expect(card.send(select.jpki, file('000a'), select.jpki, '00b00000 04')).toBe('6986');
    expect(card.cause).toBe('read/current-file-needed');
  });
});
