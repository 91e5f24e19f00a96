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

export const visualAid = hex('d3 92 10 00 31 00 01 01 04 02');

/** What the files hold. */
export interface VisualFiles {
  readonly ageRecord: () => Uint8Array;
  readonly cardFace: () => Uint8Array;
  readonly information: () => Uint8Array;
  readonly certificate: () => Uint8Array;
  readonly numberImage: () => Uint8Array;
}

export interface VisualContent extends VisualFiles {
  readonly key: CardKey;
  readonly birthKey: CardSecret;
  readonly numberA: CardSecret;
  readonly numberB: CardSecret;
  /** 0014 and 0015 answer retry queries; what they open is unknown. */
  readonly unidentified: readonly [CardSecret, CardSecret];
  readonly unidentifiedFiles: 'internal' | 'absent';
}

const birthKey = access.bit(0);
const numberB = access.bit(1);
const numberA = access.bit(2);
const unidentified = [access.bit(3), access.bit(4)] as const;

/** Card face verification (券面事項確認). @see jpki-card reference, section 2.3 */
export function visualApplication(content: VisualContent, rules: RuleSet): Application {
  const ageAccess =
    (rules.holds('visual/age-by-birth-key') ? birthKey : access.never) |
    (rules.holds('visual/age-not-by-numbers') ? 0 : numberA | numberB);
  const faceAccess =
    (rules.holds('visual/face-by-a') ? numberA : 0) |
    (rules.holds('visual/face-by-b') ? numberB : 0) |
    (rules.holds('visual/face-not-by-birth-key') ? 0 : birthKey);
  const numberImageAccess =
    (rules.holds('visual/number-image-by-a') ? numberA : access.never) |
    (rules.holds('visual/number-image-not-by-b') ? 0 : numberB | birthKey);
  const filler = rules.holds('visual/filler-file') ? 0xff : 0x00;
  const key: KeyFile = {
    kind: 'key',
    identifier: 0x1a,
    signAccess: rules.holds('visual/signs-without-secret') ? access.free : numberB,
    key: content.key,
    certificate: undefined,
  };
  const files: CardFile[] = [
    transparent(0x01, ageAccess, content.ageRecord),
    transparent(0x02, faceAccess, content.cardFace),
    transparent(0x03, rules.holds('visual/information-free') ? access.free : numberB, content.information),
    transparent(0x04, rules.holds('visual/certificate-free') ? access.free : numberB, content.certificate),
    transparent(0x05, numberImageAccess, content.numberImage),
    // unverified: who may read it.
    transparent(0x06, access.free, () => new Uint8Array(16).fill(filler)),
    { kind: 'secret', identifier: 0x11, secret: content.birthKey, opens: birthKey },
    { kind: 'secret', identifier: 0x12, secret: content.numberB, opens: numberB },
    { kind: 'secret', identifier: 0x13, secret: content.numberA, opens: numberA },
    key,
  ];
  if (content.unidentifiedFiles === 'internal') {
    files.push({ kind: 'internal', identifier: 0x10 });
    if (rules.holds('visual/internal-files')) {
      for (const identifier of [0x1c, 0x1e]) files.push({ kind: 'internal', identifier });
    }
    if (rules.holds('visual/unidentified-references')) {
      content.unidentified.forEach((secret, index) => {
        files.push({ kind: 'secret', identifier: 0x14 + index, secret, opens: unidentified[index]! });
      });
    }
  }
  return {
    name: 'visual',
    aid: visualAid,
    files: fileTable(files),
    change: rules.holds('visual/secrets-fixed') ? 'none' : 'change-reference-data',
    authenticateRefusal: { sw: SW.conditionsNotSatisfied, rule: 'visual/authenticate-refused' },
    defaultKey: rules.holds('visual/default-key') ? key : undefined,
  };
}
