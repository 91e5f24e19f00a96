import { createHash, type KeyObject, verify as verifySignature, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hex, toHex } from '../codec/hex.ts';
import {
  activate,
  contentOf,
  file as E,
  query as Q,
  secrets,
  select,
  selectLicence,
  type TestSession,
  verify as V,
} from './test-card.ts';

/**
 * The commands of each client of the card, in its order and with its lengths, and what it has to get back.
 * `E` selects an EF, `V` verifies, `Q` asks for the tries, `R` reads, `G` signs a DigestInfo.
 * @see jpki-card reference, section 8
 */
const S = select;
const le = (length: number): string => toHex(Uint8Array.of(length & 0xff));
const R = (offset: number, length: number): string =>
  `00b0${offset.toString(16).padStart(4, '0')} ${le(length)}`;
const message = Buffer.from('TEST');
const G = (prefix = '3031300d060960864801650304020105000420', name = 'sha256'): string => {
  const info = `${prefix}${createHash(name).update(message).digest('hex')}`;
  return `802a0080 ${le(info.length / 2)} ${info} 00`;
};
const sha1 = ['3021300906052b0e03021a05000414', 'sha1'] as const;

const key = (card: TestSession, identifier: number): KeyObject =>
  new X509Certificate(contentOf(card.card, 'jpki', identifier)).publicKey;
const authenticated = (card: TestSession, answer: string, hash = 'sha256'): boolean =>
  verifySignature(hash, message, key(card, 0x0a), hex(answer.slice(0, -4)));
const signed = (card: TestSession, answer: string): boolean =>
  verifySignature('sha256', message, key(card, 0x01), hex(answer.slice(0, -4)));
const der = (card: TestSession, identifier = 0x0a): string => toHex(contentOf(card.card, 'jpki', identifier));
/** Length that the four bytes at the start of a certificate tell. */
const derLength = (start: Uint8Array): number => ((start[2]! << 8) | start[3]!) + 4;

/** Reads the current EF by pieces of `piece` bytes from `start` on, the last exactly as long as it is. */
function readRest(card: TestSession, start: number, total: number, piece = 256): string {
  let text = '';
  for (let at = start; at < total; at += piece) {
    const length = Math.min(piece, total - at);
    const data = card.data(R(at, length));
    expect(data).toHaveLength(length);
    text += toHex(data);
  }
  return text;
}

describe('MYNA', () => {
  test('reads the token, a certificate by its header and the rest', () => {
    const card = activate();
    expect(card.send(S.jpki, E('0006'), R(0, 0x20))).toBe(
      `${toHex(Buffer.from('JPKIAPICCTOKEN2'.padEnd(32)))}9000`,
    );
    for (const identifier of ['000a', '0002', '000b']) {
      const head = card.data(E(identifier), R(0, 7));
      expect(toHex(head) + readRest(card, 7, derLength(head))).toBe(
        der(card, Number.parseInt(identifier, 16)),
      );
    }
    card.send(E('001b'), V(secrets.signature));
    const head = card.data(E('0001'), R(0, 7));
    expect(toHex(head) + readRest(card, 7, derLength(head))).toBe(der(card, 0x01));
  });

  test('signs with either key, and for a CMS reads the certificate between VERIFY and signature', () => {
    const card = activate();
    card.send(S.jpki, E('0006'), R(0, 0x20), E('0018'), V(secrets.authentication), E('0017'));
    expect(authenticated(card, card.send(G()))).toBe(true);
    card.send(E('001b'), V(secrets.signature), E('0001'), R(0, 7), R(7, 0), E('001a'));
    expect(signed(card, card.send(G()))).toBe(true);
  });

  test('reads number, basic data and application information of the text application', () => {
    const card = activate();
    card.send(S.text, E('0011'), V(secrets.text), E('0001'));
    expect(card.send(R(0, 0x11))).toBe('ff100c313233343536373839303138ffff9000');
    const head = card.data(E('0002'), R(0, 7));
    expect(toHex(head) + readRest(card, 7, head[2]! + 3)).toBe(toHex(contentOf(card.card, 'text', 2)));
    expect(card.send(E('0005'), R(0, 0))).toMatch(/^ff40.*9000$/);
  });

  test('asks for all counters', () => {
    const card = activate();
    card.send(S.text);
    const asked = [E('0011'), Q, E('0014'), Q, E('0015'), Q].map((command) => card.send(command));
    expect(asked).toEqual(['9000', '63c3', '9000', '63ca', '9000', '63ca']);
    card.send(S.visual);
    expect([E('0013'), Q, E('0012'), Q].map((command) => card.send(command))).toEqual([
      '9000',
      '63ca',
      '9000',
      '63ca',
    ]);
    card.send(S.jpki, E('0006'), R(0, 0x20));
    expect([E('0018'), Q, E('001b'), Q].map((command) => card.send(command))).toEqual([
      '9000',
      '63c3',
      '9000',
      '63c5',
    ]);
  });
});

describe('clients that read the card face', () => {
  test('MYNA takes the number of the text application for number A', () => {
    const card = activate();
    const number = card.data(S.text, E('0011'), V(secrets.text), E('0001'), R(0, 0x11)).subarray(3, 15);
    card.send(S.visual, E('0013'), V(Buffer.from(number).toString('latin1')));
    const head = card.data(E('0002'), R(0, 7));
    expect(toHex(head.subarray(0, 3))).toBe('ff2082');
    const total = ((head[3]! << 8) | head[4]!) + 5;
    expect(toHex(head) + readRest(card, 7, total)).toBe(toHex(contentOf(card.card, 'visual', 0x02)));
  });

  test('SIKETYAN verifies number B and reads it from the beginning', () => {
    const card = activate();
    card.send(S.visual, E('0012'), V(secrets.numberB));
    const head = card.data(E('0002'), R(0, 7));
    const total = ((head[3]! << 8) | head[4]!) + 5;
    expect(readRest(card, 0, total)).toBe(toHex(contentOf(card.card, 'visual', 0x02)));
  });

  test('AOKI verifies by short identifier and reads all of it at extended length', () => {
    const card = activate();
    expect(card.send(S.visual, V(secrets.numberA, '93'))).toBe('9000');
    expect(card.send('00b08200 000000')).toBe(`${toHex(contentOf(card.card, 'visual', 0x02))}9000`);
  });
});

describe('MYNA-MPA', () => {
  test('signs many times after one VERIFY, reads the certificate, then the card serial', () => {
    const card = activate();
    card.send(S.jpki, E('0006'), R(0, 0x20), E('001b'), V(secrets.signature));
    for (let n = 0; n < 3; n++) expect(signed(card, card.send(E('001a'), G()))).toBe(true);
    expect(card.send(E('0001'), R(0, 7))).toMatch(/^3082.{10}9000$/);
    expect(card.send(S.common, '00b2010c00')).toMatch(/^011c(3\d){28}9000$/);
  });

  test('reads the basic data, then the card serial', () => {
    const card = activate();
    expect(card.send(S.text, E('0011'), V(secrets.text), E('0002'), R(0, 7))).toMatch(/^ff20.*9000$/);
    expect(card.send(S.common, '00b2010c00')).toMatch(/9000$/);
  });
});

describe('OPENSC 0.23', () => {
  /** Drivers that are tried before the one for this card; each takes the card for its own on 9000. */
  const probes = [
    '00a4040007627601ff000000',
    '00a4040006a00000000101',
    '00a404000be82b0601040181c31f020100',
    '00a4040c0fd23300000045737445494420763335',
    '00cadf3005',
    '00cb3fff035c017e08',
    '00a4040009a0000003080000100000',
    '00a4040009a0000003080000100000',
    '00a4040c07a000000116db0000',
    '00a4040c07a000000079100000',
    ...Array.from({ length: 16 }, (_, n) => `00a4040c07a00000007901${n.toString(16).padStart(2, '0')}00`),
    '00a404000cf276a288bcfba69d34f31001',
    '00a4040009a0000003974254465900',
    '00a4040006d2760001240100',
  ];

  test('sends 29 probes that all have to fail, with 6A82 for every name', () => {
    expect(probes).toHaveLength(29);
    const card = activate();
    for (const probe of probes) {
      expect(card.send(probe)).toMatch(probe.startsWith('00a4') ? /^6a82$/ : /^(6a88|6d00|6a82)$/);
    }
  });

  test('binds: both queries are answered 63Cn, also when a secret is blocked', () => {
    const card = activate();
    expect(card.send(S.jpki)).toBe('9000');
    expect(card.send(S.jpki, E('0018'), Q)).toBe('63c3');
    expect(card.send(E('001b'), Q)).toBe('63c5');
    card.send(E('0018'), V('0000'), V('0000'), V('0000'));
    expect(card.send(S.jpki, E('0018'), Q)).toBe('63c0');
    expect(card.send(E('001b'), Q)).toBe('63c5');
  });

  test('dumps: certificates by header, 256 bytes at a time and the exact rest; the guarded one is 6982', () => {
    const card = activate();
    card.send(S.jpki);
    for (const identifier of ['000a', '000b', '0002']) {
      const total = derLength(card.data(E(identifier), R(0, 4)));
      expect(readRest(card, 0, total)).toBe(der(card, Number.parseInt(identifier, 16)));
    }
    expect(card.send(E('0001'), R(0, 4))).toBe('6982');
  });

  test('signs; before the signature key it verifies twice', () => {
    const card = activate();
    card.send(S.jpki, E('0018'), Q, E('0018'), V(secrets.authentication), E('0017'));
    expect(authenticated(card, card.send(G()))).toBe(true);
    expect(card.send(E('001b'), V(secrets.signature), E('001b'), V(secrets.signature))).toBe('9000');
    expect(signed(card, card.send(E('001a'), G()))).toBe(true);
  });

  test('from 0.24 on logs out by selecting the application once more', () => {
    const card = activate();
    card.send(S.jpki, E('0018'), V(secrets.authentication), S.jpki, E('0017'));
    expect(card.send(G())).toBe('6982');
  });
});

describe('AOKI', () => {
  test('reads by short identifier with extended Le of 65,536', () => {
    const card = activate();
    expect(card.send(S.jpki, '00b08a00 000000')).toBe(`${der(card)}9000`);
    expect(card.send('0020009b 06 414231323334', '00b08100 000000')).toBe(`${der(card, 1)}9000`);
  });

  test('verifies by short identifier and reads the text application', () => {
    const card = activate();
    expect(card.send(S.text, `00200091 04 ${toHex(Buffer.from(secrets.text))}`)).toBe('9000');
    for (const sfi of ['82', '81', '83', '84', '87'])
      expect(card.send(`00b0${sfi}00 000000`)).toMatch(/9000$/);
  });

  test('signs in the text application without a PIN, with P1=05 and P1=00', () => {
    const card = activate();
    card.send(S.text);
    for (const p1 of ['05', '00']) {
      expect(
        card.data(`802a${p1}00 20 ${createHash('sha256').update(message).digest('hex')} 00`),
      ).toHaveLength(256);
    }
  });

  test('is refused names that are of no card: 6A82', () => {
    const card = activate();
    expect(card.send('00a40400 05 a000000277')).toBe('6a82');
    expect(card.send('00a40400 05 a000000059')).toBe('6a82');
  });
});

describe('SIKETYAN', () => {
  test('reads seven bytes and then all from the start, the last Le being the rest modulo 256', () => {
    const card = activate();
    const total = derLength(card.data(S.jpki, E('000a'), R(0, 7)));
    let text = '';
    for (let at = 0; at < total; at += 256)
      text += toHex(card.data(R(at, at + 256 <= total ? 0 : total & 0xff)));
    expect(text).toBe(der(card));
  });

  test('signs, asks for tries and reads the text application', () => {
    const card = activate();
    expect(card.send(S.jpki, E('0018'), Q)).toBe('63c3');
    expect(authenticated(card, card.send(V(secrets.authentication), E('0017'), G()))).toBe(true);
    expect(card.send(S.text, E('0011'), V(secrets.text), E('0001'), R(0, 0x11))).toMatch(/^ff100c.*9000$/);
    expect(card.send(E('0002'), R(0, 7), R(0, 0))).toMatch(/^ff20.*9000$/);
  });
});

describe('PYJPKI', () => {
  test('reads by 255 bytes until 6B00', () => {
    const card = activate();
    card.send(S.jpki, E('000a'));
    let text = '';
    for (let at = 0; ; at += 255) {
      const answer = card.send(R(at, 0xff));
      if (answer === '6b00') break;
      expect(answer).toMatch(/9000$/);
      text += answer.slice(0, -4);
      if (answer.length < 2 * (255 + 2)) expect(card.send(R(text.length / 2, 0xff))).toBe('6b00');
    }
    expect(text).toBe(der(card));
  });

  test('selects the application again between VERIFY and what needs it: 6982', () => {
    const card = activate();
    expect(card.send(S.jpki, E('0018'), V(secrets.authentication), S.jpki, E('0017'), G())).toBe('6982');
    expect(card.send(S.text, E('0011'), V(secrets.text), S.text, E('0002'), R(0, 0))).toBe('6982');
  });

  test('gets its signature and its data from a card that keeps the status', () => {
    const card = activate({ switches: { reselectCurrent: 'kept' } });
    expect(
      authenticated(card, card.send(S.jpki, E('0018'), V(secrets.authentication), S.jpki, E('0017'), G())),
    ).toBe(true);
    expect(card.send(S.text, E('0011'), V(secrets.text), S.text, E('0002'), R(0, 0))).toMatch(/^ff20.*9000$/);
  });
});

describe('WEBUSB', () => {
  test.each([
    [...sha1],
    ['3031300d060960864801650304020105000420', 'sha256'],
    ['3041300d060960864801650304020205000430', 'sha384'],
    ['3051300d060960864801650304020305000440', 'sha512'],
  ])('signs DigestInfo %s of %s', (prefix, name) => {
    const card = activate();
    const answer = card.send(S.jpki, E('0018'), V(secrets.authentication), E('0017'), G(prefix, name));
    expect(authenticated(card, answer, name)).toBe(true);
  });

  test('reads certificate, number and basic data', () => {
    const card = activate();
    const total = derLength(card.data(S.jpki, E('000a'), R(0, 7)));
    expect(readRest(card, 0, total)).toBe(der(card));
    card.send(S.text, E('0011'), V(secrets.text), E('0001'));
    expect(card.send(R(0, 0x10))).toBe('ff100c313233343536373839303138ff9000');
    const head = card.data(E('0002'), R(0, 7));
    expect(card.data(R(0, head[2]! + 3))).toEqual(contentOf(card.card, 'text', 2));
  });
});

test('TRET and C3LAB on iOS read the token and ask every application for its tries', () => {
  const card = activate();
  expect(card.send(S.jpki, E('0006'), R(0, 0x14))).toBe(
    `${toHex(Buffer.from('JPKIAPICCTOKEN2'.padEnd(20)))}9000`,
  );
  expect([E('001b'), Q, E('0018'), Q].map((command) => card.send(command))).toEqual([
    '9000',
    '63c5',
    '9000',
    '63c3',
  ]);
  expect([S.text, E('0011'), Q].map((command) => card.send(command))).toEqual(['9000', '9000', '63c3']);
  expect([S.common, E('001c'), Q].map((command) => card.send(command))).toEqual(['9000', '9000', '63c3']);
  expect([S.juki, E('001c'), Q].map((command) => card.send(command))).toEqual(['9000', '9000', '63c3']);
  expect(card.send(S.text, E('0011'), V(secrets.text), E('0001'), R(0, 0x11))).toMatch(/9000$/);
});

test('C3LAB on Android reads what the header left with one extended Le, and signs', () => {
  const card = activate();
  const total = derLength(card.data(S.jpki, E('000a'), R(0, 4)));
  expect(card.send(`00b00000 00${total.toString(16).padStart(4, '0')}`)).toBe(`${der(card)}9000`);
  expect(card.send(E('0018'), Q)).toBe('63c3');
  expect(authenticated(card, card.send(V(secrets.authentication), E('0017'), G()))).toBe(true);
});

test('NUNNUN verifies, reads from byte 4 on in 256 bytes, and signs', () => {
  const card = activate();
  expect(card.send(S.jpki, E('001b'), Q)).toBe('63c5');
  const head = card.data(V(secrets.signature), E('0001'), R(0, 4));
  expect(toHex(head) + readRest(card, 4, derLength(head))).toBe(der(card, 1));
  expect(signed(card, card.send(E('001a'), G()))).toBe(true);
});

test('HDAD asks in four bytes and in five, reads by 224 bytes, and signs', () => {
  const card = activate();
  expect(card.send(S.jpki, E('001b'), Q)).toBe('63c5');
  expect(card.send('0020008000')).toBe('63c5');
  const total = derLength(card.data(V(secrets.signature), E('0001'), R(0, 0xe0)));
  expect(readRest(card, 0, total, 0xe0)).toBe(der(card, 1));
  expect(signed(card, card.send(E('001a'), G()))).toBe(true);
});

test('FLUTTER reads number whole, the length of the basic data and 71 bytes from there', () => {
  const card = activate();
  expect(card.send(S.text, E('0011'), V(secrets.text), E('0001'), R(0, 0))).toBe(
    'ff100c313233343536373839303138ffff9000',
  );
  expect(card.send(E('0002'), R(2, 1))).toBe('659000');
  expect(card.data('00b0000071')).toHaveLength(0x68);
  expect(card.send(S.jpki, E('0018'), Q)).toBe('63c3');
  expect(card.send(E('001b'), Q)).toBe('63c5');
  expect(authenticated(card, card.send(E('0018'), V(secrets.authentication), E('0017'), G()))).toBe(true);
});

test('DADACHI verifies although the certificate is free, and reads the last piece exactly', () => {
  const card = activate();
  card.send(S.jpki, E('0018'), V(secrets.authentication));
  const total = derLength(card.data(E('000a'), R(0, 4)));
  expect(readRest(card, 0, total)).toBe(der(card));
  expect(card.send(S.text, E('0011'), V(secrets.text))).toBe('9000');
});

test('GEBO signs SHA-1 and asks for tries', () => {
  const card = activate();
  expect(card.send(S.jpki, E('0018'), Q)).toBe('63c3');
  card.send(E('000a'), R(0, 4), R(0, 0));
  const answer = card.send(E('0018'), V(secrets.authentication), E('0017'), G(...sha1));
  expect(authenticated(card, answer, 'sha1')).toBe(true);
});

test('MIYA names everything by short identifier, at extended Le and with offsets in P2', () => {
  const card = activate();
  const total = derLength(card.data(S.jpki, '00b08a0004'));
  expect(card.send(`00b08a04 00${(total - 4).toString(16).padStart(4, '0')}`)).toBe(
    `${der(card).slice(8)}9000`,
  );
  expect(card.send(S.jpki, '00200098 04 31323334')).toBe('9000');
  const info = `3031300d060960864801650304020105000420${createHash('sha256').update(message).digest('hex')}`;
  expect(authenticated(card, card.send(`802a0097 33 ${info} 00`))).toBe(true);
  expect(card.send(S.text, '00200091 04 39313230')).toBe('9000');
  expect(card.send('00b081030c')).toBe('3132333435363738393031389000');
  expect(card.send('00b0820201')).toBe('659000');
  expect(card.data('00b0820365')).toHaveLength(0x65);
});

test('SOLTIA signs with each P1 by short identifier and reads until 6B00', () => {
  const card = activate();
  card.send(S.jpki, E('000a'));
  let text = '';
  for (let at = 0, answer = ''; ; at += 256) {
    answer = card.send(R(at, 0));
    if (answer === '6b00') break;
    text += answer.slice(0, -4);
  }
  expect(text).toBe(der(card));
  card.send(E('0018'), V(secrets.authentication), E('001b'), V(secrets.signature));
  const hash = createHash('sha256').update(message).digest('hex');
  for (const p2 of ['97', '9a']) {
    for (const p1 of ['00', '01', '02', '03', '04', '05']) {
      expect(card.data(`802a${p1}${p2} 20 ${hash} 00`)).toHaveLength(256);
    }
  }
  for (const [reference, value] of [
    ['0011', secrets.text],
    ['0014', secrets.numberA],
    ['0015', secrets.numberB],
  ]) {
    expect(card.send(S.text, E(reference!), V(value!), E('0003'), R(0, 0))).toMatch(/^ff30.*9000$/);
  }
});

test('LIC finds a licence, its PIN setting, its PIN and its expiry', () => {
  const card = activate({ card: 'mynumber/with-licence' });
  expect(card.send(selectLicence)).toBe('9000');
  expect(card.send('00b09a0003')).toBe('c101019000');
  expect(card.send('00200086')).toBe('63ca');
  expect(card.send(V(secrets.licence, '86'))).toBe('9000');
  card.send(E('001b'));
  // It passes over C2 and C3, then looks at tag and length of each object until it finds C5.
  let at = 4;
  for (let head = card.data(R(at, 2)); head[0] !== 0xc5; head = card.data(R(at, 2))) at += 2 + head[1]!;
  expect(Buffer.from(card.data(R(at + 2, 7))).toString('latin1')).toBe('5130512');
});

test('LIC finds no licence on a card that has none: 6A82', () => {
  const card = activate();
  expect(card.send('00a4040c 10 a0000002310600000000000000000000')).toBe('6a82');
  expect(card.send('00200086')).toBe('6986');
});
