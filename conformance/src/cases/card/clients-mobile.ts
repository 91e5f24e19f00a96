import { textBytes } from '../../bytes/hex.ts';
import { announcedLength } from '../../bytes/tlv.ts';
import { clientSequence as client } from '../support/client-sequence.ts';

const authentication = 'jpki/authentication';
const signature = 'jpki/signature';
const token = `${[...textBytes('JPKIAPICCTOKEN2'.padEnd(32))].map((byte) => byte.toString(16)).join(' ')} 9000`;
const word = (value: number): string => value.toString(16).padStart(4, '0');

const whole = 'jpki & signature-certificate';

/** The command sequences of the libraries for phones, browsers and small readers, each as it sends it. @see jpki-card reference, section 8 */
export const mobileClientCases = [
  client(
    'webusb',
    [
      'WEBUSB signs with every hash and reads the number by sixteen bytes',
      'WEBUSBは各ハッシュで署名し、個人番号を16バイト読む',
    ],
    'jpki & text',
    [authentication, 'text/pin'],
    async (at) => {
      await at.S('jpki');
      await at.E(0x000a);
      const key = await at.certificate(7, 256, 0);
      await at.E(0x0018);
      await at.V(authentication);
      await at.E(0x0017);
      for (const hash of ['sha1', 'sha256', 'sha384', 'sha512'] as const) await at.G(key, hash);
      await at.S('text');
      await at.E(0x0011);
      await at.V('text/pin');
      await at.E(0x0001);
      await at.context.card.expect('00 b0 00 00 10', `ff 10 0c ${'.. '.repeat(12)}ff 9000`);
    },
  ),
  client(
    'tret',
    [
      'TRET selects the four applications of iOS, reads twenty bytes of the token and asks for tries',
      'TRETはiOSの4つのアプリケーションを選択し、トークンを20バイト読み、残り回数を調べる',
    ],
    `${whole} & text & common & juki`,
    [],
    async (at) => {
      for (const application of ['jpki', 'text', 'common', 'juki'] as const) await at.S(application);
      await at.S('jpki');
      await at.E(0x0006);
      await at.context.card.expect('00 b0 00 00 14', `${token.slice(0, 59)} 9000`);
      for (const [file, secret] of [
        [0x001b, signature],
        [0x0018, authentication],
      ] as const) {
        await at.E(file);
        await at.Q(secret);
      }
      await at.S('common');
      await at.E(0x001c);
      await at.Q('common/pin');
    },
  ),
  client(
    'c3lab-android',
    ['C3LAB reads four bytes, then the rest by extended Le', 'C3LABは4バイトの後、残りを拡張Leで読む'],
    'jpki',
    [authentication],
    async (at) => {
      await at.S('jpki');
      await at.E(0x000a);
      const total = announcedLength((await at.R(0, 4)).data);
      const { data } = await at.context.card.expect(
        `00 b0 00 00 00 ${word(total)}`,
        `${'.. '.repeat(total)}9000`,
      );
      const key = at.keyOf(data);
      await at.E(0x0018);
      await at.V(authentication);
      await at.E(0x0017);
      await at.G(key);
    },
  ),
  client(
    'flutter',
    [
      'FLUTTER reads the basic data with the length of its third byte',
      'FLUTTERは3バイト目の長さで基本4情報を読む',
    ],
    'text',
    ['text/pin'],
    async (at) => {
      await at.S('text');
      await at.E(0x0011);
      await at.V('text/pin');
      await at.E(0x0001);
      await at.context.card.expect('00 b0 00 00 00', `ff 10 0c ${'.. '.repeat(12)}ff ff 9000`);
      await at.E(0x0002);
      const [length] = (await at.R(2, 1)).data;
      // Only where one byte tells it: longer data is what this client breaks on.
      if (length! < 0x80) await at.R(0, length! + 3);
      else await at.R(0, 0x71);
    },
  ),
  client(
    'dadachi',
    ['DADACHI verifies before it reads what is free', 'DADACHIは公開の証明書も照合してから読む'],
    'jpki',
    [authentication],
    async (at) => {
      await at.S('jpki');
      await at.E(0x0018);
      await at.V(authentication);
      await at.E(0x000a);
      await at.certificate(4, 256, 0);
    },
  ),
  client(
    'miya',
    ['MIYA works by short identifiers alone', 'MIYAは短縮EF識別子だけで処理する'],
    'jpki & text',
    [authentication, 'text/pin'],
    async (at) => {
      const { card } = at.context;
      await at.S('jpki');
      const head = (await card.expect('00 b0 8a 00 04', '30 82 .. .. 9000')).data;
      const rest = announcedLength(head) - 4;
      const { data } = await card.expect(`00 b0 8a 04 00 ${word(rest)}`, `${'.. '.repeat(rest)}9000`);
      const key = at.keyOf(Uint8Array.from([...head, ...data]));
      await at.V(authentication, 0x98);
      await at.G(key, 'sha256', 0x97);
      await at.S('text');
      await at.V('text/pin', 0x91);
      await card.expect('00 b0 81 03 0c', `${'.. '.repeat(12)}9000`);
      const [length] = (await card.expect('00 b0 82 02 01', '.. 9000')).data;
      await card.expect(
        `00 b0 82 03 ${length!.toString(16).padStart(2, '0')}`,
        `${'.. '.repeat(length!)}9000`,
      );
    },
  ),
  client(
    'licence',
    [
      'The licence library reads the setting, verifies and reads on',
      '運転免許のライブラリは設定を読み、照合して読み進める',
    ],
    'licence',
    ['licence/pin'],
    async (at) => {
      await at.S('licence');
      await at.context.card.expect('00 b0 9a 00 03', 'c1 01 .. 9000');
      await at.Q('licence/pin', '00 20 00 86');
      await at.V('licence/pin', 0x86);
      await at.E(0x001b);
      await at.context.card.expect('00 b0 00 00 00', 'c2 * 9000');
    },
  ),
];
