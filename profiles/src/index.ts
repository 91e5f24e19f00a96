import type { CardProfile } from './card-profile.ts';
import cards from './compiled/cards.json' with { type: 'json' };
import lifecycleSwitches from './compiled/lifecycle-switches.json' with { type: 'json' };
import persons from './compiled/persons.json' with { type: 'json' };
import phones from './compiled/phones.json' with { type: 'json' };
import readers from './compiled/readers.json' with { type: 'json' };
import type { LifecycleSwitches } from './lifecycle-switches.ts';
import type { PersonProfile } from './person-profile.ts';
import type { PhoneProfile } from './phone-profile.ts';
import type { ReaderProfile } from './reader-profile.ts';

export type { CardBlocks } from './card-blocks.ts';
export type { CardProfile, CardSwitches } from './card-profile.ts';
export { ProfileError, type ProfileProblem, type ProfileProblemCode, ProfilesError } from './errors.ts';
export { birthDate, type CertificateText, type CivilDate, certificateText } from './holder.ts';
export { type LifecycleSwitchInfo, lifecycleSwitchInfo } from './lifecycle-switch-info.ts';
export type { LifecycleSwitches } from './lifecycle-switches.ts';
export type { PersonProfile } from './person-profile.ts';
export type { PhoneProfile } from './phone-profile.ts';
export type { ReaderField } from './reader-field.ts';
export type { ReaderProfile } from './reader-profile.ts';
export { unmeasuredBlocks, unmeasuredField } from './unmeasured.ts';
export { type Basis, type ValueSource, valueSources } from './value-sources.ts';

// The compiler has checked them against the schemas; what JSON's inferred type lacks is only the literals.
const byId = <T extends { readonly id: string }>(profiles: readonly T[]): ReadonlyMap<string, T> =>
  new Map(profiles.map((profile) => [profile.id, profile]));

/** Readers that come with kazashi, by id. */
export const readerProfiles: ReadonlyMap<string, ReaderProfile> = byId(readers as ReaderProfile[]);
/** Cards that come with kazashi, by id. */
export const cardProfiles: ReadonlyMap<string, CardProfile> = byId(cards as CardProfile[]);
/** Invented persons that come with kazashi, by id. */
export const personProfiles: ReadonlyMap<string, PersonProfile> = byId(persons as PersonProfile[]);
/** Phones that come with kazashi, by id. */
export const phoneProfiles: ReadonlyMap<string, PhoneProfile> = byId(phones as PhoneProfile[]);

/** Every lifecycle switch at its default. */
export const defaultLifecycleSwitches: LifecycleSwitches = lifecycleSwitches as LifecycleSwitches;
