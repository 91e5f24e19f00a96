import { bytesText, hex } from '../bytes/hex.ts';
import { aids, applicationNames } from './applications.ts';
import { type SecretName, secretNames, secrets } from './secret.ts';
import { statusWord } from './status-word.ts';
import type { SubjectFacts } from './subject.ts';

/** What the card's makers have left open, as most cards are taken to be. @see jpki-card reference, section 10 */
const usualOpenPoints = [
  'fci-df-name',
  'reselect-current-cleared',
  'query-when-verified-tries',
  'malformed-secret-counts',
  'certificate-filler-none',
  'absent-signature-reference-exists',
  'no-application-6986',
  'no-current-key-6986',
  'empty-name-issuer-security-domain',
  'next-occurrence-6a82',
  'unidentified-files-internal',
  'chaining-6884',
  'signature-extended-key-usage-none',
  'signature-input-length-6700',
  'signature-no-key-6986',
];

/** What is read from a subject of which no profile was given; everything else is assumed. */
export const readCapabilities: readonly string[] = [
  'contact',
  'contactless',
  ...applicationNames,
  'signature-certificate',
];

/** First 14 characters of EF 0006 by which a phone tells its platform. @see phone-wallet reference, 2 */
const phoneTokens: ReadonlyMap<string, string> = new Map([
  ['JPKIAPGPSETOKE', 'android'],
  ['JPKIAPIOSTOKEN', 'iphone'],
]);

/**
 * What a subject of which no profile was given can do: which applications it selects, whether it holds a
 * signature certificate, contact or contactless. Only SELECT and READ BINARY of a free file are sent.
 */
export async function discoverFacts(
  answerToReset: Uint8Array,
  transmit: (command: Uint8Array) => Promise<Uint8Array>,
): Promise<SubjectFacts> {
  const capabilities = new Set(['card', ...usualOpenPoints]);
  // PC/SC part 3: a contactless card without historical bytes of its own is shown as 3B 8n 80 01.
  const contactless = answerToReset[0] === 0x3b && answerToReset[2] === 0x80 && answerToReset[3] === 0x01;
  capabilities.add(contactless ? 'contactless' : 'contact');
  for (const name of applicationNames) {
    const aid = aids[name];
    const length = (aid.length / 2).toString(16).padStart(2, '0');
    const answer = await transmit(hex(`00 a4 04 0c ${length} ${aid}`));
    if (statusWord(answer) !== 0x9000) continue;
    capabilities.add(name);
    if (name !== 'jpki') continue;
    const present = await transmit(hex('00 b0 88 00 03'));
    if (statusWord(present) === 0x9000 && present[0] === 0x8f) capabilities.add('signature-certificate');
    const platform = phoneTokens.get(bytesText((await transmit(hex('00 b0 86 00 0f'))).subarray(0, 14)));
    if (platform === undefined) continue;
    capabilities.delete('card');
    for (const capability of ['phone', platform]) capabilities.add(capability);
  }
  const tries = Object.fromEntries(secretNames.map((name) => [name, secrets[name].tries]));
  return { profile: undefined, capabilities, tries: tries as Record<SecretName, number> };
}
