import { verify, X509Certificate } from 'node:crypto';
import { bytesText, concat, hex } from '../../bytes/hex.ts';
import { announcedLength } from '../../bytes/tlv.ts';
import { type CaseDefinition, defineCase } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { t } from '../support/bilingual.ts';
import { authentication, phoneLifeCase, signatureAnswer, signCommand } from '../support/phone-case.ts';
import { requires } from '../support/requirement.ts';
import { verifyCommand } from '../support/verify-command.ts';

const clause = 'jpki-card 8, client × APDU sequence';
const jpki = '00 a4 04 0c 0a d392f000260100000001';
const file = (identifier: string): string => `00 a4 02 0c 02 ${identifier}`;
const query = '00 20 00 80';
const message = new TextEncoder().encode('TEST');

/** The three tokens there are, and what holds one. */
const tokens = {
  plastic: { label: 'JPKIAPICCTOKEN2', appliesTo: 'jpki & !phone', title: ['the card', 'カード'] },
  android: {
    label: 'JPKIAPGPSETOKEN',
    appliesTo: 'phone & android & !pre-verified',
    title: ['an Android phone', 'Android'],
  },
  iphone: {
    label: 'JPKIAPIOSTOKEN',
    appliesTo: 'phone & iphone & pre-verified',
    title: ['an iPhone', 'iPhone'],
  },
} as const;
type Token = keyof typeof tokens;

/** Reads the current file as the client does: its first bytes, then the rest by the length they tell. */
async function readRest({ card }: CaseContext, head: number): Promise<X509Certificate> {
  const first = await card.expect(Uint8Array.from([0x00, 0xb0, 0, 0, head]), '30 82 * 9000');
  const length = announcedLength(first.data);
  const parts = [first.data];
  for (let at = first.data.length; at < length; ) {
    const le = Math.min(256, length - at);
    const { data } = await card.expect(
      Uint8Array.from([0x00, 0xb0, at >> 8, at & 0xff, le & 0xff]),
      '* 9000',
    );
    parts.push(data);
    at += data.length;
  }
  return new X509Certificate(concat(...parts));
}

async function signsFor({ card, check }: CaseContext, certificate: X509Certificate): Promise<void> {
  await card.expect(file('0017'), '9000');
  const { data } = await card.expect(signCommand, signatureAnswer);
  const holds = verify('sha256', message, certificate.publicKey, data);
  check.that(t('signature and certificate', '署名と証明書'), holds, 'belong together', 'do not');
}

/** What jpki/myna sends: the token first, and the PIN before the certificate for Android's token alone. */
const myna = (token: Token): CaseDefinition =>
  defineCase({
    id: `${token === 'plastic' ? 'card' : 'phone'}/sequence/myna-${token}`,
    title: t(
      `The sequence of jpki/myna reads and signs with ${tokens[token].title[0]}`,
      `jpki/mynaの手順で${tokens[token].title[1]}の証明書を読み、署名できる`,
    ),
    requirement: requires(
      clause,
      'probe',
      `EF 0006 tells ${tokens[token].label}; ${
        token === 'android'
          ? 'for this token VERIFY comes before EF 000A is read'
          : 'EF 000A is read without VERIFY'
      }, in pieces by its length; key 0017 signs after VERIFY.`,
      `EF 0006は${tokens[token].label}を示す。${
        token === 'android' ? 'このトークンでは照合の後に' : '照合なしで'
      }EF 000Aを長さに従って分割して読み、照合の後に鍵0017で署名する。`,
    ),
    level: 'card',
    appliesTo: tokens[token].appliesTo,
    cost: 'none',
    secrets: [authentication],
    rules:
      token === 'plastic'
        ? ['content/token-label', 'content/authentication-certificate-free']
        : token === 'android'
          ? ['phone/token-label']
          : ['phone/token-label', 'phone/biometrics-before-tap'],
    async run(context) {
      const { card, check, value } = context;
      await card.expect(jpki, '9000');
      await card.expect(file('0006'), '9000');
      const { data } = await card.expect('00 b0 00 00 20', '* 9000');
      const told = bytesText(data).trimEnd();
      check.that(t('token', 'トークン'), told === tokens[token].label, tokens[token].label, told);
      const pin = async (): Promise<void> => {
        await card.expect(file('0018'), '9000');
        await card.expect(verifyCommand(value(authentication)), '9000');
      };
      if (token === 'android') await pin();
      await card.expect(file('000a'), '9000');
      const certificate = await readRest(context, 7);
      if (token !== 'android') await pin();
      await signsFor(context, certificate);
    },
  });

/** What OpenSC sends: it asks both counters, then reads EF 000A before anybody is asked for a PIN. */
const opensc = (token: Token): CaseDefinition =>
  defineCase({
    id: `${token === 'plastic' ? 'card' : 'phone'}/sequence/opensc-${token}`,
    title: t(
      `The sequence of OpenSC with ${tokens[token].title[0]}`,
      `OpenSCの手順(${tokens[token].title[1]})`,
    ),
    requirement: requires(
      clause,
      'probe',
      token === 'android'
        ? 'OpenSC reads EF 000A before any VERIFY: an Android phone answers 6982, and gives it after the PIN.'
        : 'OpenSC reads EF 000A before any VERIFY: it is given, and key 0017 signs after the PIN.',
      token === 'android'
        ? 'OpenSCは照合の前にEF 000Aを読む。Androidは6982を返し、暗証番号の照合後に読める。'
        : 'OpenSCは照合の前にEF 000Aを読む。証明書が読め、照合の後に鍵0017で署名できる。',
    ),
    level: 'card',
    appliesTo: tokens[token].appliesTo,
    cost: 'none',
    secrets: [authentication],
    ...(token === 'android' ? { cause: 'read/access-condition' } : {}),
    rules:
      token === 'plastic'
        ? ['content/authentication-certificate-free']
        : token === 'android'
          ? ['phone/authentication-certificate-guarded']
          : ['phone/biometrics-before-tap'],
    async run(context) {
      const { card, value } = context;
      await card.expect(jpki, '9000');
      await card.expect(jpki, '9000');
      for (const reference of ['0018', '001b']) {
        await card.expect(file(reference), '9000 | 6a82');
        await card.send(query);
      }
      const pin = async (): Promise<void> => {
        await card.expect(file('0018'), '9000');
        await card.expect(verifyCommand(value(authentication)), '9000');
      };
      await card.expect(file('000a'), '9000');
      if (token === 'android') {
        const meet = async (): Promise<void> => {
          await pin();
          await card.expect(file('000a'), '9000');
        };
        await card.refused('00 b0 00 00 04', '6982', { meet });
        await meet();
      }
      const certificate = await readRest(context, 4);
      await pin();
      await signsFor(context, certificate);
    },
  });

export const cardSequenceCases = [myna('plastic'), opensc('plastic')];

export const phoneSequenceCases = [
  ...(['android', 'iphone'] as const).flatMap((token) => [myna(token), opensc(token)]),
  phoneLifeCase({
    id: 'sequence/myna-iphone-without-biometrics',
    title: t(
      'The sequence of jpki/myna fails on an iPhone without biometrics',
      '生体認証のないiPhoneではjpki/mynaの手順が失敗する',
    ),
    requirement: requires(
      'phone-wallet 2',
      'inferred',
      'jpki/myna asks for the PIN before EF 000A with the token of Android alone: where no biometrics came before, an iPhone answers 6982.',
      'jpki/mynaはAndroidのトークンのときだけEF 000Aの前に照合する。生体認証が済んでいないiPhoneは6982を返す。',
    ),
    appliesTo: 'iphone & pre-verified',
    secrets: [authentication],
    cause: 'read/access-condition',
    rules: ['phone/authentication-certificate-guarded'],
    async run(life) {
      const { card, value } = life.context;
      await life.need('holder.setLock', { phone: '1', lock: 'screenLock' });
      await card.reset();
      await card.expect(jpki, '9000');
      await card.expect(file('000a'), '9000');
      await card.refused('00 b0 00 00 07', '6982');
      await card.expect(file('0018'), '9000');
      await card.expect(verifyCommand(value(authentication)), '9000');
      await card.expect(file('000a'), '9000');
      await card.expect(hex('00 b0 00 00 07'), '30 82 * 9000');
    },
  }),
];
