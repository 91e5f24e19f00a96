import {
  CardSecret,
  digitsOf,
  fourDigits,
  type SecretFormat,
  signaturePassword,
} from '../applications/card-secret.ts';
import { SimulatorError } from '../errors.ts';
import type { MachineRecord } from '../lifecycle/machine-instance.ts';
import { secretInstance } from '../lifecycle/machine-kinds.ts';
import type { SecretPolicy, SecretReset } from '../lifecycle/secret.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { Json } from '../store/store.ts';
import { birthKey, civilDigits, numberB, type PersonalisationFacts } from './personalisation-facts.ts';

/** The secrets of a card, by `application/name`. */
export const secretIds = [
  'jpki/authentication',
  'jpki/signature',
  'jpki/unidentified',
  'text/pin',
  'text/issued-blocked',
  'text/number-a',
  'text/number-b',
  'visual/birth',
  'visual/number-a',
  'visual/number-b',
  'common/pin',
  'juki/pin',
] as const;
/** Secrets that no desk of the municipality knows, on cards that have the application. */
const otherSecretIds = ['visual/unidentified-0014', 'visual/unidentified-0015', 'licence/pin'] as const;
export type SecretId = (typeof secretIds)[number] | (typeof otherSecretIds)[number];

const kioskSecrets: ReadonlySet<SecretId> = new Set(['jpki/authentication', 'jpki/signature']);
const policies = new Map<string, SecretPolicy>();

/** One policy object for all secrets alike, so that their machines share a first snapshot. */
function policy(
  maxTries: number,
  initialTries: number,
  resetBy: readonly SecretReset[],
  resetTries: number,
): SecretPolicy {
  const id = `${maxTries} ${initialTries} ${resetBy.join()} ${resetTries}`;
  let known = policies.get(id);
  if (known === undefined) {
    known = { maxTries, initialTries, resetBy, resetTries };
    policies.set(id, known);
  }
  return known;
}

interface Definition {
  readonly format: SecretFormat;
  readonly value: string | undefined;
  readonly tries: number;
  readonly initialTries?: number;
}

function definitions(facts: PersonalisationFacts, rules: RuleSet): Readonly<Record<SecretId, Definition>> {
  const { tries } = facts.cardProfile;
  const { secrets, individualNumber } = facts.personProfile;
  return {
    'jpki/authentication': { format: fourDigits, value: secrets.authentication, tries: tries.authentication },
    'jpki/signature': {
      format: signaturePassword,
      value: facts.signature === null ? undefined : secrets.signature,
      tries: tries.signature,
    },
    'jpki/unidentified': { format: fourDigits, value: undefined, tries: 3 },
    'text/pin': { format: fourDigits, value: secrets.text, tries: tries.text },
    'text/issued-blocked': {
      format: fourDigits,
      value: undefined,
      tries: 3,
      ...(rules.holds('verify/issued-blocked') ? { initialTries: 0 } : {}),
    },
    'text/number-a': { format: digitsOf(12), value: individualNumber, tries: tries.numberA },
    'text/number-b': { format: digitsOf(14), value: numberB(facts), tries: tries.numberB },
    'visual/birth': {
      format: digitsOf(6),
      value: rules.holds('visual/birth-key-era') ? birthKey(facts) : civilDigits(facts.birth).slice(2),
      tries: tries.visualBirth,
    },
    'visual/number-a': { format: digitsOf(12), value: individualNumber, tries: tries.visualNumberA },
    'visual/number-b': { format: digitsOf(14), value: numberB(facts), tries: tries.visualNumberB },
    'visual/unidentified-0014': { format: fourDigits, value: undefined, tries: 3 },
    'visual/unidentified-0015': { format: fourDigits, value: undefined, tries: 3 },
    'licence/pin': {
      format: fourDigits,
      value: secrets.licence ?? secrets.card,
      tries: rules.holds('licence/pin-ten-tries') ? (tries.licence ?? 10) : 3,
    },
    'common/pin': { format: fourDigits, value: secrets.card, tries: tries.card },
    'juki/pin': { format: fourDigits, value: secrets.card, tries: tries.card },
  };
}

/** Makes the secrets of a card, with the counters and values that were stored. */
export function cardSecrets(
  cardId: string,
  facts: PersonalisationFacts,
  rules: RuleSet,
): ReadonlyMap<string, CardSecret> {
  const kioskResetsAny = !rules.holds('desk/kiosk-resets-jpki-only');
  const resetsAll = rules.holds('desk/counter-resets-any');
  const defined = definitions(facts, rules);
  const { applications } = facts.cardProfile;
  const others = otherSecretIds.filter((id) => applications.some((name) => id.startsWith(`${name}/`)));
  return new Map(
    [...secretIds, ...others].map((id) => {
      const { format, value, tries, initialTries = tries } = defined[id];
      const resetBy: SecretReset[] =
        kioskResetsAny || kioskSecrets.has(id) ? ['counter', 'kiosk'] : ['counter'];
      const counter = secretInstance(
        `card/${cardId}/secret/${id}`,
        policy(tries, initialTries, resetBy, resetsAll ? tries : 1),
      );
      return [id, new CardSecret(id, format, counter, `card/${cardId}/value/${id}`, value)];
    }),
  );
}

/** A value as it is stored: one character for each byte, whatever the byte, since a broken rule takes any. */
export const storedValue = (value: Uint8Array): string =>
  Array.from(value, (byte) => String.fromCharCode(byte)).join('');
const bytesOfValue = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Puts a secret back to what is stored of it, or to how it was issued. */
export function restoreSecret(secret: CardSecret, entries: ReadonlyMap<string, Json>): void {
  const record = entries.get(secret.counter.key) as MachineRecord | undefined;
  const tries = record?.context?.triesLeft;
  if (
    record !== undefined &&
    !(Number.isInteger(tries) && Number(tries) >= 0 && Number(tries) <= secret.maxTries)
  ) {
    throw new SimulatorError(
      'machine/record',
      `${secret.counter.key}: ${tries} of ${secret.maxTries} tries left`,
    );
  }
  secret.counter.restore(record, secret.counter.snapshot.context.policy);
  const value = entries.get(secret.valueKey) ?? secret.personalised;
  secret.value = typeof value === 'string' ? bytesOfValue(value) : undefined;
}
