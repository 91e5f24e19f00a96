import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toHex } from '../codec/hex.ts';
import {
  activate,
  contentOf,
  file,
  query,
  secrets,
  select,
  type TestCardOptions,
  type TestSession,
  verify,
} from './test-card.ts';

type Switches = NonNullable<TestCardOptions['switches']>;
type Answer = (session: TestSession) => string;

/** Each open point with each of its answers: what is sent, and what comes back. @see jpki-card reference, 10 */
const switches: readonly {
  readonly name: string;
  readonly person?: string;
  readonly ask: Answer;
  readonly answers: readonly (readonly [Switches, string])[];
}[] = [
  {
    name: 'FCI for P2=00',
    ask: (card) => card.send('00a40400 0a d392f000260100000001 00'),
    answers: [
      [{ fci: 'df-name' }, '6f0c840ad392f0002601000000019000'],
      [{ fci: 'none' }, '9000'],
    ],
  },
  {
    name: 'status after selecting the current application once more',
    ask: (card) =>
      card.send(
        select.jpki,
        file('001b'),
        verify(secrets.signature),
        select.jpki,
        file('0001'),
        '00b00000 02',
      ),
    answers: [
      [{ reselectCurrent: 'cleared' }, '6982'],
      [{ reselectCurrent: 'kept' }, '30829000'],
    ],
  },
  {
    name: 'status after selecting another application and coming back',
    ask: (card) =>
      card.send(
        select.jpki,
        file('001b'),
        verify(secrets.signature),
        select.text,
        select.jpki,
        file('0001'),
        '00b00000 02',
      ),
    answers: [
      [{ reselectCurrent: 'cleared' }, '6982'],
      [{ reselectCurrent: 'kept' }, '6982'],
    ],
  },
  {
    name: 'empty VERIFY when verified',
    ask: (card) => card.send(select.jpki, file('0018'), verify(secrets.authentication), query),
    answers: [
      [{ queryWhenVerified: 'tries' }, '63c3'],
      [{ queryWhenVerified: 'success' }, '9000'],
    ],
  },
  {
    name: 'empty VERIFY when another secret is verified',
    ask: (card) => card.send(select.jpki, verify(secrets.signature, '9b'), file('0018'), query),
    answers: [
      [{ queryWhenVerified: 'tries' }, '63c3'],
      [{ queryWhenVerified: 'success' }, '63c3'],
    ],
  },
  ...['123', '12345', 'ABCD', '12 4'].map((value) => ({
    name: `PIN of impossible form "${value}"`,
    ask: (card: TestSession) => `${card.send(select.jpki, file('0018'), verify(value))} ${card.send(query)}`,
    answers: [
      [{ malformedSecret: 'counts' }, '63c2 63c2'],
      [{ malformedSecret: 'wrong-length' }, '6700 63c3'],
    ] as const,
  })),
  ...['ABCDEF', '123456'].map((value) => ({
    name: `password of possible form "${value}", though none is issued so`,
    ask: (card: TestSession) => `${card.send(select.jpki, file('001b'), verify(value))} ${card.send(query)}`,
    answers: [
      [{ malformedSecret: 'counts' }, '63c4 63c4'],
      [{ malformedSecret: 'wrong-length' }, '63c4 63c4'],
    ] as const,
  })),
  {
    name: 'filler after certificates',
    ask: (card) => {
      const der = contentOf(card.card, 'jpki', 0x0a);
      const exact = new X509Certificate(der).raw.length;
      return `${exact === der.length ? 'ends with the certificate' : `ends at ${der.length}`} ${toHex(der.subarray(-1)) === 'ff'}`;
    },
    answers: [
      [{ certificateFiller: 'none' }, 'ends with the certificate false'],
      [{ certificateFiller: 'ff', certificateFileLength: 2048 }, 'ends at 2048 true'],
      [{ certificateFiller: 'ff', certificateFileLength: 4000 }, 'ends at 4000 true'],
    ],
  },
  {
    name: 'password of a card without signature certificate',
    person: 'test/child',
    ask: (card) => {
      const selected = card.send(select.jpki, file('001b'));
      return `${selected} ${card.send(query)} ${card.send(file('0001'))} ${card.send(file('0008'), '00b00000 03')}`;
    },
    answers: [
      [{ absentSignature: 'reference-exists' }, '9000 63c5 6a82 008f009000'],
      [{ absentSignature: 'reference-absent' }, '6a82 6986 6a82 008f009000'],
    ],
  },
  {
    name: 'SELECT of an EF with no application',
    ask: (card) => card.send(file('0001')),
    answers: [
      [{ noApplication: '6986' }, '6986'],
      [{ noApplication: '6a82' }, '6a82'],
      [{ noApplication: '6a88' }, '6a88'],
    ],
  },
  {
    name: 'VERIFY with no application',
    ask: (card) => `${card.send(verify('1234'))} ${card.send(query)} ${card.send(verify('1234', '98'))}`,
    answers: [
      [{ noApplication: '6986', noCurrentKey: '6a88' }, '6986 6986 6986'],
      [{ noApplication: '6a82' }, '6a82 6a82 6a82'],
      [{ noApplication: '6a88' }, '6a88 6a88 6a88'],
    ],
  },
  {
    name: 'VERIFY with no current key',
    ask: (card) => `${card.send(select.jpki, verify('1234'))} ${card.send(file('000a'), query)}`,
    answers: [
      [{ noCurrentKey: '6986' }, '6986 6986'],
      [{ noCurrentKey: '6a88' }, '6a88 6a88'],
    ],
  },
  {
    name: 'SELECT by an empty name',
    ask: (card) => card.send(select.jpki, '00a40400 00'),
    answers: [
      [{ emptyName: 'issuer-security-domain' }, '6f098407a00000015100009000'],
      [{ emptyName: '6a82' }, '6a82'],
    ],
  },
  {
    name: 'next occurrence',
    ask: (card) => card.send('00a40402 02 d392 00'),
    answers: [
      [{ nextOccurrence: '6a82' }, '6a82'],
      [{ nextOccurrence: '6a86' }, '6a86'],
    ],
  },
  ...['0005', '0009', '0019', '001c', '001e'].map((identifier) => ({
    name: `JPKI ${identifier}`,
    ask: (card: TestSession) => `${card.send(select.jpki, file(identifier))} ${card.send('00b00000 00')}`,
    answers: [
      [{ unidentifiedFiles: 'internal' }, '9000 6981'],
      [{ unidentifiedFiles: 'absent' }, '6a82 6986'],
    ] as const,
  })),
  {
    name: 'JPKI 0010',
    ask: (card) => `${card.send(select.jpki, file('0010'))} ${card.send(query)}`,
    answers: [
      [{ unidentifiedFiles: 'internal' }, '9000 63c3'],
      [{ unidentifiedFiles: 'absent' }, '6a82 6986'],
    ],
  },
  ...['0010', '001c', '001e'].map((identifier) => ({
    name: `text ${identifier}`,
    ask: (card: TestSession) => `${card.send(select.text, file(identifier))} ${card.send('00b00000 00')}`,
    answers: [
      [{ unidentifiedFiles: 'internal' }, '9000 6981'],
      [{ unidentifiedFiles: 'absent' }, '6a82 6986'],
    ] as const,
  })),
  {
    name: 'command chaining',
    ask: (card) => card.send(select.jpki, file('0018'), '10200080 02 3132'),
    answers: [
      [{ chaining: '6884' }, '6884'],
      [{ chaining: 'accepted' }, '9000'],
    ],
  },
  {
    name: 'extended key usage of the signature certificate',
    ask: (card) => String(new X509Certificate(contentOf(card.card, 'jpki', 1)).keyUsage),
    answers: [
      [{ signatureExtendedKeyUsage: 'none' }, 'undefined'],
      [{ signatureExtendedKeyUsage: 'email-protection' }, '1.3.6.1.5.5.7.3.4'],
    ],
  },
  {
    name: 'impossible length of data to be signed',
    ask: (card) => card.send(select.jpki, verify('1234', '98'), `802a0097 f6 ${'5a'.repeat(246)} 00`),
    answers: [
      [{ signatureInputLength: '6700' }, '6700'],
      [{ signatureInputLength: '6985' }, '6985'],
    ],
  },
  {
    name: 'signature with no key current',
    ask: (card) => card.send(select.jpki, verify('1234', '98'), '802a0080 01 5a 00'),
    answers: [
      [{ signatureNoKey: '6986' }, '6986'],
      [{ signatureNoKey: '6a88' }, '6a88'],
    ],
  },
];

describe.each(switches)('$name', ({ ask, answers, person }) => {
  test.each(answers.map(([value, answer]) => [JSON.stringify(value), value, answer] as const))(
    '%s',
    (_title, value, answer) => {
      expect(ask(activate({ switches: value, ...(person === undefined ? {} : { person }) }))).toBe(answer);
    },
  );
});

test('every switch of the profile is asked for in every value it can have', () => {
  const asked = new Map<string, Set<unknown>>();
  for (const { answers } of switches) {
    for (const [value] of answers) {
      for (const [name, chosen] of Object.entries(value)) {
        asked.set(name, (asked.get(name) ?? new Set()).add(chosen));
      }
    }
  }
  const { switches: all } = activate().card.facts.cardProfile;
  expect(new Set(asked.keys())).toEqual(new Set(Object.keys(all)));
  for (const [name, values] of asked) expect(values.size, name).toBeGreaterThan(1);
});

test('number A and number B have as many tries as the profile says', () => {
  const session = activate({ tries: { numberA: 3, numberB: 4 } });
  expect(session.send(select.text, file('0014'), query)).toBe('63c3');
  expect(session.send(file('0015'), query)).toBe('63c4');
  for (const left of ['63c2', '63c1', '63c0', '6984'])
    expect(session.send(verify('000000000000', '94'))).toBe(left);
});
