import { contentOf, file, secrets, select, type TestSession, verify } from '../card/test-card.ts';
import { type CardKill, send, testKills } from '../card/test-kills.ts';
import { deliveryMessage, setSessionKey, TestTerminal } from '../card/test-terminal.ts';
import { toHex } from '../codec/hex.ts';

const pin = [select.text, verify(secrets.text, '91')];
const certificate = (session: TestSession): string => toHex(contentOf(session.card, 'text', 0x04));
/** Something done in a session; `none` when the card gave none. */
const within =
  (ask: (terminal: TestTerminal, session: TestSession) => string) =>
  (session: TestSession): string => {
    const answer = TestTerminal.deliver(session);
    return answer === '9000' ? ask(new TestTerminal(session), session) : `no session: ${answer}`;
  };
/** What READ BINARY gives, or that nothing sensible came. */
const readable = (terminal: TestTerminal, length = 3, p1p2 = '8100'): string => {
  try {
    return terminal.read(length, p1p2);
  } catch {
    return 'nothing to decipher';
  }
};
const first = 'ff100c';

const kills: readonly CardKill[] = [
  {
    rule: 'messaging/key-needs-pin',
    // What is sent is above the modulus: the card looks at that only once it may take a key at all.
    ask: send(select.text, setSessionKey('ff'.repeat(256))),
    whole: '6982',
    broken: '6f00',
  },
  {
    rule: 'messaging/key-not-by-numbers',
    ask: send(select.text, verify(secrets.numberA, '94'), setSessionKey('ff'.repeat(256))),
    whole: '6982',
    broken: '6f00',
  },
  {
    rule: 'messaging/key-forms',
    ask: send(...pin, setSessionKey('ff'.repeat(256), '0001')),
    whole: '6a86',
    broken: '6f00',
  },
  { rule: 'messaging/key-length', ask: send(...pin, setSessionKey('00')), whole: '6700', broken: '6a80' },
  {
    rule: 'messaging/key-below-modulus',
    ask: send(...pin, setSessionKey('ff'.repeat(256))),
    whole: '6f00',
    broken: '6a80',
  },
  {
    rule: 'messaging/key-oaep-sha256',
    ask: (session) => TestTerminal.deliver(session),
    whole: '9000',
    broken: '6a80',
  },
  {
    rule: 'messaging/key-structure',
    ask: (session) =>
      TestTerminal.deliver(session, { message: `a044${deliveryMessage.slice(4)}8120${'5e'.repeat(32)}` }),
    whole: '6a80',
    broken: '9000',
  },
  {
    rule: 'messaging/key-elsewhere',
    ask: send(select.common, setSessionKey('00'.repeat(256))),
    whole: '66f1',
    broken: '6d00',
  },
  {
    rule: 'messaging/key-closed',
    ask: (session) =>
      [select.jpki, select.juki]
        .map((application) => session.send(application, setSessionKey('00'.repeat(256))))
        .join(' '),
    whole: '6982 6982',
    broken: '66f1 66f1',
  },
  {
    rule: 'messaging/key-first-half',
    ask: within((terminal) => readable(terminal)),
    whole: first,
    broken: 'nothing to decipher',
  },
  {
    rule: 'messaging/counter-from-one',
    ask: within((terminal) => terminal.selectFile('0001')),
    whole: '9000',
    broken: '6988',
  },
  {
    rule: 'messaging/counter-every-command',
    ask: within((terminal) => `${terminal.verify('1234', '92')} ${terminal.selectFile('0001')}`),
    whole: '6984 9000',
    broken: '6984 6988',
  },
  {
    rule: 'messaging/counter-not-plain',
    ask: within((terminal, session) => {
      session.send(file('0001'));
      return readable(terminal, 3, '0000');
    }),
    whole: first,
    broken: 'nothing to decipher',
  },
  {
    rule: 'messaging/iv-encrypted-counter',
    ask: within((terminal) => readable(terminal)),
    whole: first,
    broken: 'nothing to decipher',
  },
  {
    rule: 'messaging/object-of-command',
    ask: within((terminal) => terminal.send('08a4020c', terminal.object('0001').replace(/^86/, '87'))),
    whole: '6988',
    broken: '9000',
  },
  {
    rule: 'messaging/object-alone',
    ask: within((terminal) => terminal.send('08a4020c', terminal.object('0001').repeat(2))),
    whole: '6988',
    broken: '9000',
  },
  {
    rule: 'messaging/object-needed',
    ask: within((_terminal, session) => session.send('08b08100 03')),
    whole: '6987',
    broken: '6988',
  },
  {
    rule: 'messaging/padding-indicator',
    ask: within((terminal) =>
      terminal.send('08a4020c', terminal.object('0001').replace(/^861101/, '861100')),
    ),
    whole: '6988',
    broken: '9000',
  },
  {
    rule: 'messaging/padding-checked',
    ask: within((terminal) => terminal.send('08200091', terminal.object('31'.repeat(16), { padded: true }))),
    whole: '6988',
    broken: '63c2',
  },
  {
    rule: 'messaging/length-form',
    ask: within((terminal) => terminal.send('08b08100', '960103', '00').slice(-4)),
    whole: '6988',
    broken: '9000',
  },
  {
    rule: 'messaging/length-zero-to-end',
    ask: within((terminal) => String(readable(terminal, 0, '8400').length / 2)),
    whole: '568',
    broken: '256',
  },
  {
    rule: 'messaging/response-enciphered',
    ask: within((_terminal, session) => session.send('08b08100 000005 9603000003 0000').slice(0, 6)),
    whole: '861101',
    broken: first,
  },
  {
    rule: 'messaging/response-same-counter',
    ask: within((terminal) => readable(terminal)),
    whole: first,
    broken: 'nothing to decipher',
  },
  {
    rule: 'messaging/error-ends-session',
    ask: within((terminal) => {
      const refused = terminal.send('08a4020c', '9603000000');
      terminal.counter = 1;
      return `${refused} ${terminal.verify('', '91')}`;
    }),
    whole: '6988 69fc',
    broken: '6988 63c3',
  },
  {
    rule: 'messaging/class-0c',
    ask: within((terminal) => terminal.send('0ca4020c', terminal.object('0001'))),
    whole: '6987',
    broken: '9000',
  },
  {
    rule: 'messaging/ends-with-selection',
    ask: within((terminal, session) => {
      session.send(select.text);
      return terminal.verify('', '91');
    }),
    whole: '69fc',
    broken: '63c3',
  },
  {
    rule: 'messaging/terminal-key-forms',
    ask: send(select.jpki, `80a20000 000100 ${'00'.repeat(256)}`),
    whole: '6a86',
    broken: '6700',
  },
  {
    rule: 'messaging/terminal-key-length',
    ask: send(select.jpki, `80a200c1 000100 ${'00'.repeat(256)}`),
    whole: '6700',
    broken: '6a80',
  },
  {
    rule: 'messaging/terminal-key-signed',
    ask: (session) => session.send(select.jpki, `80a200c1 000238 ${certificate(session)}`),
    whole: '6a80',
    broken: '9000',
  },
];

testKills('messaging', kills);
