import type { CardProfile } from './card-profile.ts';
import { type ProfileKind, profileJsonSchema, profileSchemas } from './json-schemas.ts';
import { nearest } from './nearest.ts';
import type { PersonProfile } from './person-profile.ts';
import type { PhoneProfile } from './phone-profile.ts';
import type { ReaderProfile } from './reader-profile.ts';
import { schemaFaults } from './schema-faults.ts';
import { coveringPath, leafValues } from './value-sources.ts';
import { type Fault, readYaml } from './yaml-source.ts';

export { ProfileError, type ProfileProblem, type ProfileProblemCode, ProfilesError } from './errors.ts';
export { profileJsonSchema, profileSchemas } from './json-schemas.ts';
export { lifecycleSwitchesSchema } from './lifecycle-switches.ts';
export { parseLifecycleSwitches } from './parse-switches.ts';
export { ownFaults, parseScenario } from './scenario-parse.ts';

export type Profile = ReaderProfile | CardProfile | PersonProfile | PhoneProfile;

/**
 * Reads one profile: YAML, then its schema, then the rule that every value has a source. Throws ProfileError
 * with the file, line and column of every fault.
 */
export function parseProfile(yamlText: string, fileName: string): Profile {
  const source = readYaml(yamlText, fileName);
  const { profile, faults } = check(source.content);
  source.refuse(faults);
  return profile!;
}

/** The profile that the content is, or its faults. */
function check(content: unknown): { readonly profile?: Profile; readonly faults: readonly Fault[] } {
  const kind: unknown =
    typeof content === 'object' && content !== null && 'kind' in content ? content.kind : undefined;
  if (!isProfileKind(kind)) {
    const kinds = Object.keys(profileSchemas);
    const hint = typeof kind === 'string' ? `; nearest known kind "${nearest(kind, kinds)}"` : '';
    const message = kind === undefined ? 'no "kind"' : `unknown kind ${JSON.stringify(kind)}${hint}`;
    return { faults: [['profile/kind', ['kind'], `${message}; one of ${kinds.join(', ')}`]] };
  }
  const result = profileSchemas[kind].safeParse(content);
  if (!result.success)
    return {
      faults: result.error.issues.flatMap((issue) => schemaFaults(issue, profileJsonSchema(kind), content)),
    };
  return { profile: result.data, faults: sourceFaults(result.data) };
}

/** Values without source, and sources without value. */
function sourceFaults(profile: Profile): Fault[] {
  const paths = leafValues(profile).map(([path]) => path);
  const covering = new Map(paths.map((path) => [path, coveringPath(profile.sources, path)]));
  const used = new Set(covering.values());
  const bare = paths.filter((path) => covering.get(path) === undefined);
  const unused = Object.keys(profile.sources).filter((source) => !used.has(source));
  return [
    ...bare.map((path): Fault => ['profile/no-source', path.split('.'), `"${path}" has no source`]),
    ...unused.map((source): Fault => {
      const message = `source of no value: "${source}"; nearest "${nearest(source, paths)}"`;
      return ['profile/unused-source', ['sources', source], message];
    }),
  ];
}

const isProfileKind = (kind: unknown): kind is ProfileKind =>
  typeof kind === 'string' && Object.hasOwn(profileSchemas, kind);
