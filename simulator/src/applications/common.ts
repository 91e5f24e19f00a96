import { tlv } from '../codec/ber-tlv.ts';
import { encodeCommonRecord } from '../codec/common-record.ts';
import { hex } from '../codec/hex.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { type Application, access, fileTable } from './card-file.ts';
import type { CardKey } from './card-key.ts';
import type { CardSecret } from './card-secret.ts';

export const commonAid = hex('d3 92 10 00 31 00 01 01 01 00');

export interface CommonContent {
  readonly cardSerial: string;
  readonly municipalityCode: string;
  /** YYYYMMDD. */
  readonly expiry: string;
  readonly keyIdentifier: Uint8Array;
  readonly internalKey: CardKey;
  readonly pin: CardSecret;
}

const pin = access.bit(0);

/** A key identifier as a record of simple TLV. unverified: its tag. */
export const keyIdentifierRecord = (keyIdentifier: Uint8Array): Uint8Array => tlv(0x01, keyIdentifier);

/** Common application (共通カードアプリケーション). @see jpki-card reference, section 2.4 */
export function commonApplication(content: CommonContent, rules: RuleSet): Application {
  const record = encodeCommonRecord(content.cardSerial, content.municipalityCode, content.expiry);
  const first = rules.holds('content/common-record') ? record : record.subarray(2);
  return {
    name: 'common',
    aid: commonAid,
    files: fileTable([
      { kind: 'record', identifier: 0x01, readAccess: access.free, records: [first] },
      {
        kind: 'record',
        identifier: 0x02,
        readAccess: access.free,
        records: [keyIdentifierRecord(content.keyIdentifier)],
      },
      {
        kind: 'key',
        identifier: 0x19,
        signAccess: access.never,
        key: content.internalKey,
        certificate: undefined,
      },
      { kind: 'secret', identifier: 0x1c, secret: content.pin, opens: pin },
      { kind: 'internal', identifier: 0x1e },
    ]),
    change: 'change-key',
    authenticateRefusal: undefined,
    defaultKey: undefined,
  };
}
