import { hex } from '../codec/hex.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { type Application, access, fileTable } from './card-file.ts';
import type { CardSecret } from './card-secret.ts';
import { keyIdentifierRecord } from './common.ts';

export const jukiAid = hex('d3 92 10 00 31 00 01 01 04 01');

export interface JukiContent {
  readonly keyIdentifier: Uint8Array;
  readonly pin: CardSecret;
}

/** Basic resident register (住民基本台帳, juki). @see jpki-card reference, section 2.4 */
export function jukiApplication(content: JukiContent, rules: RuleSet): Application {
  const identifier = rules.holds('content/key-identifier-shared')
    ? content.keyIdentifier
    : content.keyIdentifier.toReversed();
  return {
    name: 'juki',
    aid: jukiAid,
    files: fileTable([
      {
        kind: 'record',
        identifier: 0x02,
        readAccess: access.free,
        records: [keyIdentifierRecord(identifier)],
      },
      { kind: 'secret', identifier: 0x1c, secret: content.pin, opens: access.bit(0) },
    ]),
    change: 'change-key',
    authenticateRefusal: undefined,
    defaultKey: undefined,
    keyDelivery: rules.holds('messaging/key-closed') ? { access: access.never } : undefined,
  };
}
