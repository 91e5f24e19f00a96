import type { PersonProfile } from './person-profile.ts';
import type { Scenario, ScenarioPerson } from './scenario.ts';

/** What a person of a scenario may have of his own, other than in the profile. */
export const ownKeys = ['name', 'birth', 'issuedDaysBefore', 'secrets'] as const;

/** The persons that a scenario starts with, in the order of their ids. */
export const personsOf = ({ start }: Pick<Scenario, 'start'>): readonly ScenarioPerson[] =>
  start.persons ?? [start];

/** The profile that a person of a scenario names, with what this one has of his own. */
export function ownProfile(profile: PersonProfile, own: Partial<ScenarioPerson>): PersonProfile {
  const { name = profile.name, birth, issuedDaysBefore = profile.issuedDaysBefore, secrets = {} } = own;
  const { ageYears: _age, ...dated } = profile;
  const chosen = Object.entries(secrets).filter(([, value]) => value !== undefined);
  return {
    ...(birth === undefined ? profile : { ...dated, birth }),
    name,
    issuedDaysBefore,
    secrets: { ...profile.secrets, ...Object.fromEntries(chosen) },
  };
}
