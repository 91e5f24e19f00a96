import { fromJst, toJst } from '../clock/calendar.ts';
import { tlv } from '../codec/ber-tlv.ts';
import { asciiBytes, concatBytes } from '../codec/hex.ts';
import { rsaKey, signSha256 } from '../pki/index.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { civilDigits, type PersonalisationFacts } from './personalisation-facts.ts';

const validYears = 5;
const reiwa = { digit: '5', yearBefore: 2018 };
const dayMs = 86_400_000;

/** Last day of a licence renewed when the card was issued: a month after the holder's birthday. */
function licenceExpiry({ birth, issued }: Pick<PersonalisationFacts, 'birth' | 'issued'>): string {
  const year = toJst(issued).year + validYears + (birth.month === 12 ? 1 : 0);
  const month = (birth.month % 12) + 1;
  const wanted = fromJst(year, month, birth.day);
  // The 31st of a shorter month is its last day.
  const last = fromJst(month === 12 ? year + 1 : year, (month % 12) + 1, 1) - dayMs;
  return civilDigits(toJst(Math.min(wanted, last)));
}

/**
 * EF 001B: empty objects that are for driving records, a number, the expiry. Only C2, C3 and C5 are known; C4 is
 * invented, and whatever follows on a real card is left out.
 * @see jpki-card reference, section 2.6
 */
export function licenceData(facts: PersonalisationFacts, rules: RuleSet): Uint8Array {
  const expiry = licenceExpiry(facts);
  const year = rules.holds('licence/expiry-in-era')
    ? Number(expiry.slice(0, 4)) - reiwa.yearBefore
    : expiry.slice(2, 4);
  const date = `${reiwa.digit}${String(year).padStart(2, '0')}${expiry.slice(4)}`;
  const empty = new Uint8Array(0);
  return concatBytes(
    ...(rules.holds('licence/empty-objects-first') ? [tlv(0xc2, empty), tlv(0xc3, empty)] : []),
    tlv(0xc4, asciiBytes(facts.personProfile.cardSerial.slice(-12))),
    tlv(0xc5, asciiBytes(date)),
  );
}

/** EF 001C. unverified: its content; here a signature over EF 001B as B1, where the licence card has its own. */
export const licenceSecurityData = (facts: PersonalisationFacts, rules: RuleSet): Uint8Array =>
  tlv(0xb1, signSha256(rsaKey('record-signer-visual'), licenceData(facts, rules)));
