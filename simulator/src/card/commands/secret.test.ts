import { describe, expect, test } from 'vitest';
import {
  activate,
  changeKey,
  changeReferenceData,
  file,
  query,
  secrets,
  select,
  TestSession,
  verify,
} from '../test-card.ts';

/** Every secret with a value: where it is, how many tries it has, a wrong value of the right form. */
const references = [
  {
    name: 'user authentication PIN',
    application: select.jpki,
    identifier: '0018',
    tries: 3,
    right: secrets.authentication,
    wrong: '9999',
  },
  {
    name: 'signature password',
    application: select.jpki,
    identifier: '001b',
    tries: 5,
    right: secrets.signature,
    wrong: 'ZZ9999',
  },
  {
    name: 'text PIN',
    application: select.text,
    identifier: '0011',
    tries: 3,
    right: secrets.text,
    wrong: '0000',
  },
  {
    name: 'number A',
    application: select.text,
    identifier: '0014',
    tries: 10,
    right: secrets.numberA,
    wrong: '000000000000',
  },
  {
    name: 'number B',
    application: select.text,
    identifier: '0015',
    tries: 10,
    right: secrets.numberB,
    wrong: '00000000000000',
  },
  {
    name: 'card PIN of common',
    application: select.common,
    identifier: '001c',
    tries: 3,
    right: secrets.card,
    wrong: '0000',
  },
  {
    name: 'card PIN of juki',
    application: select.juki,
    identifier: '001c',
    tries: 3,
    right: secrets.card,
    wrong: '0000',
  },
] as const;
const triesLeft = (tries: number): string => `63c${tries.toString(16)}`;

describe.each(references)('VERIFY of the $name', ({ application, identifier, tries, right, wrong }) => {
  const short = (0x80 | Number.parseInt(identifier, 16)).toString(16);

  test('right is answered 9000, by the current EF and by short identifier', () => {
    const session = activate();
    expect(session.send(application, file(identifier), verify(right))).toBe('9000');
    expect(activate().send(application, verify(right, short))).toBe('9000');
  });

  test('wrong tells the tries left down to 63C0, then even the right value is answered 6984', () => {
    const session = activate();
    session.send(application, file(identifier));
    for (let left = tries - 1; left >= 0; left--) {
      expect(session.send(verify(wrong))).toBe(triesLeft(left));
      expect(session.cause).toBe('verify/mismatch-spends');
      expect(session.send(query)).toBe(triesLeft(left));
    }
    for (const value of [right, wrong]) {
      expect(session.send(verify(value))).toBe('6984');
      expect(session.cause).toBe('verify/blocks-at-zero');
    }
    expect(session.send(query)).toBe('63c0');
  });

  test('right restores the tries on the last of them', () => {
    const session = activate();
    session.send(application, file(identifier));
    for (let left = tries - 1; left >= 1; left--) session.send(verify(wrong));
    expect(session.send(query)).toBe('63c1');
    expect(session.send(verify(right))).toBe('9000');
    expect(session.send(query)).toBe(triesLeft(tries));
  });

  test('without data asks for the tries and spends none, in four bytes and in five', () => {
    const session = activate();
    session.send(application, file(identifier));
    for (let again = 0; again < tries + 2; again++) {
      expect(session.send('00200080')).toBe(triesLeft(tries));
      expect(session.send('0020008000')).toBe(triesLeft(tries));
      expect(session.send(`002000${short}`)).toBe(triesLeft(tries));
    }
    expect(session.change).toBeUndefined();
    expect(session.cause).toBeUndefined();
  });

  test('counts in the card: reset, power-off and other applications do not give tries back', () => {
    const first = activate();
    first.send(application, file(identifier), verify(wrong));
    first.send(select.domain, application, file(identifier));
    expect(first.send(query)).toBe(triesLeft(tries - 1));
    first.close();
    expect(new TestSession(first.card).send(application, file(identifier), query)).toBe(triesLeft(tries - 1));
  });

  test('leaves the tries of every other secret', () => {
    const session = activate();
    const before = [...session.card.secrets.values()].map((secret) => secret.triesLeft);
    session.send(application, file(identifier), verify(wrong));
    const after = [...session.card.secrets.values()].map((secret) => secret.triesLeft);
    expect(after.filter((left, index) => left !== before[index])).toEqual([tries - 1]);
  });
});

describe('VERIFY', () => {
  test.each(['0', '123', '12345', '12345678901234567', 'ab1234', 'AB123', '12-4', '1 34'])(
    'of a value that cannot be right, "%s", spends a try',
    (value) => {
      const session = activate();
      expect(session.send(select.jpki, file('0018'), verify(value))).toBe('63c2');
      expect(session.send(select.jpki, file('001b'), verify(value))).toBe('63c4');
    },
  );

  test('compares the whole value: neither a beginning of it nor more than it', () => {
    const session = activate();
    session.send(select.jpki, file('001b'));
    expect(session.send(verify('AB123'))).toBe('63c4');
    expect(session.send(verify('AB12345'))).toBe('63c3');
    expect(session.send(verify('AB1234AB1234AB12'))).toBe('63c2');
    expect(session.send(verify('AB1234'))).toBe('9000');
  });

  test('tells lower case from upper case', () => {
    const session = activate();
    expect(session.send(select.jpki, file('001b'), verify('ab1234'))).toBe('63c4');
  });

  test('of a wrong value takes back what the right one had opened, and nothing else', () => {
    const session = activate();
    session.send(
      select.jpki,
      file('001b'),
      verify(secrets.signature),
      file('0018'),
      verify(secrets.authentication),
    );
    expect(session.send(verify('0000'))).toBe('63c2');
    expect(session.send(file('0017'), '802a0080 01 5a 00')).toBe('6982');
    expect(session.send('00b08100 02')).toBe('30829000');
  });

  test('opens what its own reference guards and nothing else', () => {
    const pin = activate();
    pin.send(select.jpki, file('0018'), verify(secrets.authentication));
    expect(pin.send('00b08100 04')).toBe('6982');
    expect(pin.send(file('001a'), '802a0080 01 5a 00')).toBe('6982');
    const password = activate();
    password.send(select.jpki, file('001b'), verify(secrets.signature));
    expect(password.send(file('0017'), '802a0080 01 5a 00')).toBe('6982');
  });

  test('makes its reference current when it was named by short identifier', () => {
    const session = activate();
    session.send(select.jpki, file('000a'), verify('0000', '98'));
    expect(session.send(query)).toBe('63c2');
  });

  test.each([
    ['with no application', []],
    ['with no EF', [select.jpki]],
    ['with a certificate current', [select.jpki, file('000a')]],
    ['with a key current', [select.jpki, file('0017')]],
    ['with an internal EF current', [select.jpki, file('0009')]],
  ])('%s is answered 6986', (_what, before) => {
    const session = activate();
    expect(session.send(...before, verify('1234'))).toBe('6986');
    expect(session.cause).toBe('verify/reference-needed');
    expect(session.send(query)).toBe('6986');
  });

  test('of a short identifier that is not there is answered 6A82, of a file that is no secret 6986', () => {
    const session = activate();
    expect(session.send(select.jpki, verify('1234', '83'))).toBe('6a82');
    expect(session.send(verify('1234', '8a'))).toBe('6986');
  });

  test.each(['01', '80', 'ff'])('with P1=%s is answered 6A86 and spends nothing', (p1) => {
    const session = activate();
    session.send(select.jpki, file('0018'));
    expect(session.send(`0020${p1}80 04 30303030`)).toBe('6a86');
    expect(session.cause).toBe('verify/p1-zero');
    expect(session.send(query)).toBe('63c3');
  });

  test.each(['00', '01', '18', '9f', 'ff'])('with P2=%s is answered 6A86 and spends nothing', (p2) => {
    const session = activate();
    session.send(select.jpki, file('0018'));
    expect(session.send(`002000${p2} 04 30303030`)).toBe('6a86');
    expect(session.send(query)).toBe('63c3');
  });

  test('takes the value in extended form too', () => {
    const session = activate();
    expect(session.send(select.jpki, file('0018'), '00200080 000004 31323334')).toBe('9000');
  });

  test('of text 0012 is answered 6984 from issuance, and its query 63C0', () => {
    const session = activate();
    session.send(select.text, file('0012'));
    expect(session.send(query)).toBe('63c0');
    expect(session.send(verify('1234'))).toBe('6984');
    expect(session.send(query)).toBe('63c0');
  });

  test('of JPKI 0010 has three tries and no right value', () => {
    const session = activate();
    session.send(select.jpki, file('0010'));
    expect(session.send(query)).toBe('63c3');
    expect(session.send(verify('1234'))).toBe('63c2');
  });

  test('tells the tries also while verified', () => {
    const session = activate();
    expect(session.send(select.jpki, file('0018'), verify(secrets.authentication), query)).toBe('63c3');
    expect(session.send(file('0017'), '802a0080 01 5a 00')).toMatch(/9000$/);
  });

  test('changes nothing that has to be kept when it is right with all tries left', () => {
    const session = activate();
    session.send(select.jpki, file('0018'), verify(secrets.authentication));
    expect(session.change).toBeUndefined();
    session.send(verify('0000'));
    expect([...session.change!.keys()]).toEqual(['card/1/secret/jpki/authentication']);
    session.send(verify(secrets.authentication));
    expect(session.change?.get('card/1/secret/jpki/authentication')).toMatchObject({
      context: { triesLeft: 3 },
    });
  });
});

describe.each([
  {
    name: 'JPKI user authentication PIN',
    application: select.jpki,
    identifier: '0018',
    right: '1234',
    next: '4321',
    change: changeReferenceData,
    other: changeKey,
  },
  {
    name: 'signature password',
    application: select.jpki,
    identifier: '001b',
    right: 'AB1234',
    next: '1234567890ABCDEF',
    change: changeReferenceData,
    other: changeKey,
  },
  {
    name: 'text PIN',
    application: select.text,
    identifier: '0011',
    right: '9120',
    next: '0001',
    change: changeReferenceData,
    other: changeKey,
  },
  {
    name: 'common PIN',
    application: select.common,
    identifier: '001c',
    right: '5678',
    next: '8765',
    change: changeKey,
    other: changeReferenceData,
  },
  {
    name: 'juki PIN',
    application: select.juki,
    identifier: '001c',
    right: '5678',
    next: '8765',
    change: changeKey,
    other: changeReferenceData,
  },
])('CHANGE of the $name', ({ application, identifier, right, next, change, other }) => {
  test('after VERIFY takes the new value, and the old one is wrong from then on', () => {
    const session = activate();
    session.send(application, file(identifier), verify(right));
    expect(session.send(change(next))).toBe('9000');
    expect([...session.change!.entries()]).toEqual([[expect.stringContaining('/value/'), next]]);
    expect(session.send(verify(right))).toMatch(/^63c/);
    expect(session.send(verify(next))).toBe('9000');
  });

  test('without VERIFY is answered 6982 and changes nothing', () => {
    const session = activate();
    session.send(application, file(identifier));
    expect(session.send(change(next))).toBe('6982');
    expect(session.cause).toBe('change/needs-verified');
    expect(session.send(verify(right))).toBe('9000');
  });

  test('in the form of the other applications is answered 6D00', () => {
    const session = activate();
    session.send(application, file(identifier), verify(right));
    expect(session.send(other(next))).toBe('6d00');
    expect(session.cause).toBe('change/form-of-application');
    expect(session.send(verify(right))).toBe('9000');
  });

  test('to a value that the secret cannot have is answered 6A80', () => {
    const session = activate();
    session.send(application, file(identifier), verify(right));
    for (const value of ['', '12', '123456789012345678', 'abcdef', 'ABCDEFG', '12-4']) {
      expect(session.send(change(value)), value).toBe('6a80');
      expect(session.cause).toBe('change/format-checked');
    }
    expect(session.send(verify(right))).toBe('9000');
  });

  test('stays when the card is powered down', () => {
    const session = activate();
    session.send(application, file(identifier), verify(right), change(next));
    session.close();
    expect(new TestSession(session.card).send(application, file(identifier), verify(next))).toBe('9000');
  });
});

describe('CHANGE', () => {
  test('has one form only: P1=01 of 00 24, P1=00 of 80 32', () => {
    const session = activate();
    session.send(select.jpki, file('0018'), verify('1234'));
    expect(session.send('00240080 08 31323334 34333231')).toBe('6a86');
    expect(session.cause).toBe('change/p1-new-value-only');
    const common = activate();
    common.send(select.common, file('001c'), verify('5678'));
    expect(common.send('80320180 04 34333231')).toBe('6a86');
  });

  test('by short identifier changes that secret', () => {
    const session = activate();
    session.send(select.jpki, verify('1234', '98'), file('000a'));
    expect(session.send(changeReferenceData('4321', '98'))).toBe('9000');
    expect(session.send(verify('4321', '98'))).toBe('9000');
  });

  test('of the common PIN leaves the one of juki', () => {
    const session = activate();
    session.send(select.common, file('001c'), verify('5678'), changeKey('8765'));
    expect(session.send(select.juki, file('001c'), verify('5678'))).toBe('9000');
  });

  test('leaves the counter and keeps what was verified', () => {
    const session = activate();
    session.send(select.jpki, file('0018'), verify('1234'), changeReferenceData('4321'));
    expect(session.send(query)).toBe('63c3');
    expect(session.send(file('0017'), '802a0080 01 5a 00')).toMatch(/9000$/);
  });

  test('with no application is answered 6986', () => {
    expect(activate().send(changeReferenceData('4321'))).toBe('6986');
    expect(activate().send(changeKey('4321'))).toBe('6986');
  });
});
