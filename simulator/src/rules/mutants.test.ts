import {
  constants,
  createHash,
  publicDecrypt,
  verify as verifySignature,
  X509Certificate,
} from 'node:crypto';
import { cardProfiles, defaultLifecycleSwitches, personProfiles } from '@kazashi/profiles';
import { describe, expect, test } from 'vitest';
import {
  changeKey,
  changeReferenceData,
  contentOf,
  file,
  query,
  secrets,
  select,
  TestSession,
  testStart,
  verify,
} from '../card/test-card.ts';
import { fromJst } from '../clock/calendar.ts';
import { decodeTlv, decodeTlvs } from '../codec/ber-tlv.ts';
import { hex, toHex } from '../codec/hex.ts';
import { Desk } from '../desk/desk.ts';
import { seededRandom } from '../random.ts';
import { Transaction } from '../world/transaction.ts';
import { World } from '../world/world.ts';
import { type RuleId, RuleSet, rules } from './rule-set.ts';

/** A card, its rules, and the activation it is in. */
interface Bench {
  readonly session: TestSession;
  readonly world: World;
  readonly desk: Desk;
}
/** Something done with a card that ends in words: `whole` for a card whose rules all hold, `broken` for the mutant. */
interface Kill {
  readonly rule: RuleId;
  readonly person?: string;
  readonly ask: (bench: Bench) => string;
  readonly whole: string;
  readonly broken: string;
}

const send =
  (...commands: string[]) =>
  ({ session }: Bench): string =>
    session.send(...commands);
/** The answers to the commands from the first that is marked on. */
const answers =
  (before: readonly string[], ...commands: string[]) =>
  ({ session }: Bench): string => {
    if (before.length > 0) session.send(...before);
    return commands.map((command) => session.send(command)).join(' ');
  };

const pin = [select.jpki, file('0018')];
const password = [select.jpki, file('001b')];
const verified = [...pin, verify(secrets.authentication)];
const der = 'first bytes of a certificate';
const firstBytes = '00b00000 02';
const hash = createHash('sha256').update('TEST').digest('hex');
const digestInfo = '3031300d060960864801650304020105000420';

/** Signs with the user authentication key and tells what the padding holds. */
const signs =
  (scheme: string, data: string) =>
  ({ session }: Bench): string => {
    const lc = toHex(Uint8Array.of(data.length / 2));
    const signature = session.data(...verified, `802a${scheme}97 ${lc} ${data} 00`);
    const { publicKey } = new X509Certificate(contentOf(session.card, 'jpki', 0x0a));
    for (const [name, message] of [
      ['TEST', Buffer.from('TEST')],
      ['54455354', hex(data)],
    ] as const) {
      const options = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
      if (verifySignature('sha256', message, options, signature)) return `PSS of ${name}`;
    }
    try {
      return toHex(publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature));
    } catch {
      return 'PSS of something else';
    }
  };

/** Sends an event from the desk; `taken`, or the rule that refused. */
function event({ desk }: Bench, type: string, data: Record<string, string> = {}, at = testStart): string {
  const { outcome } = desk.take({ type, data }, at);
  return outcome.taken ? 'taken' : outcome.rule;
}
const states = ({ world }: Bench): string =>
  (['signature', 'authentication'] as const)
    .map((kind) => String(world.plastic().certificates[kind]?.machine.snapshot.value))
    .join(' ');
const text = (bench: Bench, ...commands: string[]): Uint8Array =>
  bench.session.data(select.text, verify(secrets.text, '91'), ...commands);
const integrity = (bench: Bench, tag: number): string => {
  const record = decodeTlv(text(bench, '00b08300 000000')).value;
  return toHex(decodeTlvs(record).find((object) => object.tag === tag)!.value);
};
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

const kills: readonly Kill[] = [
  // Class, instruction, length.
  {
    rule: 'command/length-consistent',
    ask: send(...pin, `${verify('1234')} 00 00`),
    whole: '6700',
    broken: '9000',
  },
  {
    rule: 'command/class-known',
    ask: send('20a4040c 0a d392f000260100000001'),
    whole: '6e00',
    broken: '9000',
  },
  {
    rule: 'command/channel-basic-only',
    ask: send('01a4040c 0a d392f000260100000001'),
    whole: '6881',
    broken: '9000',
  },
  {
    rule: 'command/chaining-refused',
    ask: send('10a4040c 0a d392f000260100000001'),
    whole: '6884',
    broken: '9000',
  },
  {
    rule: 'command/secure-messaging-needs-session',
    ask: answers([], '08a4040c 0a d392f000260100000001', '08b08800 03'),
    whole: '6882 69fc',
    broken: '9000 8f8f009000',
  },
  { rule: 'command/instruction-known', ask: send('00ff0000'), whole: '6d00', broken: '9000' },
  // SELECT.
  {
    rule: 'select/unknown-application',
    ask: send('00a4040c 06 d27600012401'),
    whole: '6a82',
    broken: '9000',
  },
  { rule: 'select/name-prefix', ask: send('00a4040c 04 d392f000'), whole: '9000', broken: '6a82' },
  {
    rule: 'select/no-data-for-0c',
    ask: send(select.jpki),
    whole: '9000',
    broken: '6f0c840ad392f0002601000000019000',
  },
  {
    rule: 'select/fci-names-application',
    ask: send('00a40400 0a d392f000260100000001 00'),
    whole: '6f0c840ad392f0002601000000019000',
    broken: '9000',
  },
  {
    rule: 'select/p1-p2-known',
    ask: send('00a4030c 0a d392f000260100000001'),
    whole: '6a86',
    broken: '9000',
  },
  { rule: 'select/next-occurrence-none', ask: send('00a4040e 02 d392'), whole: '6a82', broken: '9000' },
  { rule: 'select/empty-name-issuer-domain', ask: send('00a4040c'), whole: '9000', broken: '6a82' },
  {
    rule: 'select/failure-keeps-application',
    ask: send(select.jpki, '00a4040c 06 d27600012401', file('0018')),
    whole: '9000',
    broken: '6986',
  },
  {
    rule: 'select/clears-security-status',
    ask: send(...password, verify(secrets.signature), select.jpki, file('0001'), firstBytes),
    whole: '6982',
    broken: '30829000',
  },
  { rule: 'select/no-file-current', ask: send(select.text, '00b00000 01'), whole: '6986', broken: '6982' },
  { rule: 'select/master-file-refused-at-start', ask: send('00a40000'), whole: '6a86', broken: '9000' },
  {
    rule: 'select/master-file-no-effect',
    ask: send(select.jpki, '00a40000', file('0018')),
    whole: '9000',
    broken: '6986',
  },
  { rule: 'select/master-file-3f00-unknown', ask: send('00a40000 02 3f00'), whole: '6a82', broken: '9000' },
  { rule: 'select/file-needs-application', ask: send(file('0018')), whole: '6986', broken: '9000' },
  { rule: 'select/unknown-file', ask: send(select.jpki, file('0003')), whole: '6a82', broken: '9000' },
  {
    rule: 'select/file-keeps-security-status',
    ask: send(...password, verify(secrets.signature), file('0001'), firstBytes),
    whole: '30829000',
    broken: '6982',
  },
  // READ BINARY, READ RECORD.
  {
    rule: 'read/access-condition',
    ask: send(select.jpki, file('0001'), firstBytes),
    whole: '6982',
    broken: '30829000',
  },
  { rule: 'read/current-file-needed', ask: send(select.jpki, firstBytes), whole: '6986', broken: '9000' },
  {
    rule: 'read/unknown-short-identifier',
    ask: send(select.jpki, file('000a'), '00b08300 02'),
    whole: '6a82',
    broken: '30829000',
  },
  {
    rule: 'read/short-identifier-makes-current',
    ask: send(select.jpki, '00b08a00 02', firstBytes),
    whole: '30829000',
    broken: '6986',
  },
  { rule: 'read/transparent-only', ask: send(...pin, firstBytes), whole: '6981', broken: '9000' },
  {
    rule: 'read/offset-fifteen-bits',
    ask: ({ session }) =>
      String(session.send(select.jpki, file('000a'), '00b00104 04') === session.send('00b00004 04')),
    whole: 'false',
    broken: 'true',
  },
  {
    rule: 'read/offset-inside',
    ask: send(select.jpki, file('0008'), '00b00003 01'),
    whole: '6b00',
    broken: '9000',
  },
  {
    rule: 'read/end-without-warning',
    ask: send(select.jpki, file('0008'), '00b00000 04'),
    whole: '8f8f009000',
    broken: '8f8f006282',
  },
  {
    rule: 'read/le-zero-256',
    ask: ({ session }) => String(session.data(select.jpki, file('000a'), '00b00000 00').length),
    whole: '256',
    broken: '255',
  },
  {
    rule: 'read/extended-le',
    ask: ({ session }) => String(session.data(select.jpki, file('000a'), '00b00000 000101').length),
    whole: '257',
    broken: '256',
  },
  {
    rule: 'read/le-needed',
    ask: send(select.jpki, file('0008'), '00b00000'),
    whole: '6700',
    broken: '8f8f009000',
  },
  {
    rule: 'read/record-past-end',
    ask: ({ session }) => session.send(select.common, '00b2020c 00').slice(-4),
    whole: '6a83',
    broken: '9000',
  },
  {
    rule: 'read/record-all-refused',
    ask: ({ session }) => session.send(select.common, '00b2010d 00').slice(-4),
    whole: '6a81',
    broken: '9000',
  },
  {
    rule: 'read/record-structure',
    ask: send(select.jpki, file('000a'), '00b20104 00'),
    whole: '6981',
    broken: '6a83',
  },
  {
    rule: 'read/record-le-exact',
    ask: ({ session }) => toHex(session.data(select.common, '00b2010c 00').subarray(0, 3)),
    whole: '011c39',
    broken: '393930',
  },
  // VERIFY.
  {
    rule: 'verify/query-spends-nothing',
    ask: answers(pin, query, query),
    whole: '63c3 63c3',
    broken: '63c2 63c1',
  },
  { rule: 'verify/query-tells-tries', ask: send(...pin, query), whole: '63c3', broken: '6300' },
  {
    rule: 'verify/query-blocked-63c0',
    ask: send(select.text, file('0012'), query),
    whole: '63c0',
    broken: '6984',
  },
  {
    rule: 'verify/query-keeps-status',
    ask: send(...password, verify(secrets.signature), query, '00b08100 02'),
    whole: '30829000',
    broken: '6982',
  },
  { rule: 'verify/query-when-verified-tries', ask: send(...verified, query), whole: '63c3', broken: '9000' },
  {
    rule: 'verify/mismatch-spends',
    ask: answers(pin, verify('0000'), query),
    whole: '63c2 63c2',
    broken: '63c3 63c3',
  },
  { rule: 'verify/mismatch-tells-tries', ask: send(...pin, verify('0000')), whole: '63c2', broken: '6300' },
  {
    rule: 'verify/mismatch-clears-status',
    ask: send(...password, verify(secrets.signature), verify('ZZ9999'), '00b08100 02'),
    whole: '6982',
    broken: '30829000',
  },
  {
    rule: 'verify/last-try-63c0',
    ask: answers(pin, verify('0000'), verify('0000'), verify('0000')),
    whole: '63c2 63c1 63c0',
    broken: '63c2 63c1 6984',
  },
  {
    rule: 'verify/blocks-at-zero',
    ask: send(...pin, verify('0000'), verify('0000'), verify('0000'), verify('1234')),
    whole: '6984',
    broken: '9000',
  },
  {
    rule: 'verify/blocked-6984',
    ask: send(select.text, file('0012'), verify('1234')),
    whole: '6984',
    broken: '6983',
  },
  {
    rule: 'verify/match-restores-tries',
    ask: answers(pin, verify('0000'), verify('1234'), query),
    whole: '63c2 9000 63c3',
    broken: '63c2 9000 63c2',
  },
  {
    rule: 'verify/match-opens-own-reference',
    ask: send(...verified, '00b08100 02'),
    whole: '6982',
    broken: '30829000',
  },
  { rule: 'verify/compares-whole-value', ask: send(...pin, verify('12345')), whole: '63c2', broken: '9000' },
  { rule: 'verify/case-matters', ask: send(...password, verify('ab1234')), whole: '63c4', broken: '9000' },
  {
    rule: 'verify/counters-apart',
    ask: answers([...pin, verify('0000')], query, file('001b'), query),
    whole: '63c2 9000 63c5',
    broken: '63c3 9000 63c4',
  },
  {
    rule: 'verify/malformed-counts',
    ask: answers(pin, verify('123'), query),
    whole: '63c2 63c2',
    broken: '6700 63c3',
  },
  { rule: 'verify/reference-needed', ask: send(select.jpki, verify('1234')), whole: '6986', broken: '9000' },
  {
    rule: 'verify/short-identifier',
    ask: send(select.jpki, verify('1234', '98')),
    whole: '9000',
    broken: '6a88',
  },
  {
    rule: 'verify/short-identifier-makes-current',
    ask: send(select.jpki, verify('1234', '98'), query),
    whole: '63c3',
    broken: '6986',
  },
  { rule: 'verify/p1-zero', ask: send(...pin, '00200180 04 31323334'), whole: '6a86', broken: '9000' },
  {
    rule: 'verify/status-volatile',
    ask: ({ session }) => {
      session.send(...password, verify(secrets.signature));
      session.close();
      return new TestSession(session.card).send('00b08100 02');
    },
    whole: '6986',
    broken: '30829000',
  },
  {
    rule: 'verify/counter-persists',
    ask: ({ session }) => {
      session.send(...pin, verify('0000'));
      session.close();
      return new TestSession(session.card).send(...pin, query);
    },
    whole: '63c2',
    broken: '63c3',
  },
  {
    rule: 'verify/issued-blocked',
    ask: send(select.text, file('0012'), query),
    whole: '63c0',
    broken: '63c3',
  },
  // CHANGE.
  {
    rule: 'change/needs-verified',
    ask: answers(pin, changeReferenceData('4321'), verify('4321')),
    whole: '6982 63c2',
    broken: '9000 9000',
  },
  {
    rule: 'change/takes-new-value',
    ask: answers(verified, changeReferenceData('4321'), verify('4321')),
    whole: '9000 9000',
    broken: '9000 63c2',
  },
  {
    rule: 'change/form-of-application',
    ask: send(...verified, changeKey('4321')),
    whole: '6d00',
    broken: '9000',
  },
  {
    rule: 'change/p1-new-value-only',
    ask: send(...verified, '00240080 04 34333231'),
    whole: '6a86',
    broken: '9000',
  },
  {
    rule: 'change/format-checked',
    ask: send(...verified, changeReferenceData('12345')),
    whole: '6a80',
    broken: '9000',
  },
  // COMPUTE DIGITAL SIGNATURE.
  {
    rule: 'sign/needs-verified',
    ask: ({ session }) => session.send(select.jpki, file('0017'), '802a0080 01 5a 00').slice(-4),
    whole: '6982',
    broken: '9000',
  },
  {
    rule: 'sign/key-needed',
    ask: ({ session }) => session.send(...verified, '802a0080 01 5a 00').slice(-4),
    whole: '6986',
    broken: '9000',
  },
  {
    rule: 'sign/key-by-short-identifier',
    ask: ({ session }) => session.send(...verified, '802a0097 01 5a 00').slice(-4),
    whole: '9000',
    broken: '6a88',
  },
  {
    rule: 'sign/default-key',
    ask: ({ session }) => session.send(select.text, '802a0000 01 5a 00').slice(-4),
    whole: '9000',
    broken: '6a88',
  },
  {
    rule: 'sign/scheme-known',
    ask: ({ session }) => session.send(...verified, '802a0697 01 5a 00').slice(-4),
    whole: '6a86',
    broken: '9000',
  },
  {
    rule: 'sign/p1-00-verbatim',
    ask: signs('00', '54455354'),
    whole: '54455354',
    broken: `${digestInfo}${hash}`,
  },
  { rule: 'sign/p1-01-bare-hash', ask: signs('01', '54455354'), whole: hash, broken: `${digestInfo}${hash}` },
  { rule: 'sign/p1-02-wraps-hash', ask: signs('02', hash), whole: `${digestInfo}${hash}`, broken: hash },
  {
    rule: 'sign/p1-03-hashes-and-wraps',
    ask: signs('03', '54455354'),
    whole: `${digestInfo}${hash}`,
    broken: hash,
  },
  {
    rule: 'sign/p1-04-pss-of-hash',
    ask: signs('04', hash),
    whole: 'PSS of TEST',
    broken: `${digestInfo}${hash}`,
  },
  {
    rule: 'sign/p1-05-pss-of-data',
    ask: signs('05', '54455354'),
    whole: 'PSS of TEST',
    broken: 'PSS of something else',
  },
  {
    rule: 'sign/pss-salt-random',
    ask: ({ session }) =>
      String(session.send(...verified, `802a0497 20 ${hash} 00`) === session.send(`802a0497 20 ${hash} 00`)),
    whole: 'false',
    broken: 'true',
  },
  {
    rule: 'sign/verbatim-length',
    ask: ({ session }) => session.send(...verified, `802a0097 f6 ${'5a'.repeat(246)} 00`).slice(-4),
    whole: '6700',
    broken: '9000',
  },
  {
    rule: 'sign/hash-length',
    ask: ({ session }) => session.send(...verified, '802a0297 01 5a 00').slice(-4),
    whole: '6700',
    broken: '9000',
  },
  {
    rule: 'sign/keeps-status',
    ask: ({ session }) => session.send(...verified, '802a0097 01 5a 00', '802a0097 01 5a 00').slice(-4),
    whole: '9000',
    broken: '6982',
  },
  {
    rule: 'sign/survives-file-selection',
    ask: ({ session }) => session.send(...verified, '00b08a00 04', '802a0097 01 5a 00').slice(-4),
    whole: '9000',
    broken: '6982',
  },
  {
    rule: 'sign/class-80',
    ask: ({ session }) => session.send(...verified, '002a0097 01 5a 00').slice(-4),
    whole: '6d00',
    broken: '9000',
  },
  {
    rule: 'sign/own-key',
    ask: ({ session }) => {
      const signature = session.data(...password, verify(secrets.signature), '802a039a 04 54455354 00');
      const of = (identifier: number): boolean =>
        verifySignature(
          'sha256',
          Buffer.from('TEST'),
          new X509Certificate(contentOf(session.card, 'jpki', identifier)).publicKey,
          signature,
        );
      return `${of(0x01)} ${of(0x0a)}`;
    },
    whole: 'true false',
    broken: 'false true',
  },
  // GET CHALLENGE, INTERNAL AUTHENTICATE, GET DATA.
  {
    rule: 'other/challenge-length',
    ask: ({ session }) => String(session.data('00840000 10').length),
    whole: '16',
    broken: '8',
  },
  {
    rule: 'other/challenge-fresh',
    ask: ({ session }) => {
      const first = session.send('00840000 10');
      return String(session.send('00840000 10') === first);
    },
    whole: 'false',
    broken: 'true',
  },
  {
    rule: 'other/challenge-short-only',
    ask: ({ session }) => session.send('00840000 000008').slice(-4),
    whole: '6985',
    broken: '9000',
  },
  {
    rule: 'other/authenticate-digest-info',
    ask: ({ session }) => {
      const key = session.card.applications.find(({ name }) => name === 'common')!.files[0x19];
      if (key?.kind !== 'key') return 'no key';
      const signature = session.data(select.common, '00880099 04 54455354 00');
      return toHex(
        publicDecrypt({ key: key.key.keyObject, padding: constants.RSA_PKCS1_PADDING }, signature),
      );
    },
    whole: `${digestInfo}${hash}`,
    broken: hash,
  },
  {
    rule: 'other/authenticate-not-with-signature-keys',
    ask: ({ session }) => session.send(...verified, '00880097 04 54455354 00').slice(-4),
    whole: '6982',
    broken: '9000',
  },
  {
    rule: 'other/authenticate-not-with-record-keys',
    ask: ({ session }) => session.send(select.text, '00880093 04 54455354 00').slice(-4),
    whole: '6985',
    broken: '9000',
  },
  { rule: 'other/data-unknown', ask: send('00ca9f7f 00'), whole: '6a88', broken: '9000' },
  {
    rule: 'other/data-at-master-file-only',
    ask: send(select.jpki, '00ca00f0 00'),
    whole: '6a88',
    broken: '39393030319000',
  },
  {
    rule: 'other/data-large-needs-extended',
    ask: ({ session }) => session.send('00ca00f0 02'),
    whole: '6700',
    broken: '39399000',
  },
  // Contents.
  {
    rule: 'content/signature-certificate-guarded',
    ask: send(select.jpki, '00b08100 02'),
    whole: '6982',
    broken: '30829000',
  },
  {
    rule: 'content/authentication-certificate-free',
    ask: send(select.jpki, '00b08a00 02'),
    whole: '30829000',
    broken: '6982',
  },
  {
    rule: 'content/token-label',
    ask: send(select.jpki, '00b0860e 03'),
    whole: '3220209000',
    broken: '3200009000',
  },
  {
    rule: 'content/token-info-length',
    ask: ({ session }) => String(session.data(select.jpki, '00b08600 00').length),
    whole: '160',
    broken: '32',
  },
  {
    rule: 'content/certificate-presence',
    person: 'test/child',
    ask: send(select.jpki, '00b08800 00'),
    whole: '008f009000',
    broken: '8f8f009000',
  },
  {
    rule: 'content/certificate-exact',
    ask: ({ session }) =>
      toHex(session.data(select.jpki, '00b08a00 000000').subarray(-2)).replace(/^(?!ffff).*/, der),
    whole: der,
    broken: 'ffff',
  },
  {
    rule: 'content/ca-certificate-issued-it',
    ask: ({ session }) => {
      const [leaf, issuer] = [0x0a, 0x0b].map(
        (identifier) => new X509Certificate(contentOf(session.card, 'jpki', identifier)),
      );
      return String(leaf!.verify(issuer!.publicKey));
    },
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'content/number-by-pin-or-a',
    ask: send(select.text, verify(secrets.numberA, '94'), '00b08100 03'),
    whole: 'ff100c9000',
    broken: '6982',
  },
  {
    rule: 'content/number-not-by-b',
    ask: send(select.text, verify(secrets.numberB, '95'), '00b08100 03'),
    whole: '6982',
    broken: 'ff100c9000',
  },
  {
    rule: 'content/basic-data-not-by-a',
    ask: send(select.text, verify(secrets.numberA, '94'), '00b08200 02'),
    whole: '6982',
    broken: 'ff209000',
  },
  {
    rule: 'content/basic-data-by-b',
    ask: send(select.text, verify(secrets.numberB, '95'), '00b08200 02'),
    whole: 'ff209000',
    broken: '6982',
  },
  {
    rule: 'content/basic-data-offsets',
    ask: (bench) => toHex(text(bench, '00b08206 02')),
    whole: '000e',
    broken: '0000',
  },
  {
    rule: 'content/record-digest-with-filler',
    ask: (bench) => String(integrity(bench, 0xdf31) === sha256(text(bench, '00b08100 11'))),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'content/record-digest-without-offsets',
    ask: (bench) => String(integrity(bench, 0xdf32) === sha256(text(bench, '00b0820e 000000'))),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'content/number-with-filler',
    ask: (bench) => String(text(bench, '00b08100 00').length),
    whole: '17',
    broken: '15',
  },
  {
    rule: 'content/common-record',
    ask: ({ session }) => String(session.data(select.common, '00b2010c 00').length),
    whole: '30',
    broken: '28',
  },
  {
    rule: 'content/key-identifier-shared',
    ask: ({ session }) =>
      String(session.send(select.common, '00b20114 00') === session.send(select.juki, '00b20114 00')),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'content/internal-file-unreadable',
    ask: send(select.common, file('001e'), '00b00000 00'),
    whole: '6981',
    broken: '9000',
  },
  // The desk.
  {
    rule: 'desk/counter-resets-any',
    ask: (bench) => {
      bench.session.send(...pin, verify('0000'), verify('0000'), verify('0000'));
      return `${event(bench, 'counter.resetSecret', { secret: 'jpki/authentication' })} ${bench.session.send(query)}`;
    },
    whole: 'taken 63c3',
    broken: 'taken 63c1',
  },
  {
    rule: 'desk/kiosk-resets-jpki-only',
    ask: (bench) => event(bench, 'kiosk.resetSecret', { secret: 'text/pin' }),
    whole: 'desk/kiosk-resets-jpki-only',
    broken: 'taken',
  },
  {
    rule: 'desk/kiosk-hours',
    ask: (bench) => {
      event(bench, 'portal.prepareKioskReset', { secret: 'jpki/signature', other: secrets.authentication });
      return event(bench, 'kiosk.resetSecret', { secret: 'jpki/signature' }, fromJst(2026, 11, 21, 23));
    },
    whole: 'desk/kiosk-hours',
    broken: 'taken',
  },
  {
    rule: 'desk/reset-sets-new-value',
    ask: (bench) => {
      const outcome = event(bench, 'counter.resetSecret', { secret: 'jpki/authentication', value: '8642' });
      return `${outcome} ${bench.session.send(...pin, verify('8642'))}`;
    },
    whole: 'taken 9000',
    broken: 'taken 63c2',
  },
  {
    rule: 'desk/hold-hides-from-card',
    ask: (bench) =>
      `${event(bench, 'callCentre.holdCard')} ${bench.session.send(...verified, '802a0097 01 5a 00').slice(-4)}`,
    whole: 'taken 9000',
    broken: 'taken 6985',
  },
  {
    rule: 'desk/hold-signature-final',
    ask: (bench) =>
      `${event(bench, 'callCentre.holdCard')} ${event(bench, 'counter.liftHold')} ${states(bench)}`,
    whole: 'taken taken revoked valid',
    broken: 'taken taken valid valid',
  },
  {
    rule: 'desk/hold-authentication-lifted',
    ask: (bench) =>
      `${event(bench, 'callCentre.holdCard')} ${event(bench, 'counter.liftHold')} ${states(bench)}`,
    whole: 'taken taken revoked valid',
    broken: 'taken taken revoked held',
  },
  {
    rule: 'desk/revoked-final',
    ask: (bench) => {
      event(bench, 'counter.revokeCertificate', { certificate: 'authentication' });
      return `${event(bench, 'counter.liftHold')} ${states(bench)}`;
    },
    whole: 'desk/revoked-final valid revoked',
    broken: 'taken valid valid',
  },
];

function bench(person: string | undefined, broken: readonly RuleId[]): Bench {
  const held = new RuleSet(broken);
  const random = seededRandom(1);
  const switches = defaultLifecycleSwitches;
  const world = new World({ rules: held, random, switches });
  const order = {
    card: cardProfiles.get('mynumber/contactless-05e0')!,
    person: personProfiles.get(person ?? 'test/adult')!,
    calendarStart: testStart,
  };
  const { card } = world.issuePlastic(order, new Transaction());
  return {
    session: new TestSession(card),
    world,
    desk: new Desk({ world, rules: held, random, switches }),
  };
}

describe('a card with one rule broken is told from a whole one', () => {
  test.each(kills.map((kill) => [kill.rule, kill] as const))('%s', (rule, { ask, person, whole, broken }) => {
    expect(ask(bench(person, []))).toBe(whole);
    expect(ask(bench(person, [rule]))).toBe(broken);
    expect(broken).not.toBe(whole);
  });
});

/** Areas of rules about what the plastic card does and what its desk does to it. */
const ofTheCard = /^(?:command|select|read|verify|change|sign|other|content|desk)\//;

test('no rule is without such a difference, and none has two lines', () => {
  expect(kills.map(({ rule }) => rule).toSorted()).toEqual(
    rules.flatMap(({ id }) => (ofTheCard.test(id) ? [id] : [])).toSorted(),
  );
});
