import { concat } from '../../bytes/hex.ts';
import { announcedLength } from '../../bytes/tlv.ts';
import { defineCase } from '../../engine/case.ts';
import { selected, selectedFile, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { freeCertificate as certificate } from '../support/free-certificate.ts';
import { requires } from '../support/requirement.ts';

const clause = 'jpki-card 5.2, READ BINARY';
const iso = 'ISO/IEC 7816-4:2020, 11.3.3';
const word = (value: number): string => value.toString(16).padStart(4, '0');
const byte = (value: number): string => value.toString(16).padStart(2, '0');

/** READ BINARY with each short Le around the sizes where readers and chips break. */
const length = (le: number) =>
  defineCase({
    id: `card/read/length-${le}`,
    title: t(`READ BINARY of ${le} bytes gives ${le}`, `${le}バイトのREAD BINARYは${le}バイトを返す`),
    requirement: requires(
      clause,
      'probe',
      'READ BINARY inside the file gives exactly as many bytes as Le says.',
      'ファイル内のREAD BINARYはLeどおりのバイト数を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: [le === 256 ? 'read/le-zero-256' : 'read/end-without-warning'],
    given: [certificate],
    async run({ card, check }) {
      const answer = await card.expect(`00 b0 00 00 ${byte(le & 0xff)}`, '* 9000');
      check.that(
        t('bytes of data', 'データのバイト数'),
        answer.data.length === le,
        String(le),
        String(answer.data.length),
      );
    },
  });

const extendedLength = (le: number) =>
  defineCase({
    id: `card/read/extended-length-${le}`,
    title: t(`READ BINARY of ${le} bytes by extended Le`, `拡張Leによる${le}バイトのREAD BINARY`),
    requirement: requires(
      clause,
      'probe',
      'An extended Le gives exactly as many bytes as it says, above 256 too.',
      '拡張Leは、256を超えても指定どおりのバイト数を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['read/extended-le'],
    given: [certificate],
    async run({ card, check }) {
      const answer = await card.expect(`00 b0 00 00 00 ${word(le)}`, '* 9000');
      check.that(
        t('bytes of data', 'データのバイト数'),
        answer.data.length === le,
        String(le),
        String(answer.data.length),
      );
    },
  });

export const readCases = [
  ...[1, 4, 7, 32, 253, 254, 255, 256].map(length),
  ...[1, 253, 254, 255, 256, 257, 258, 259, 512].map(extendedLength),

  defineCase({
    id: 'card/read/le-zero',
    title: t(
      'A short Le of 00 in the middle of a file gives 256 bytes',
      'ファイル途中のLe=00は256バイトを返す',
    ),
    requirement: requires(
      clause,
      'probe',
      'Le=00 gives 256 bytes wherever at least 256 are left; clients that count on it read wrong certificates otherwise.',
      '残りが256バイト以上ならLe=00は256バイトを返す。これに依存するクライアントは、そうでなければ証明書を誤読する。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['read/le-zero-256'],
    given: [certificate],
    async run({ card, check }) {
      for (const offset of ['00 00', '00 01', '01 00']) {
        const answer = await card.expect(`00 b0 ${offset} 00`, '* 9000');
        check.that(
          t('bytes of data', 'データのバイト数'),
          answer.data.length === 256,
          '256',
          String(answer.data.length),
        );
      }
    },
  }),
  defineCase({
    id: 'card/read/extended-le-zero',
    title: t('An extended Le of 0000 gives the whole file', '拡張Le=0000はファイル全体を返す'),
    requirement: requires(
      clause,
      'probe',
      'An extended Le of 0000 (65,536) gives everything to the end of the file with 9000.',
      '拡張Le=0000(65,536)は終端までのすべてを9000とともに返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['read/extended-le', 'read/end-without-warning'],
    given: [selected('jpki')],
    async run({ card, check }) {
      const pieces = await card.readFile(0x000b);
      const answer = await card.expect('00 b0 00 00 00 00 00', '* 9000');
      check.same(
        t('begins with what short reads gave', '短縮形で読んだ内容で始まる'),
        answer.data.subarray(0, pieces.length),
        pieces,
      );
    },
  }),
  defineCase({
    id: 'card/read/pieces-agree',
    title: t('Pieces of every size make the same file', 'どの大きさで分割して読んでも同じ内容になる'),
    requirement: requires(
      iso,
      'standard',
      'The offset counts bytes from the start of the file in fifteen bits.',
      'オフセットはファイル先頭からのバイト数であり、15ビットである。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['read/offset-fifteen-bits', 'read/le-zero-256'],
    given: [selected('jpki')],
    async run({ card, check }) {
      const whole = await card.readFile(0x000b);
      for (const size of [0xff, 0xe0, 0x7f, 0x100]) {
        const parts: Uint8Array[] = [];
        for (let offset = 0; offset < whole.length; offset += size) {
          const le = Math.min(size, whole.length - offset);
          parts.push((await card.expect(`00 b0 ${word(offset)} ${byte(le & 0xff)}`, '.. * 9000')).data);
        }
        check.same(t(`read in pieces of ${size}`, `${size}バイトずつ読んだ内容`), concat(...parts), whole);
      }
    },
  }),
  defineCase({
    id: 'card/read/beyond-end',
    title: t('Le beyond the end gives what is left with 9000', '終端を超えるLeは残りを9000とともに返す'),
    requirement: requires(
      'JICSAP 1.1, 6.4.1',
      'probe',
      'Fewer bytes than Le are given with 9000, never with 6282 or 6Cxx; clients abort on a warning.',
      'Leより少ない残りは9000とともに返す。6282や6Cxxは返さない(警告で中断するクライアントがある)。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['read/end-without-warning'],
    given: [selectedFile('jpki', 0x0008)],
    async run({ card }) {
      await card.expect('00 b0 00 00 00', '.. .. .. 9000');
      await card.expect('00 b0 00 00 04', '.. .. .. 9000');
      await card.expect('00 b0 00 02 02', '.. 9000');
    },
  }),
  defineCase({
    id: 'card/read/last-byte',
    title: t('The last byte of a certificate can be read alone', '証明書の最後の1バイトだけを読める'),
    requirement: requires(
      iso,
      'standard',
      'An offset one before the end gives one byte.',
      '終端の1バイト前のオフセットは1バイトを返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & certificate-filler-none',
    cost: 'none',
    rules: ['content/certificate-exact', 'read/offset-fifteen-bits'],
    given: [certificate],
    async run({ card }) {
      const end = announcedLength((await card.require('00 b0 00 00 04')).data);
      await card.expect(`00 b0 ${word(end - 1)} 00`, '.. 9000');
    },
  }),
  defineCase({
    id: 'card/read/offset-at-end',
    title: t('An offset at the end is refused', '終端のオフセットは拒否される'),
    requirement: requires(
      'JICSAP 1.1, 7.3.1',
      'probe',
      'An offset equal to the size of the file is answered 6B00; one client ends its loop by nothing else.',
      'ファイルサイズと等しいオフセットには6B00を返す。これだけで読み出しを終えるクライアントがある。',
    ),
    level: 'card',
    appliesTo: 'jpki & certificate-filler-none',
    cost: 'none',
    cause: 'read/offset-inside',
    rules: ['content/certificate-exact'],
    given: [certificate],
    async run({ card }) {
      const end = announcedLength((await card.require('00 b0 00 00 04')).data);
      await card.refused(`00 b0 ${word(end)} 01`, '6b00', { command: `00 b0 ${word(end - 1)} 01` });
    },
  }),
  defineCase({
    id: 'card/read/offset-beyond-end',
    title: t('An offset beyond the end is refused', '終端を超えるオフセットは拒否される'),
    requirement: requires(
      'JICSAP 1.1, 7.3.1',
      'probe',
      'An offset beyond the end of the file is answered 6B00, up to the greatest of 7FFF.',
      '終端を超えるオフセットには、最大の7FFFまで6B00を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'read/offset-inside',
    rules: ['read/offset-fifteen-bits'],
    given: [selectedFile('jpki', 0x0008)],
    async run({ card }) {
      const control = { command: '00 b0 00 00 01' };
      await card.refused('00 b0 00 03 01', '6b00', control);
      await card.refused('00 b0 01 00 01', '6b00', control);
      await card.refused('00 b0 7f ff 01', '6b00', control);
    },
  }),
  defineCase({
    id: 'card/read/without-le',
    title: t('READ BINARY without Le is refused', 'LeのないREAD BINARYは拒否される'),
    requirement: requires(
      iso,
      'inferred',
      'READ BINARY without Le is answered 6700.',
      'LeのないREAD BINARYには6700を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'read/le-needed',
    given: [certificate],
    async run({ card }) {
      await card.refused('00 b0 00 00', '6700', { command: '00 b0 00 00 04' });
    },
  }),
  defineCase({
    id: 'card/read/short-identifier',
    title: t('READ BINARY by short identifier', '短縮EF識別子によるREAD BINARY'),
    requirement: requires(
      'jpki-card 2',
      'probe',
      'P1 = 80 | SFI reads the file from the offset in P2 without SELECT.',
      'P1=80|SFIは、SELECTなしでP2のオフセットからファイルを読む。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['read/short-identifier-makes-current'],
    given: [selected('jpki')],
    async run({ card, check }) {
      const whole = await card.readFile(0x000b);
      await card.select('jpki');
      const head = await card.expect('00 b0 8b 00 04', '30 82 .. .. 9000');
      check.same(t('the first bytes', '先頭のバイト'), head.data, whole.subarray(0, 4));
      const later = await card.expect('00 b0 8b 10 08', '* 9000');
      check.same(t('the bytes at 16', '16バイト目から'), later.data, whole.subarray(16, 24));
      const current = await card.expect('00 b0 01 00 04', '* 9000');
      check.same(
        t('the bytes at 256, as current EF', '256バイト目から(カレントEFとして)'),
        current.data,
        whole.subarray(256, 260),
      );
    },
  }),
  defineCase({
    id: 'card/read/short-identifier-makes-current',
    title: t('A short identifier makes its file current', '短縮EF識別子で読んだEFはカレントになる'),
    requirement: requires(
      'jpki-card 2',
      'probe',
      'After READ BINARY by short identifier the file is current: P1-P2 is then an offset into it.',
      '短縮EF識別子でREAD BINARYしたEFはカレントになり、以後のP1-P2はそのオフセットになる。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['read/short-identifier-makes-current'],
    given: [selectedFile('jpki', 0x000b)],
    async run({ card }) {
      await card.expect('00 b0 88 00 03', '.. .. .. 9000');
      await card.expect('00 b0 00 00 00', '.. .. .. 9000');
    },
  }),
  defineCase({
    id: 'card/read/short-identifier-extended',
    title: t('A whole certificate in one command', '証明書全体を1コマンドで読む'),
    requirement: requires(
      clause,
      'probe',
      'READ BINARY by short identifier with an extended Le of 0000 gives the whole file after SELECT of the application.',
      'アプリケーション選択後、短縮EF識別子と拡張Le=0000のREAD BINARYでファイル全体が得られる。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['read/extended-le'],
    given: [selected('jpki')],
    async run({ card, check }) {
      const answer = await card.expect('00 b0 8b 00 00 00 00', '30 82 * 9000');
      const announced = announcedLength(answer.data);
      check.that(
        t('the whole certificate', '証明書全体'),
        answer.data.length >= announced,
        `at least ${announced}`,
        String(answer.data.length),
      );
    },
  }),
  defineCase({
    id: 'card/read/unknown-short-identifier',
    title: t('An unknown short identifier is refused', '存在しない短縮EF識別子は拒否される'),
    requirement: requires(
      iso,
      'standard',
      'A short identifier that no file has is answered 6A82.',
      '該当するファイルのない短縮EF識別子には6A82を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'read/unknown-short-identifier',
    given: [certificate],
    async run({ card }) {
      await card.refused('00 b0 8c 00 04', '6a82', { command: '00 b0 8b 00 04' });
    },
  }),
  defineCase({
    id: 'card/read/key-file',
    title: t('A key cannot be read', '鍵は読めない'),
    requirement: requires(
      clause,
      'probe',
      'READ BINARY of an EF that is not transparent is answered 6981.',
      '透過構造でないEFのREAD BINARYには6981を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    secrets: ['jpki/authentication'],
    cause: 'read/transparent-only',
    given: [verified('jpki/authentication')],
    async run({ card }) {
      const control = { command: '00 b0 8b 00 04' };
      for (const file of [0x0017, 0x0018]) {
        await card.selectFile(file);
        await card.refused('00 b0 00 00 04', '6981', control);
      }
    },
  }),
  defineCase({
    id: 'card/read/record-file',
    title: t('A record file is not read by READ BINARY', 'レコード構造のEFはREAD BINARYで読めない'),
    requirement: requires(
      clause,
      'probe',
      'READ BINARY of a record EF is answered 6981.',
      'レコード構造のEFのREAD BINARYには6981を返す。',
    ),
    level: 'card',
    appliesTo: 'common & jpki',
    cost: 'none',
    cause: 'read/transparent-only',
    given: [selectedFile('common', 0x0001)],
    async run({ card }) {
      await card.refused('00 b0 00 00 04', '6981', {
        meet: async () => {
          await card.select('jpki');
          await card.selectFile(0x000b);
        },
      });
    },
  }),
  defineCase({
    id: 'card/read/internal-file',
    title: t('An internal file is selected and not read', '内部EFは選択できるが読めない'),
    requirement: requires(
      'jpki-card 2.4',
      'probe',
      'EF 001E of the common application is selected with 9000 and READ BINARY answers 6981.',
      '共通アプリケーションのEF 001Eは9000で選択でき、READ BINARYには6981を返す。',
    ),
    level: 'card',
    appliesTo: 'common & jpki',
    cost: 'none',
    cause: 'content/internal-file-unreadable',
    given: [selectedFile('common', 0x001e)],
    async run({ card }) {
      await card.refused('00 b0 00 00 04', '6981', {
        meet: async () => {
          await card.select('jpki');
          await card.selectFile(0x000b);
        },
      });
    },
  }),
];
