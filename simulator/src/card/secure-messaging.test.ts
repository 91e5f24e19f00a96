import { describe, expect, test } from 'vitest';
import { toHex } from '../codec/hex.ts';
import {
  activate,
  contentOf,
  file,
  query,
  secrets,
  select,
  TestSession,
  testCard,
  verify,
} from './test-card.ts';
import { deliveryMessage, setSessionKey, TestTerminal } from './test-terminal.ts';

const number = 'ff100c' + '313233343536373839303138' + 'ffff';

/** An activation with a session of secure messaging. */
function opened() {
  const session = activate();
  return { session, terminal: TestTerminal.open(session) };
}

describe('a session', () => {
  test('reads what a plain command reads, by the whole and in part', () => {
    const { session, terminal } = opened();
    expect(terminal.selectFile('0001')).toBe('9000');
    expect(terminal.read(0)).toBe(number);
    expect(terminal.read(3)).toBe('ff100c');
    expect(terminal.read(12, '0003')).toBe(number.slice(6, 30));
    expect(terminal.read(0, '8200')).toBe(toHex(contentOf(session.card, 'text', 0x02)));
  });

  test('reads files longer than any short answer', () => {
    const { session, terminal } = opened();
    expect(terminal.read(0, '8400')).toBe(toHex(contentOf(session.card, 'text', 0x04)));
  });

  test('begins with counter 1 and an initial vector that is the enciphered counter', () => {
    const session = activate();
    TestTerminal.deliver(session);
    // Worked out with openssl: AES-128 key 00 01 … 0f, IV = AES(key, 00…01), plain text 0001 80 00….
    expect(session.send('08a4020c 13 861101 c102e0acb67aaba0e85bdfd63b3fb5b2')).toBe('9000');
  });

  test('hides number A, which counts as it does in the clear', () => {
    const { session, terminal } = opened();
    expect(terminal.verify('000000000000', '94')).toBe('63c9');
    expect(session.change?.has('card/1/secret/text/number-a')).toBe(true);
    expect(terminal.verify(secrets.numberA, '94')).toBe('9000');
    expect(session.send(file('0014'), query)).toBe('63ca');
  });

  test('asks for the tries with an empty value', () => {
    expect(opened().terminal.verify('', '91')).toBe('63c3');
  });

  test('goes on after what the application refuses', () => {
    const { terminal } = opened();
    expect(terminal.verify('1234', '92')).toBe('6984');
    expect(terminal.selectFile('0009')).toBe('6a82');
    expect(terminal.send('08200180', terminal.object('31323334'))).toBe('6a86');
    expect(terminal.read(1, '0000')).toBe('6981');
    expect(terminal.read(3, '8100')).toBe('ff100c');
  });

  test('goes on after commands in the clear', () => {
    const { session, terminal } = opened();
    expect(session.send(file('0001'), '00b00000 03')).toBe('ff100c9000');
    expect(terminal.read(3)).toBe('ff100c');
  });

  test('takes the length of object 86 in two bytes', () => {
    const { terminal } = opened();
    expect(terminal.send('08a4020c', terminal.object('0001').replace(/^8611/, '868111'))).toBe('9000');
  });

  test('gives no more than Le allows, and still counts', () => {
    const { session, terminal } = opened();
    expect(session.send('08b08100 05 9603000011 10')).toBe('6700');
    terminal.counter++;
    expect(terminal.read(3)).toBe('ff100c');
  });

  test('is replaced by another one', () => {
    const { session, terminal } = opened();
    terminal.selectFile('0001');
    const again = TestTerminal.cryptogram(session, { message: deliveryMessage.replace('0001', 'ffff') });
    expect(session.send(setSessionKey(toHex(again)))).toBe('9000');
    const key = Buffer.from('ffff02030405060708090a0b0c0d0e0f', 'hex');
    expect(new TestTerminal(session, key).read(3, '8100')).toBe('ff100c');
  });

  test('ends with SELECT of an application, of the same too', () => {
    for (const selected of [select.jpki, select.text]) {
      const { session, terminal } = opened();
      session.send(selected);
      expect(terminal.verify(secrets.text, '91')).toBe('69fc');
      expect(terminal.selectFile('0001')).toBe('6882');
      expect(session.cause).toBe('command/secure-messaging-needs-session');
    }
  });

  test('ends with the activation, and other activations have none', () => {
    const card = testCard();
    const first = new TestSession(card);
    const terminal = TestTerminal.open(first);
    expect(new TestSession(card).send(select.text, '08b08100 05 9603000003 00')).toBe('69fc');
    expect(terminal.read(3, '8100')).toBe('ff100c');
    first.close();
    expect(terminal.read(3, '8100')).toBe('69fc');
  });

  test('is of SELECT, READ BINARY and VERIFY alone', () => {
    const { session } = opened();
    expect(session.send('0884000008')).toBe('6e00');
    expect(session.send('882a0000 01 5a 00')).toBe('6e00');
  });
});

describe('an error of secure messaging ends the session', () => {
  const wrong: [
    what: string,
    send: (terminal: TestTerminal, session: TestSession) => string,
    answer: string,
    rule: string,
  ][] = [
    [
      'a counter out of step',
      (terminal) => terminal.send('08a4020c', terminal.object('0001', { counter: 7 })),
      '6988',
      'messaging/padding-checked',
    ],
    [
      'object 96 with SELECT',
      (terminal) => terminal.send('08a4020c', '9603000002'),
      '6988',
      'messaging/object-of-command',
    ],
    [
      'object 86 with READ BINARY',
      (terminal) => terminal.send('08b08100', terminal.object('0001'), '00'),
      '6988',
      'messaging/object-of-command',
    ],
    [
      'another tag',
      (terminal) => terminal.send('08a4020c', terminal.object('0001').replace(/^86/, '87')),
      '6988',
      'messaging/object-of-command',
    ],
    [
      'the same object twice',
      (terminal) => terminal.send('08a4020c', terminal.object('0001').repeat(2)),
      '6988',
      'messaging/object-alone',
    ],
    [
      'an object of another kind beside it',
      (terminal) => terminal.send('08a4020c', `${terminal.object('0001')}9603000000`),
      '6988',
      'messaging/object-alone',
    ],
    ['no object', (_terminal, session) => session.send('08b08100 03'), '6987', 'messaging/object-needed'],
    [
      'an object that is cut',
      (terminal) => terminal.send('08a4020c', terminal.object('0001').slice(0, 20)),
      '6988',
      'messaging/object-of-command',
    ],
    [
      'padding indicator 02',
      (terminal) => terminal.send('08a4020c', terminal.object('0001').replace(/^861101/, '861102')),
      '6988',
      'messaging/padding-indicator',
    ],
    [
      'half a block',
      (terminal) => terminal.send('08a4020c', `860901${'aa'.repeat(8)}`),
      '6988',
      'messaging/padding-checked',
    ],
    [
      'no padding',
      (terminal) => terminal.send('08200091', terminal.object('31'.repeat(16), { padded: true })),
      '6988',
      'messaging/padding-checked',
    ],
    [
      'Le in one byte',
      (terminal) => terminal.send('08b08100', '960103', '00'),
      '6988',
      'messaging/length-form',
    ],
    [
      'class 0C',
      (terminal) => terminal.send('0ca4020c', terminal.object('0001')),
      '6987',
      'messaging/class-0c',
    ],
  ];
  test.each(wrong)('%s', (_what, send, answer, rule) => {
    const { session, terminal } = opened();
    expect(send(terminal, session)).toBe(answer);
    expect(session.cause).toBe(rule);
    expect(session.send('08b08100 05 9603000003 00')).toBe('69fc');
    expect(session.send('00b08100 03')).toBe('ff100c9000');
  });

  test('and spends no try', () => {
    const { session, terminal } = opened();
    terminal.send('08200091', terminal.object('39393939', { counter: 9 }));
    expect(session.send(file('0011'), query)).toBe('63c3');
  });
});

describe('SET SESSION KEY', () => {
  test.each([
    ['after nothing', [select.text], '6982', 'messaging/key-needs-pin'],
    ['after number A', [select.text, verify(secrets.numberA, '94')], '6982', 'messaging/key-needs-pin'],
    ['after number B', [select.text, verify(secrets.numberB, '95')], '6982', 'messaging/key-needs-pin'],
    [
      'in the JPKI application',
      [select.jpki, verify(secrets.authentication, '98')],
      '6982',
      'messaging/key-closed',
    ],
    ['in the juki application', [select.juki, verify(secrets.card, '9c')], '6982', 'messaging/key-closed'],
    [
      'in the common application',
      [select.common, verify(secrets.card, '9c')],
      '66f1',
      'messaging/key-elsewhere',
    ],
    [
      'in the visual application',
      [select.visual, verify(secrets.numberA, '93')],
      '66f1',
      'messaging/key-elsewhere',
    ],
    ['with no application', [select.domain], '66f1', 'messaging/key-elsewhere'],
  ])('%s', (_where, before, answer, rule) => {
    const session = activate();
    session.send(...before);
    expect(session.send(setSessionKey('00'.repeat(256)))).toBe(answer);
    expect(session.cause).toBe(rule);
  });

  test.each([
    ['other P1-P2', setSessionKey('00'.repeat(256), '0001'), '6a86', 'messaging/key-forms'],
    ['255 bytes', setSessionKey('00'.repeat(255)), '6700', 'messaging/key-length'],
    ['no data', '80ae0000', '6700', 'messaging/key-length'],
    [
      'a cryptogram above the modulus',
      setSessionKey('ff'.repeat(256)),
      '6f00',
      'messaging/key-below-modulus',
    ],
    ['a cryptogram of nothing', setSessionKey(`00${'5a'.repeat(255)}`), '6a80', 'messaging/key-oaep-sha256'],
  ])('with %s', (_what, command, answer, rule) => {
    const session = activate();
    session.send(select.text, verify(secrets.text, '91'));
    expect(session.send(command)).toBe(answer);
    expect(session.cause).toBe(rule);
  });

  test('takes no cryptogram as large as the modulus itself', () => {
    const session = activate();
    session.send(select.text, verify(secrets.text, '91'));
    const modulus = toHex(session.data('00b08600 000000').subarray(13));
    expect(session.send(setSessionKey(modulus))).toBe('6f00');
  });

  test.each([
    ['a key for checksums', { message: deliveryMessage.replace('8020', '8120') }],
    ['both keys', { message: `a044${deliveryMessage.slice(4)}8120${'5e'.repeat(32)}` }],
    ['sixteen bytes', { message: `a0128010${'5e'.repeat(16)}` }],
    ['bytes behind it', { message: `${deliveryMessage}00` }],
    ['OAEP with SHA-1', { hash: 'sha1' as const }],
  ])('is answered 6A80 for %s', (_what, options) => {
    expect(TestTerminal.deliver(activate(), options)).toBe('6a80');
  });
});

describe('SET PUBLIC IC KEY', () => {
  test.each(['0000', '00ae', '8000', '00b6'])('with P1-P2 %s is answered 6A86', (p1p2) => {
    const session = activate();
    expect(session.send(select.jpki, `80a2${p1p2} 000100 ${'00'.repeat(256)}`)).toBe('6a86');
    expect(session.cause).toBe('messaging/terminal-key-forms');
  });

  test('with 256 bytes is answered 6700, with a certificate that nobody signed 6A80', () => {
    const session = activate();
    expect(session.send(select.jpki, `80a200c1 000100 ${'00'.repeat(256)}`)).toBe('6700');
    const certificate = toHex(contentOf(session.card, 'text', 0x04));
    expect(session.send(`80a200c1 000238 ${certificate}`)).toBe('6a80');
  });
});
