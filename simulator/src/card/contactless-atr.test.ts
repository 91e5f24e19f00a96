import { cardProfiles } from '@kazashi/profiles';
import { expect, test } from 'vitest';
import { hex, toHex } from '../codec/hex.ts';
import { contactlessAtr } from './contactless-atr.ts';

test.each([...cardProfiles.values()].filter(({ atqb }) => atqb !== undefined).map((card) => [card.id, card]))(
  'the ATR of %s is what its ATQB makes',
  (_, { atqb, atr }) => {
    const { applicationData, protocolInfo, mbli } = atqb!;
    const made = contactlessAtr({
      modulation: 'B',
      applicationData: hex(applicationData),
      protocolInfo: hex(protocolInfo),
      mbli,
      pupi: 'random',
    });
    expect(toHex(made)).toBe(toHex(hex(atr)));
  },
);

test.each([
  ['no historical bytes', '05 78 80 70 02', '3b80800101'],
  ['two of them', '07 78 80 70 02 4b 5a', '3b8280014b5a12'],
  ['no interface bytes either', '03 08 4b', '3b8180014b4b'],
  ['nothing but its length', '01', '3b80800101'],
])('an ATS with %s', (_, ats, atr) => {
  const made = contactlessAtr({
    modulation: 'A',
    uid: 'random',
    atqa: hex('04 00'),
    sak: 0x20,
    ats: hex(ats),
  });
  expect(toHex(made)).toBe(atr);
});
