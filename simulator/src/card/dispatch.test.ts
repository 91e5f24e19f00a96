import { describe, expect, test } from 'vitest';
import { hex } from '../codec/hex.ts';
import {
  activate,
  changeReferenceData,
  file,
  query,
  secrets,
  select,
  testCard,
  verify,
} from './test-card.ts';

/** A session with the user authentication PIN current. */
function atPin(options: Parameters<typeof activate>[0] = {}) {
  const session = activate(options);
  session.send(select.jpki, file('0018'));
  return session;
}

describe('a command whose lengths do not add up is answered 6700', () => {
  test.each([
    ['no byte', ''],
    ['CLA alone', '00'],
    ['three bytes', '002000'],
    ['Lc with too few bytes', '00200080 04 313233'],
    ['Lc with too many bytes', '00200080 04 31323334 35 36'],
    ['extended Lc of zero', '00200080 000000 31323334'],
    ['extended Lc with too few bytes', '00200080 000004 313233'],
    ['an extended length of two bytes', '00200080 0000'],
  ])('%s: %s', (_what, command) => {
    const session = atPin();
    expect(session.send(command)).toBe('6700');
    expect(session.cause).toBe('command/length-consistent');
    expect(session.send(query)).toBe('63c3');
  });
});

describe('a class', () => {
  test.each(['20', '24', '30', '3f', 'a0', 'ff'])('of %s, reserved or unknown, is answered 6E00', (cla) => {
    const session = atPin();
    expect(session.send(`${cla}200080 04 39393939`)).toBe('6e00');
    expect(session.cause).toBe('command/class-known');
    expect(session.send(query)).toBe('63c3');
  });

  test.each(['01', '02', '03', '13', '40', '43', '4f', '60', '7f', '81', 'c0'])(
    'of %s is another logical channel: 6881',
    (cla) => {
      const session = atPin();
      expect(session.send(`${cla}a4040c 0a d392f000260100000001`)).toBe('6881');
      expect(session.cause).toBe('command/channel-basic-only');
      expect(session.send(`${cla}200080 04 39393939`)).toBe('6881');
      expect(session.send(query)).toBe('63c3');
    },
  );

  test('of 10 chains commands, which this card does not: 6884', () => {
    const session = atPin();
    expect(session.send('10200080 04 39393939')).toBe('6884');
    expect(session.cause).toBe('command/chaining-refused');
    expect(session.send('902a0080 01 5a 00')).toBe('6884');
    expect(session.send(query)).toBe('63c3');
  });

  test.each(['04', '08', '0c', '84', '88', '8c'])(
    'of %s is secure messaging, without a session: 6882 to SELECT, 69FC to READ BINARY and VERIFY',
    (cla) => {
      const session = atPin();
      expect(session.send(`${cla}a4040c 0a d392f000260100000001`)).toBe('6882');
      expect(session.cause).toBe('command/secure-messaging-needs-session');
      expect(session.send(`${cla}b08a00 04`)).toBe('69fc');
      expect(session.send(`${cla}200080 04 39393939`)).toBe('69fc');
      expect(session.send(`${cla}840000 08`)).toBe('6e00');
      expect(session.send(query)).toBe('63c3');
    },
  );
});

describe('an instruction', () => {
  const known = new Set([
    '00a4',
    '00b0',
    '00b2',
    '0020',
    '0024',
    '0084',
    '0088',
    '00ca',
    '802a',
    '8032',
    '80a2',
    '80ae',
  ]);

  test.each(['00', '80'])('that class %s does not have is answered 6D00, and what it has is not', (cla) => {
    const session = atPin();
    for (let ins = 0; ins < 256; ins++) {
      const header = cla + ins.toString(16).padStart(2, '0');
      const answer = session.send(`${header}0000`);
      // CHANGE in the form of another application is answered 6D00 as well.
      if (header === '8032') continue;
      expect(answer === '6d00', header).toBe(!known.has(header));
      if (answer === '6d00') expect(session.cause).toBe('command/instruction-known');
    }
  });

  test('of GET RESPONSE is not there: nothing is ever held back', () => {
    expect(atPin().send('00c00000 00')).toBe('6d00');
  });
});

describe('on a card that takes chains', () => {
  const chaining = { switches: { chaining: 'accepted' } } as const;

  test('the parts are joined before the command is executed', () => {
    const session = atPin(chaining);
    expect(session.send('10200080 02 3132')).toBe('9000');
    expect(session.send('00200080 02 3334')).toBe('9000');
    expect(session.send(file('0017'), '802a0080 01 5a 00')).toMatch(/9000$/);
  });

  test('a wrong value in parts spends one try, at the last part', () => {
    const session = atPin(chaining);
    session.send('10200080 01 39', '10200080 01 39', '10200080 01 39');
    expect(session.card.secrets.get('jpki/authentication')?.triesLeft).toBe(3);
    expect(session.send('00200080 01 39')).toBe('63c2');
  });

  test('data of more than one short command are signed as one', () => {
    const session = activate(chaining);
    session.send(select.jpki, verify(secrets.authentication, '98'));
    const half = '5a'.repeat(200);
    expect(session.send(`902a0397 c8 ${half}`)).toBe('9000');
    const chained = session.send(`802a0397 c8 ${half} 00`);
    expect(chained).toBe(session.send(`802a0397 000190 ${half}${half} 0000`));
  });

  test('a command with another header ends the chain and stands for itself', () => {
    const session = atPin(chaining);
    expect(session.send('10200080 02 3132', query)).toBe('63c2');
    expect(session.send('10200080 02 3132', file('0017'))).toBe('9000');
    expect(atPin(chaining).send('10200080 02 3132', file('0018'), query)).toBe('63c3');
    expect(atPin(chaining).send('10200080 02 3132', file('0018'), '00200080 02 3334')).toBe('63c2');
  });

  test('a chain of more than an extended command can carry is answered 6700', () => {
    const session = atPin(chaining);
    const most = `10200080 00ffff ${'31'.repeat(65_535)}`;
    expect(session.send(most)).toBe('9000');
    expect(session.send('10200080 01 31')).toBe('6700');
    expect(session.send(query)).toBe('63c3');
  });
});

test('each answer says how long the card takes for it', () => {
  const card = testCard({ executionTimeMs: { command: 3, verify: 20, signature: 400 } });
  const session = card.open();
  const time = (command: string): number => session.execute(hex(command)).executionTimeMs;
  expect(
    [select.jpki, file('0018'), '00b08a00 00', '00840000 08', '00ca0042 00', '00ff0000'].map(time),
  ).toEqual([3, 3, 3, 3, 3, 3]);
  session.execute(hex(file('0018')));
  expect([verify('0000'), query, verify('1234'), changeReferenceData('4321')].map(time)).toEqual([
    20, 20, 20, 20,
  ]);
  expect(time('802a0097 01 5a 00')).toBe(400);
  // What is refused without a signature takes no longer than any command.
  expect(time('802a0697 01 5a 00')).toBe(3);
});
