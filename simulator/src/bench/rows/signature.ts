import { constants, generateKeyPairSync, privateEncrypt } from 'node:crypto';
import { startCard } from '../../start-card.ts';
import { digestInfo, selectJpki, selectKey, selectPin, sign, verifyRight } from '../commands.ts';
import type { BenchRow } from '../row.ts';
import { callsPerSecond, interleaved } from '../sampling.ts';

const rounds = 41;
const roundMs = 50;
const warmMs = 300;

export const signatureRow: BenchRow = {
  id: 'card/sign',
  title: { en: 'signature 80 2A, RSA-2048', ja: '署名 80 2A、RSA-2048' },
  unit: '/s',
  peer: { en: 'node:crypto with a KeyObject', ja: 'KeyObject を使う node:crypto' },
  goal: { of: 'ratio', bound: 'at-least', limit: 0.9 },
  async measure() {
    const card = await startCard();
    const session = card.activate();
    for (const command of [selectJpki, selectPin, verifyRight, selectKey]) session.transmit(command);
    const signOnCard = (): void => {
      if (session.transmit(sign).length !== 258) throw new Error('the card did not sign');
    };
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signBare = (): void => {
      privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, digestInfo);
    };
    const rate = (call: () => void) => (): number => callsPerSecond(call, 10, roundMs);
    callsPerSecond(signOnCard, 10, warmMs);
    callsPerSecond(signBare, 10, warmMs);
    const measurement = await interleaved(rounds, rate(signOnCard), rate(signBare));
    await card.close();
    return measurement;
  },
};
