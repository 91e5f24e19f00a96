import { commonAid } from '../applications/common.ts';
import { extendedLengthTestAid } from '../applications/extended-length-test.ts';
import { jpkiAid } from '../applications/jpki.ts';
import { jukiAid } from '../applications/juki.ts';
import { licenceAid } from '../applications/licence.ts';
import { textAid } from '../applications/text.ts';
import { visualAid } from '../applications/visual.ts';
import { toHex } from '../codec/hex.ts';

const applications = new Map<string, string>([
  [toHex(jpkiAid), 'JPKI'],
  [toHex(textAid), 'text'],
  [toHex(commonAid), 'common'],
  [toHex(jukiAid), 'juki'],
  [toHex(extendedLengthTestAid), 'extended-length-test'],
  [toHex(visualAid), 'visual'],
  [toHex(licenceAid), 'licence'],
  ['a0000001510000', 'issuer security domain'],
]);

export const applicationName = (aid: Uint8Array): string | undefined => applications.get(toHex(aid));

/** What the files hold, by application and identifier. @see jpki-card reference, section 2 */
const files: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  JPKI: {
    1: 'signature certificate',
    2: 'signature CA certificate',
    6: 'token information',
    8: 'certificate presence',
    10: 'user authentication certificate',
    11: 'user authentication CA certificate',
    23: 'user authentication key',
    24: 'user authentication PIN',
    26: 'signature key',
    27: 'signature password',
  },
  text: {
    1: 'individual number',
    2: 'basic data',
    3: 'integrity record',
    4: 'card-verifiable certificate',
    5: 'application information',
    6: 'session key',
    7: 'signed public key',
    17: 'PIN',
    18: 'reference issued blocked',
    19: 'record key',
    20: 'number A',
    21: 'number B',
  },
  common: { 1: 'card serial record', 2: 'key identifier', 25: 'internal key', 28: 'PIN' },
  juki: { 2: 'key identifier', 28: 'PIN' },
  visual: {
    1: 'age record',
    2: 'card face',
    3: 'application information',
    4: 'card-verifiable certificate',
    5: 'number image',
    17: 'birth key',
    18: 'number B',
    19: 'number A',
    26: 'record key',
  },
  licence: { 6: 'PIN', 26: 'PIN setting', 27: 'licence data', 28: 'security data' },
};

export function fileName(application: string | undefined, identifier: number): string {
  const name = application === undefined ? undefined : files[application]?.[identifier];
  const number = identifier.toString(16).padStart(4, '0').toUpperCase();
  return name === undefined ? number : `${number} ${name}`;
}
