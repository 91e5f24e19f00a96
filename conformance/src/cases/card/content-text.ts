import { bytesText, hex, textBytes } from '../../bytes/hex.ts';
import { readObject, readObjects } from '../../bytes/tlv.ts';
import { defineCase } from '../../engine/case.ts';
import { selected, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { sha256 } from '../support/signature.ts';
import { verifyCommand } from '../support/verify-command.ts';

const textFiles = 'jpki-card 2.2';

/** What the files of the text application hold, and what opens them. */
export const textContentCases = [
  defineCase({
    id: 'card/content/individual-number',
    title: t('The individual number record', '個人番号のレコード'),
    requirement: requires(
      textFiles,
      'probe',
      'EF text/0001 is FF 10 0C, twelve digits and FF FF: 17 bytes, after VERIFY of the PIN.',
      'EF text/0001は照合後、FF 10 0C、12桁の数字、FF FFの17バイトである。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    secrets: ['text/pin'],
    rules: ['content/number-with-filler'],
    given: [verified('text/pin')],
    async run({ card, check, person }) {
      await card.selectFile(0x0001);
      const { data } = await card.expect('00 b0 00 00 11', `ff 10 0c ${'.. '.repeat(12)} ff ff 9000`);
      await card.expect('00 b0 00 11 01', '6b00');
      if (person !== undefined) {
        check.same(
          t('individual number', '個人番号'),
          data.subarray(3, 15),
          textBytes(person.individualNumber),
        );
      }
    },
  }),
  defineCase({
    id: 'card/content/number-guarded',
    title: t('The individual number needs a VERIFY', '個人番号の読み出しには照合が必要'),
    requirement: requires(
      textFiles,
      'probe',
      'EF text/0001 and 0002 are answered 6982 before VERIFY.',
      'EF text/0001と0002は照合前には6982を返す。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    secrets: ['text/pin'],
    cause: 'read/access-condition',
    given: [selected('text')],
    async run({ card }) {
      for (const file of [0x0001, 0x0002]) {
        await card.select('text');
        await card.selectFile(file);
        await card.refused('00 b0 00 00 04', '6982', {
          meet: async () => {
            await card.verify('text/pin');
            await card.selectFile(file);
          },
        });
      }
    },
  }),
  defineCase({
    id: 'card/content/number-by-a',
    title: t(
      'Number A opens the individual number and not the basic data',
      '照合番号Aで個人番号は読め、基本4情報は読めない',
    ),
    requirement: requires(
      textFiles,
      'probe',
      'After VERIFY of 0014, EF 0001 is read and EF 0002 is answered 6982.',
      '0014の照合後、EF 0001は読め、EF 0002には6982を返す。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    secrets: ['text/number-a', 'text/pin'],
    cause: 'read/access-condition',
    rules: ['content/number-by-pin-or-a', 'content/basic-data-not-by-a'],
    given: [verified('text/number-a')],
    async run({ card }) {
      await card.selectFile(0x0001);
      await card.expect('00 b0 00 00 03', 'ff 10 0c 9000');
      await card.selectFile(0x0002);
      await card.refused('00 b0 00 00 04', '6982', {
        meet: async () => {
          await card.verify('text/pin');
          await card.selectFile(0x0002);
        },
      });
    },
  }),
  defineCase({
    id: 'card/content/basic-data-by-b',
    title: t(
      'Number B opens the basic data and not the individual number',
      '照合番号Bで基本4情報は読め、個人番号は読めない',
    ),
    requirement: requires(
      textFiles,
      'probe',
      'After VERIFY of 0015, EF 0002 is read and EF 0001 is answered 6982.',
      '0015の照合後、EF 0002は読め、EF 0001には6982を返す。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    secrets: ['text/number-b', 'text/pin'],
    cause: 'read/access-condition',
    rules: ['content/basic-data-by-b', 'content/number-not-by-b'],
    given: [verified('text/number-b')],
    async run({ card }) {
      await card.selectFile(0x0002);
      await card.expect('00 b0 00 00 02', 'ff 20 9000');
      await card.selectFile(0x0001);
      await card.refused('00 b0 00 00 03', '6982', {
        meet: async () => {
          await card.verify('text/pin');
          await card.selectFile(0x0001);
        },
      });
    },
  }),
  defineCase({
    id: 'card/content/basic-data',
    title: t('The basic data and their offset table', '基本4情報とオフセット表'),
    requirement: requires(
      textFiles,
      'probe',
      'EF text/0002 is FF20 with DF21 to DF25; DF21 holds the offset of each tag byte from the start of the file.',
      'EF text/0002はFF20で、DF21からDF25を収める。DF21は各項目のタグの位置をファイル先頭から示す。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    secrets: ['text/pin'],
    rules: ['content/basic-data-offsets'],
    given: [verified('text/pin')],
    async run({ card, check, person }) {
      const file = await card.readFile(0x0002);
      const outer = readObject(file);
      const objects = readObjects(file.subarray(0, outer.end).subarray(outer.valueOffset));
      const tags = objects.map(({ tag }) => tag.toString(16)).join(' ');
      check.that(t('objects', '項目'), tags === 'df21 df22 df23 df24 df25', 'df21 df22 df23 df24 df25', tags);
      const [table, ...items] = objects;
      const offsets = items.map(({ offset }) => offset + outer.valueOffset);
      check.same(
        t('offset table', 'オフセット表'),
        table!.value,
        Uint8Array.from(offsets.flatMap((offset) => [offset >> 8, offset & 0xff])),
      );
      if (person !== undefined) {
        const [name, address, birth, sex] = items.map(({ value }) => bytesText(value));
        check.that(t('name', '氏名'), name === person.name, person.name, name ?? '');
        check.that(t('address', '住所'), address === person.address, person.address, address ?? '');
        check.that(t('sex', '性別'), sex === person.sex, person.sex, sex ?? '');
        if (person.birth !== undefined) {
          check.that(t('date of birth', '生年月日'), birth === person.birth, person.birth, birth ?? '');
        }
      }
    },
  }),
  defineCase({
    id: 'card/content/record-digests',
    title: t(
      'The integrity record covers number and basic data',
      '完全性レコードは個人番号と基本4情報を含む',
    ),
    requirement: requires(
      textFiles,
      'probe',
      'EF text/0003: DF31 is SHA-256 of the 17 bytes of EF 0001 with filler, DF32 that of EF 0002 after its offset table.',
      'EF text/0003のDF31はEF 0001の余白を含む17バイトの、DF32はEF 0002のオフセット表より後のSHA-256である。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    secrets: ['text/pin'],
    rules: ['content/record-digest-with-filler', 'content/record-digest-without-offsets'],
    given: [verified('text/pin')],
    async run({ card, check }) {
      await card.selectFile(0x0001);
      const number = (await card.require('00 b0 00 00 00')).data;
      const basic = readObject(await card.readFile(0x0002));
      const [table] = readObjects(basic.value);
      const record = readObjects(readObject(await card.readFile(0x0003)).value);
      const digest = (tag: number) => record.find((object) => object.tag === tag)?.value ?? hex('');
      check.same(t('digest of the number', '個人番号のダイジェスト'), digest(0xdf31), sha256(number));
      check.same(
        t('digest of the basic data', '基本4情報のダイジェスト'),
        digest(0xdf32),
        sha256(basic.value.subarray(table!.end)),
      );
    },
  }),
  defineCase({
    id: 'card/content/text-information',
    title: t('The text application describes itself', '券面事項入力補助のAP情報'),
    requirement: requires(
      textFiles,
      'probe',
      'EF text/0005 is free: FF40 with DF41 of 4, DF42 of 16 and DF43 of 128 bytes.',
      'EF text/0005は照合なしで読め、FF40に4バイトのDF41、16バイトのDF42、128バイトのDF43を収める。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    rules: ['read/extended-le'],
    given: [selected('text')],
    async run({ card, check }) {
      const objects = readObjects(readObject(await card.readFile(0x0005)).value);
      const shape = objects.map(({ tag, value }) => `${tag.toString(16)}:${value.length}`).join(' ');
      check.that(
        t('objects and lengths', '項目と長さ'),
        shape === 'df41:4 df42:16 df43:128',
        'df41:4 df42:16 df43:128',
        shape,
      );
    },
  }),
  defineCase({
    id: 'card/content/verify-value-survives-selection',
    title: t(
      'The number opens with the PIN given by short identifier',
      '短縮EF識別子で照合しても個人番号が読める',
    ),
    requirement: requires(
      'jpki-card 8',
      'probe',
      'VERIFY with P2=91 and READ BINARY of SFI 01 without any SELECT of an EF, as some clients send them, gives the record.',
      'EFのSELECTなしに、P2=91のVERIFYとSFI 01のREAD BINARYだけでレコードが得られる(この順で送るクライアントがある)。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    secrets: ['text/pin'],
    rules: ['verify/short-identifier'],
    given: [selected('text')],
    async run({ card, value }) {
      await card.expect(verifyCommand(value('text/pin'), 0x91), '9000');
      await card.expect('00 b0 81 00 00', `ff 10 0c ${'.. '.repeat(12)} ff ff 9000`);
      await card.expect('00 b0 82 00 02', 'ff 20 9000');
    },
  }),
];
