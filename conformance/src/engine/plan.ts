import type { Bilingual } from '../text.ts';
import type { CaseDefinition } from './case.ts';
import { missingSecret } from './case-run.ts';
import type { Cost } from './classification.ts';
import { type Applicability, evaluateApplicability } from './expression.ts';
import type { SecretName, SecretValues } from './secret.ts';
import { isReal, type Subject } from './subject.ts';

/** What will be done with one case, decided before the subject is touched. */
export interface PlannedCase {
  readonly definition: CaseDefinition;
  readonly applicability: Applicability;
  /** Absent when the case is run. */
  readonly instead?:
    | { readonly verdict: 'NOT APPLICABLE'; readonly reason: Bilingual }
    | { readonly verdict: 'SKIPPED'; readonly reason: Bilingual };
}

export interface PlanOptions {
  readonly cases: readonly CaseDefinition[];
  readonly subject: Pick<Subject, 'proof' | 'facts' | 'level'>;
  readonly secrets: SecretValues;
  /** Costs that are given leave on a real subject. */
  readonly allow: ReadonlySet<Cost>;
}

const yesNo = (asked: Readonly<Record<string, boolean>>): string =>
  Object.entries(asked)
    .map(([capability, has]) => `${capability}=${has ? 'yes' : 'no'}`)
    .join(', ');

/** Decides for every selected case whether it is run, does not apply, or is skipped, with the reason. */
export function planRun(options: PlanOptions): PlannedCase[] {
  const real = isReal(options.subject);
  return options.cases.map((definition): PlannedCase => {
    const applicability = evaluateApplicability(definition.appliesTo, (capability) =>
      options.subject.facts.capabilities.has(capability),
    );
    if (!applicability.applies) {
      const facts = yesNo(applicability.asked);
      return {
        definition,
        applicability,
        instead: {
          verdict: 'NOT APPLICABLE',
          reason: { en: `${definition.appliesTo}: ${facts}`, ja: `${definition.appliesTo}:${facts}` },
        },
      };
    }
    if (real && definition.cost !== 'none' && !options.allow.has(definition.cost)) {
      return {
        definition,
        applicability,
        instead: {
          verdict: 'SKIPPED',
          reason: {
            en: `costs ${definition.cost} on a subject that has not proved itself emulated; needs --allow ${definition.cost}`,
            ja: `エミュレーションと証明されていない対象に${definition.cost}の影響がある。--allow ${definition.cost}が必要`,
          },
        },
      };
    }
    const missing = neededSecrets(definition).find((secret) => options.secrets[secret] === undefined);
    if (missing !== undefined) {
      return {
        definition,
        applicability,
        instead: { verdict: 'SKIPPED', reason: missingSecret(missing).reason },
      };
    }
    return { definition, applicability };
  });
}

/** Secrets whose value the case has to know. */
export function neededSecrets(definition: CaseDefinition): SecretName[] {
  return [
    ...new Set([...(definition.secrets ?? []), ...(Object.keys(definition.spends ?? {}) as SecretName[])]),
  ];
}
