import { tlv } from '../codec/ber-tlv.ts';
import { hex } from '../codec/hex.ts';
import { SW } from '../codec/status-words.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import {
  type Application,
  access,
  type CardFile,
  fileTable,
  type KeyFile,
  transparent,
} from './card-file.ts';
import type { CardKey } from './card-key.ts';
import type { CardSecret } from './card-secret.ts';

export const textAid = hex('d3 92 10 00 31 00 01 01 04 08');

export interface TextContent {
  readonly individualNumber: () => Uint8Array;
  readonly basicData: () => Uint8Array;
  readonly integrityRecord: () => Uint8Array;
  readonly certificate: () => Uint8Array;
  readonly keyIdentifier: Uint8Array;
  readonly sessionKey: () => Uint8Array;
  readonly signedPublicKey: () => Uint8Array;
  readonly key: CardKey;
  /** The private half of EF 0006. */
  readonly sessionPrivateKey: CardKey;
  readonly pin: CardSecret;
  readonly issuedBlocked: CardSecret;
  readonly numberA: CardSecret;
  readonly numberB: CardSecret;
  readonly unidentifiedFiles: 'internal' | 'absent';
}

const pin = access.bit(0);
const numberA = access.bit(1);
const numberB = access.bit(2);
const issuedBlocked = access.bit(3);

/** EF 0005: version, key identifier, 128 bytes of which 32 are of unknown meaning. */
function applicationInfo(keyIdentifier: Uint8Array): Uint8Array {
  const unknown = new Uint8Array(128).fill(0xff);
  unknown.fill(0x00, 0, 32);
  return tlv(0xff40, tlv(0xdf41, hex('01 03 0e 01')), tlv(0xdf42, keyIdentifier), tlv(0xdf43, unknown));
}

/** Card face input assistance (券面事項入力補助). @see jpki-card reference, section 2.2 */
export function textApplication(content: TextContent, rules: RuleSet): Application {
  const numberAccess =
    pin |
    (rules.holds('content/number-by-pin-or-a') ? numberA : 0) |
    (rules.holds('content/number-not-by-b') ? 0 : numberB);
  const basicDataAccess =
    pin |
    (rules.holds('content/basic-data-by-b') ? numberB : 0) |
    (rules.holds('content/basic-data-not-by-a') ? 0 : numberA);
  const any = pin | numberA | numberB;
  const key: KeyFile = {
    kind: 'key',
    identifier: 0x13,
    signAccess: access.free,
    key: content.key,
    certificate: undefined,
  };
  const files: CardFile[] = [
    transparent(0x01, numberAccess, content.individualNumber),
    transparent(0x02, basicDataAccess, content.basicData),
    transparent(0x03, any, content.integrityRecord),
    transparent(0x04, access.free, content.certificate),
    transparent(0x05, access.free, () => applicationInfo(content.keyIdentifier)),
    transparent(0x06, any, content.sessionKey),
    transparent(0x07, any, content.signedPublicKey),
    // unverified: who may read it.
    transparent(0x08, access.free, () => new Uint8Array(16).fill(0xff)),
    { kind: 'secret', identifier: 0x11, secret: content.pin, opens: pin },
    { kind: 'secret', identifier: 0x12, secret: content.issuedBlocked, opens: issuedBlocked },
    key,
    { kind: 'secret', identifier: 0x14, secret: content.numberA, opens: numberA },
    { kind: 'secret', identifier: 0x15, secret: content.numberB, opens: numberB },
  ];
  if (content.unidentifiedFiles === 'internal') {
    for (const identifier of [0x10, 0x1c, 0x1e]) files.push({ kind: 'internal', identifier });
  }
  return {
    name: 'text',
    aid: textAid,
    files: fileTable(files),
    change: 'change-reference-data',
    authenticateRefusal: { sw: SW.conditionsNotSatisfied, rule: 'other/authenticate-not-with-record-keys' },
    defaultKey: key,
    keyDelivery: {
      access:
        (rules.holds('messaging/key-needs-pin') ? pin : access.free) |
        (rules.holds('messaging/key-not-by-numbers') ? 0 : numberA | numberB),
      key: content.sessionPrivateKey,
    },
  };
}
