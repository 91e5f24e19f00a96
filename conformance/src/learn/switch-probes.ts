import { X509Certificate } from 'node:crypto';
import type { CardSwitches } from '@kazashi/profiles';
import { textBytes, toHex } from '../bytes/hex.ts';
import { announcedLength } from '../bytes/tlv.ts';
import { aids } from '../engine/applications.ts';
import { secrets } from '../engine/secret.ts';
import { verifyText } from './learning-card.ts';
import { byStatus, type Finding, found, type Probe, statusText, unknown } from './probe.ts';

const jpki = `0a ${aids.jpki}`;
const emailProtection = '1.3.6.1.5.5.7.3.4';
/** EFs of the JPKI application that exist with an unknown purpose. */
const unidentified = [0x0005, 0x0009, 0x0019, 0x001c, 0x001e];
const authentication = 'jpki/authentication';
const noSecret = unknown('the user authentication PIN was not taken');

/** The bytes behind the authentication certificate in its file: how many, when all of them are FF. */
async function filler(send: (command: string) => Promise<{ statusWord: number; data: Uint8Array }>) {
  const head = await send('00 b0 8a 00 07');
  if (head.statusWord !== 0x9000 || head.data.length < 4) return undefined;
  const length = announcedLength(head.data);
  let end = length;
  for (;;) {
    const { statusWord, data } = await send(`00 b0 ${end.toString(16).padStart(4, '0')} 00`);
    if (statusWord !== 0x9000 || data.length === 0) return { length, end };
    if (data.some((byte) => byte !== 0xff)) return undefined;
    end += data.length;
  }
}

/**
 * How each open point of a card profile is found out.
 * @see jpki-card reference, section 10
 */
export const switchProbes: { readonly [K in keyof CardSwitches]: Probe<CardSwitches[K]> } = {
  fci: {
    needs: 'nothing',
    async run({ send }) {
      const { data, statusWord } = await send(`00 a4 04 00 ${jpki} 00`);
      const what = 'SELECT by name with P2=00';
      if (statusWord !== 0x9000) return unknown(`${what} was refused`);
      if (data.length === 0) return found('none', what);
      if (toHex(data).startsWith('6f') && toHex(data).includes(`84${jpki.replace(' ', '')}`)) {
        return found('df-name', what);
      }
      return unknown(`${what} was answered with another template`);
    },
  },
  reselectCurrent: {
    needs: 'secret',
    async run({ send, verify, select, selectFile }) {
      if (!(await verify(authentication))) return noSecret;
      await select('jpki');
      await selectFile(0x0017);
      const answer = await send('80 2a 00 80 05 54 45 53 54 21 00');
      return byStatus(
        answer,
        { 6982: 'cleared', 9000: 'kept' },
        'a signature after SELECT of the current application',
      );
    },
  },
  queryWhenVerified: {
    needs: 'secret',
    async run({ send, verify }) {
      if (!(await verify(authentication))) return noSecret;
      return byStatus(
        await send('00 20 00 80'),
        { '63c': 'tries', 9000: 'success' },
        'an empty VERIFY when verified',
      );
    },
  },
  malformedSecret: {
    needs: 'try',
    async run({ send, select, selectFile }) {
      await select('jpki');
      await selectFile(secrets[authentication].file);
      // A value that is five digits long is not the right one of any card.
      const answer = await send(verifyText(textBytes('12345')));
      return byStatus(answer, { '63c': 'counts', 6700: 'wrong-length' }, 'VERIFY of a PIN of five digits');
    },
  },
  certificateFiller: {
    needs: 'nothing',
    async run({ select, send }) {
      await select('jpki');
      const read = await filler(send);
      if (read === undefined) return unknown('what follows the certificate is neither the end nor FF');
      return found(read.end === read.length ? 'none' : 'ff', 'the file of the authentication certificate');
    },
  },
  certificateFileLength: {
    needs: 'nothing',
    async run({ select, send }) {
      await select('jpki');
      const read = await filler(send);
      if (read === undefined || read.end === read.length) return unknown('the file has no filler');
      if (read.end < 1600 || read.end > 32_767) {
        return unknown(`the file has ${read.end} bytes, for which a profile has no value`);
      }
      return found(read.end, 'the file of the authentication certificate');
    },
  },
  absentSignature: {
    needs: 'nothing',
    async run({ select, selectFile, holdsSignatureCertificate }) {
      if (holdsSignatureCertificate) return unknown('the card holds a signature certificate');
      await select('jpki');
      const statusWord = await selectFile(secrets['jpki/signature'].file);
      return byStatus(
        { statusWord },
        { 9000: 'reference-exists', '6a82': 'reference-absent' },
        'SELECT of the password of a card without signature certificate',
      );
    },
  },
  noApplication: {
    needs: 'nothing',
    async run({ selectFile }) {
      const statusWord = await selectFile(0x0001);
      return byStatus(
        { statusWord },
        { 6986: '6986', '6a82': '6a82', '6a88': '6a88' },
        'SELECT of an EF after reset',
      );
    },
  },
  noCurrentKey: {
    needs: 'nothing',
    async run({ select, send }) {
      await select('jpki');
      return byStatus(
        await send('00 20 00 80'),
        { 6986: '6986', '6a88': '6a88' },
        'an empty VERIFY with no current EF',
      );
    },
  },
  emptyName: {
    needs: 'nothing',
    async run({ select, send }) {
      await select('jpki');
      return byStatus(
        await send('00 a4 04 00 00'),
        { 9000: 'issuer-security-domain', '6a82': '6a82' },
        'SELECT by the empty name',
      );
    },
  },
  nextOccurrence: {
    needs: 'nothing',
    async run({ select, send }) {
      await select('jpki');
      return byStatus(
        await send(`00 a4 04 02 ${jpki} 00`),
        { '6a82': '6a82', '6a86': '6a86' },
        'SELECT with P2=02',
      );
    },
  },
  unidentifiedFiles: {
    needs: 'nothing',
    async run({ select, selectFile }) {
      await select('jpki');
      const words = new Set<number>();
      for (const file of unidentified) words.add(await selectFile(file));
      const what = 'SELECT of EF 0005, 0009, 0019, 001C and 001E';
      if (words.size > 1) return unknown(`${what} is answered differently, for which a profile has no value`);
      return byStatus({ statusWord: [...words][0]! }, { 9000: 'internal', '6a82': 'absent' }, what);
    },
  },
  chaining: {
    needs: 'nothing',
    async run({ send }) {
      const [first, rest] = [aids.jpki.slice(0, 10), aids.jpki.slice(10)];
      const begun = await send(`10 a4 04 0c 05 ${first}`);
      const what = 'SELECT in two parts';
      if (statusText(begun) === '6884') return found('6884', what);
      const ended = await send(`00 a4 04 0c 05 ${rest}`);
      if (statusText(begun) === '9000' && statusText(ended) === '9000') return found('accepted', what);
      return unknown(
        `${what} was answered ${statusText(begun)} and ${statusText(ended)}, for which a profile has no value`,
      );
    },
  },
  signatureExtendedKeyUsage: {
    needs: 'secret',
    async run(card): Promise<Finding<CardSwitches['signatureExtendedKeyUsage']>> {
      if (!card.holdsSignatureCertificate) return unknown('the card holds no signature certificate');
      if (!(await card.verify('jpki/signature'))) return unknown('the signature password was not taken');
      const { data: head } = await card.send('00 b0 81 00 04');
      const length = announcedLength(head);
      const { data } = await card.send(`00 b0 00 00 00 ${length.toString(16).padStart(4, '0')}`);
      const usages = new X509Certificate(data).keyUsage as readonly string[] | undefined;
      const what = 'the signature certificate';
      if (usages === undefined) return found('none', what);
      if (usages.includes(emailProtection)) return found('email-protection', what);
      return unknown(`${what} has another extended key usage`);
    },
  },
  signatureInputLength: {
    needs: 'secret',
    async run({ send, verify }) {
      if (!(await verify(authentication))) return noSecret;
      const tooLong = toHex(new Uint8Array(246).fill(0x5a));
      return byStatus(
        await send(`80 2a 00 97 f6 ${tooLong} 00`),
        { 6700: '6700', 6985: '6985' },
        'a signature over 246 bytes',
      );
    },
  },
  signatureNoKey: {
    needs: 'nothing',
    async run({ select, send }) {
      await select('jpki');
      return byStatus(
        await send(`80 2a 00 80 01 5a 00`),
        { 6986: '6986', '6a88': '6a88' },
        'a signature with no current EF',
      );
    },
  },
};
