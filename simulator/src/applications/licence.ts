import { tlv } from '../codec/ber-tlv.ts';
import { hex } from '../codec/hex.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { type Application, access, fileTable, transparent } from './card-file.ts';
import type { CardSecret } from './card-secret.ts';

/** The instance; load file (…31 04…) and module (…31 05…) cannot be selected. */
export const licenceAid = hex('a0 00 00 02 31 06 00 00 00 00 00 00 00 00 00 00');
/** The load file, for a card that lets it be selected. */
export const licenceLoadFileAid = hex('a0 00 00 02 31 04 00 00 00 00 00 00 00 00 00 00');

export interface LicenceContent {
  readonly licenceData: () => Uint8Array;
  readonly securityData: () => Uint8Array;
  readonly pin: CardSecret;
}

const pin = access.bit(0);
const pinSetting = 0xc1;

/** Driving licence (マイナ免許証), on cards whose holder had it added. @see jpki-card reference, section 2.6 */
export function licenceApplication(content: LicenceContent, rules: RuleSet): Application {
  const set = rules.holds('licence/setting-tells') ? 0x01 : 0x00;
  return {
    name: 'licence',
    aid: licenceAid,
    files: fileTable([
      {
        kind: 'secret',
        identifier: rules.holds('licence/pin-at-0006') ? 0x06 : 0x02,
        secret: content.pin,
        opens: pin,
      },
      transparent(0x1a, rules.holds('licence/setting-free') ? access.free : pin, () =>
        tlv(pinSetting, Uint8Array.of(set)),
      ),
      transparent(0x1b, rules.holds('licence/data-guarded') ? pin : access.free, content.licenceData),
      // unverified: who may read it.
      transparent(
        0x1c,
        rules.holds('licence/security-data-guarded') ? pin : access.free,
        content.securityData,
      ),
    ]),
    change: rules.holds('licence/pin-fixed') ? 'none' : 'change-reference-data',
    authenticateRefusal: undefined,
    defaultKey: undefined,
    // unverified: that a blocked PIN locks the application.
    locked: () => content.pin.blocked,
  };
}
