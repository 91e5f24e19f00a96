import {
  type CardProfile,
  cardProfiles,
  defaultLifecycleSwitches,
  lifecycleSwitchInfo,
  type PersonProfile,
  type PhoneProfile,
  personProfiles,
  phoneProfiles,
  type ReaderProfile,
  readerProfiles,
  valueSources,
} from '@kazashi/profiles';
import { worldEvents } from '../desk/world-events.ts';
import { rules } from '../rules/rule-set.ts';
import { testsOf } from '../rules/rule-tests.ts';
import type { Words } from './io.ts';

/** One row of `kazashi list`: an id, words for people, and for `--json` whatever else there is. */
export interface Listed {
  readonly id: string;
  readonly text: Words;
  readonly [more: string]: unknown;
}

type AnyProfile = CardProfile | PersonProfile | PhoneProfile | ReaderProfile;

const inferred = (profile: AnyProfile): readonly string[] =>
  valueSources(profile)
    .filter(({ basis }) => basis === 'inferred')
    .map(({ path }) => path);

const profiles = (known: ReadonlyMap<string, AnyProfile>): Listed[] =>
  [...known.values()].map((profile) => ({ ...profile, text: profile.title, inferred: inferred(profile) }));

/** What the simulator can list. */
export const listings: Readonly<Record<string, () => Listed[]>> = {
  cards: () => profiles(cardProfiles),
  persons: () => profiles(personProfiles),
  phones: () => profiles(phoneProfiles),
  readers: () => profiles(readerProfiles),
  events: () => worldEvents.map(({ type, text, fields }) => ({ id: type, text, fields })),
  switches: () =>
    lifecycleSwitchInfo.map(({ key, id, text }) => ({
      id: key,
      text,
      point: id,
      default: defaultLifecycleSwitches[key],
    })),
  rules: () =>
    rules.map((rule) => {
      const tests = testsOf(rule.id);
      return tests === undefined ? { ...rule } : { ...rule, tests };
    }),
};
