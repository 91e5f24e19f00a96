import type { Ics } from '../result/ics-schema.ts';
import type { Bilingual } from '../text.ts';
import type { CaseDefinition } from './case.ts';
import { missingSecret } from './case-run.ts';
import { applicabilityOf, claimsOf, decidedBy, requireDeclared } from './claims.ts';
import type { Cost } from './classification.ts';
import type { Applicability } from './expression.ts';
import type { SecretName, SecretValues } from './secret.ts';
import { isReal, type Subject } from './subject.ts';

/** What will be done with one case, decided before the subject is touched. */
export interface PlannedCase {
  readonly definition: CaseDefinition;
  readonly applicability: Applicability;
  /** The items that decided whether it applies, and on whose word. */
  readonly because: Bilingual;
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
  /** What the subject's supplier declares; without it what is known of the subject counts. */
  readonly ics?: Ics;
}

/**
 * Decides for every selected case whether it is run, does not apply, or is skipped, with the reason. Throws
 * ToldError `ics/missing` when the ICS does not declare what decides it.
 */
export function planRun(options: PlanOptions): PlannedCase[] {
  const real = isReal(options.subject);
  const claims = claimsOf(options.subject.facts, options.ics);
  if (options.ics !== undefined) requireDeclared(options.ics, options.cases, claims);
  return options.cases.map((definition): PlannedCase => {
    const applicability = applicabilityOf(definition.appliesTo, claims);
    const because = decidedBy(applicability, claims);
    const plan = { definition, applicability, because };
    if (!applicability.applies) return { ...plan, instead: { verdict: 'NOT APPLICABLE', reason: because } };
    if (real && definition.cost !== 'none' && !options.allow.has(definition.cost)) {
      return {
        ...plan,
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
      return { ...plan, instead: { verdict: 'SKIPPED', reason: missingSecret(missing).reason } };
    }
    return plan;
  });
}

/** Secrets whose value the case has to know. */
export function neededSecrets(definition: CaseDefinition): SecretName[] {
  return [
    ...new Set([...(definition.secrets ?? []), ...(Object.keys(definition.spends ?? {}) as SecretName[])]),
  ];
}
