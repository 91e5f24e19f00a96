import { textBytes } from '../../bytes/hex.ts';
import { announcedLength } from '../../bytes/tlv.ts';
import { t } from '../support/bilingual.ts';
import { clientSequence as client } from '../support/client-sequence.ts';

const authentication = 'jpki/authentication';
const signature = 'jpki/signature';
const token = `${[...textBytes('JPKIAPICCTOKEN2'.padEnd(32))].map((byte) => byte.toString(16)).join(' ')} 9000`;
const word = (value: number): string => value.toString(16).padStart(4, '0');

const whole = 'jpki & signature-certificate';

/** The command sequences of the programs for desktop machines, each as it sends it. @see jpki-card reference, section 8 */
export const desktopClientCases = [
  client(
    'myna',
    [
      'MYNA reads the token, then certificates by seven bytes and the rest',
      'MYNAはトークン、次に証明書を7バイトと残りで読む',
    ],
    whole,
    [signature],
    async (at) => {
      await at.S('jpki');
      await at.E(0x0006);
      await at.context.card.expect('00 b0 00 00 20', token);
      for (const file of [0x000a, 0x0002, 0x000b]) {
        await at.E(file);
        await at.certificate(7, 256, 7);
      }
      await at.E(0x001b);
      await at.V(signature);
      await at.E(0x0001);
      const key = await at.certificate(7, 256, 7);
      await at.E(0x001a);
      await at.G(key);
    },
  ),
  client(
    'myna-counters',
    ['MYNA asks for the counters of three applications', 'MYNAは3つのアプリケーションの残り回数を調べる'],
    `${whole} & text & visual`,
    [],
    async (at) => {
      await at.S('text');
      for (const [file, secret] of [
        [0x0011, 'text/pin'],
        [0x0014, 'text/number-a'],
        [0x0015, 'text/number-b'],
      ] as const) {
        await at.E(file);
        await at.Q(secret);
      }
      await at.S('visual');
      for (const [file, secret] of [
        [0x0013, 'visual/number-a'],
        [0x0012, 'visual/number-b'],
      ] as const) {
        await at.E(file);
        await at.Q(secret);
      }
      await at.S('jpki');
      for (const [file, secret] of [
        [0x0018, authentication],
        [0x001b, signature],
      ] as const) {
        await at.E(file);
        await at.Q(secret);
      }
    },
  ),
  client(
    'myna-portal',
    [
      'The portal host signs many times after one VERIFY, then reads the card serial',
      'ポータルのホストは1回の照合で何度も署名し、カード識別番号を読む',
    ],
    `${whole} & common`,
    [signature],
    async (at) => {
      const key = await at.keyIn(0x0001);
      await at.S('jpki');
      await at.E(0x0006);
      await at.R(0, 0x20);
      await at.E(0x001b);
      await at.V(signature);
      for (let i = 0; i < 3; i++) {
        await at.E(0x001a);
        await at.G(key);
      }
      await at.E(0x0001);
      await at.R(0, 7);
      await at.S('common');
      await at.context.card.expect('00 b2 01 0c 00', `01 1c ${'.. '.repeat(28)}9000`);
    },
  ),
  client(
    'opensc',
    [
      'OpenSC 0.23 binds, dumps and signs, verifying twice before the signature key',
      'OpenSC 0.23は結合・一覧・署名を行い、署名用の鍵の前に2回照合する',
    ],
    whole,
    [authentication, signature],
    async (at) => {
      for (let i = 0; i < 2; i++) await at.S('jpki');
      for (const [file, secret] of [
        [0x0018, authentication],
        [0x001b, signature],
      ] as const) {
        await at.E(file);
        await at.Q(secret);
      }
      await at.E(0x0001);
      await at.context.card.expect('00 b0 00 00 04', '6982');
      await at.E(0x000a);
      const key = await at.certificate(4, 256, 0);
      await at.E(0x0018);
      await at.V(authentication);
      await at.E(0x0017);
      await at.G(key);
      await at.E(0x001b);
      for (let i = 0; i < 2; i++) await at.V(signature);
      await at.E(0x0001);
      const own = await at.certificate(4, 256, 0);
      await at.E(0x001a);
      await at.G(own);
    },
  ),
  client(
    'aoki',
    ['AOKI verifies by short identifier and reads by extended Le', 'AOKIは短縮EF識別子で照合し拡張Leで読む'],
    'jpki & text & visual',
    ['text/pin', 'visual/number-a'],
    async (at) => {
      await at.S('jpki');
      for (const file of ['8a', '8b', '82']) {
        const { data } = await at.context.card.expect(`00 b0 ${file} 00 00 00 00`, '30 82 * 9000');
        at.keyOf(data);
      }
      await at.S('text');
      await at.V('text/pin', 0x91);
      for (const file of ['81', '82', '83', '84', '87'])
        await at.context.card.expect(`00 b0 ${file} 00 00 00 00`, '.. * 9000');
      await at.S('visual');
      await at.V('visual/number-a', 0x93);
      await at.context.card.expect('00 b0 82 00 00 00 00', 'ff 20 82 * 9000');
    },
  ),
  client(
    'siketyan',
    [
      'SIKETYAN begins again at offset 0 and sends Le as the length’s low byte',
      'SIKETYANはオフセット0から読み直し、Leに長さの下位バイトを送る',
    ],
    'jpki & text',
    [authentication, 'text/pin'],
    async (at) => {
      await at.S('jpki');
      await at.E(0x0018);
      await at.Q(authentication);
      await at.V(authentication);
      await at.E(0x000a);
      const key = await at.certificate(7, 256, 0);
      await at.E(0x0017);
      await at.G(key);
      await at.S('text');
      await at.E(0x0011);
      await at.V('text/pin');
      await at.E(0x0001);
      await at.R(0, 0x11);
      await at.E(0x0002);
      await at.file(7, 256, 0);
    },
  ),
  client(
    'pyjpki-certificate',
    ['PYJPKI reads by 255 bytes until 6B00 or nothing', 'PYJPKIは6B00か空になるまで255バイトずつ読む'],
    'jpki',
    [],
    async (at) => {
      await at.S('jpki');
      await at.E(0x000a);
      const { card, check } = at.context;
      let length = 0;
      let ended = false;
      for (let offset = 0; !ended && offset < 0x7fff; offset += 255) {
        const answer = await card.send(`00 b0 ${word(offset)} ff`);
        ended = answer.statusWord === 0x6b00 || (answer.statusWord === 0x9000 && answer.data.length === 0);
        if (!ended)
          check.that(
            t('status', 'ステータス'),
            answer.statusWord === 0x9000,
            '9000',
            word(answer.statusWord),
          );
        length += answer.data.length;
      }
      check.that(t('the end is told', '終端が示される'), ended, '6b00', 'no end');
      const total = announcedLength((await card.require('00 b0 00 00 04')).data);
      check.that(t('bytes read', '読み取ったバイト数'), length >= total, String(total), String(length));
    },
  ),
  client(
    'pyjpki-sign',
    [
      'PYJPKI selects the application between VERIFY and signature',
      'PYJPKIは照合と署名の間にアプリケーションを選択する',
    ],
    'jpki & (reselect-current-cleared | reselect-current-kept)',
    [authentication],
    async (at) => {
      const kept = at.context.facts.capabilities.has('reselect-current-kept');
      await at.S('jpki');
      await at.E(0x0018);
      await at.V(authentication);
      await at.S('jpki');
      await at.E(0x0017);
      await at.context.card.expect(
        '80 2a 00 80 05 54 45 53 54 21 00',
        kept ? `${'.. '.repeat(256)}9000` : '6982',
      );
    },
  ),
  client(
    'nunnun',
    [
      'NUNNUN reads the signature certificate from its fourth byte on',
      'NUNNUNは署名用証明書を4バイト目から読み進める',
    ],
    whole,
    [signature],
    async (at) => {
      await at.S('jpki');
      await at.E(0x001b);
      await at.Q(signature);
      await at.V(signature);
      await at.E(0x0001);
      const key = await at.certificate(4, 256, 4);
      await at.E(0x001a);
      await at.G(key);
    },
  ),
  client(
    'hdad',
    [
      'HDAD asks by four and five bytes, and reads by 224',
      'HDADは4バイトと5バイトで残り回数を調べ、224バイトずつ読む',
    ],
    whole,
    [signature],
    async (at) => {
      await at.S('jpki');
      await at.E(0x001b);
      await at.Q(signature);
      await at.Q(signature, '00 20 00 80 00');
      await at.V(signature);
      await at.E(0x0001);
      const key = await at.certificate(0xe0, 0xe0, 0xe0);
      await at.E(0x001a);
      await at.G(key);
    },
  ),
  client('gebo', ['GEBO signs SHA-1', 'GEBOはSHA-1に署名する'], 'jpki', [authentication], async (at) => {
    await at.S('jpki');
    await at.E(0x000a);
    const key = await at.certificate(4, 256, 0);
    await at.E(0x0018);
    await at.Q(authentication);
    await at.V(authentication);
    await at.E(0x0017);
    await at.G(key, 'sha1');
  }),
  client(
    'soltia',
    ['SOLTIA signs by short identifier of either key', 'SOLTIAは短縮EF識別子でどちらの鍵でも署名する'],
    whole,
    [authentication, signature],
    async (at) => {
      await at.S('jpki');
      await at.E(0x000a);
      const key = await at.certificate(4, 256, 0);
      await at.E(0x0018);
      await at.V(authentication);
      await at.G(key, 'sha256', 0x97);
      await at.E(0x001b);
      await at.V(signature);
      await at.E(0x0001);
      await at.G(await at.certificate(4, 256, 0), 'sha256', 0x9a);
    },
  ),
];
