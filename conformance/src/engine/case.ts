import { ConformanceError } from '../error.ts';
import type { Bilingual } from '../text.ts';
import type { CaseContext } from './case-context.ts';
import type { Basis, Cost, Level } from './classification.ts';
import { evaluateApplicability } from './expression.ts';
import type { Precondition } from './precondition.ts';
import type { SecretName } from './secret.ts';

export interface Requirement {
  /** Document and clause, or section of the public evidence. */
  readonly clause: string;
  readonly text: Bilingual;
  readonly basis: Basis;
}

/** One case: what is required, of whom, at what cost, and how it is tried. */
export interface CaseDefinition {
  /** Never changed, never given to another case. */
  readonly id: string;
  readonly title: Bilingual;
  readonly requirement: Requirement;
  readonly level: Level;
  /** Expression over capabilities: `card & text & !contact`. */
  readonly appliesTo: string;
  readonly cost: Cost;
  /** Tries spent at worst, by secret; without an entry none is meant to be spent. */
  readonly spends?: Readonly<Partial<Record<SecretName, number>>>;
  /** Secrets whose right value the case sends. */
  readonly secrets?: readonly SecretName[];
  /** Rule that has to be the one that refuses, for a negative case. */
  readonly cause?: string;
  /** Further rules that the case holds the subject to. */
  readonly rules?: readonly string[];
  /** State in which the case begins; the card is powered up before it in any event. */
  readonly given?: readonly Precondition[];
  /** Milliseconds after which the case is given up; 10,000 when absent. */
  readonly limitMs?: number;
  readonly run: (context: CaseContext) => Promise<void>;
}

const idForm = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)+$/;

/** Checks what the types cannot: form of the id, the expression, cost against tries. Throws `case/invalid`. */
export function defineCase(definition: CaseDefinition): CaseDefinition {
  const invalid = (why: string): ConformanceError =>
    new ConformanceError('case/invalid', `case ${definition.id}: ${why}`);
  if (!idForm.test(definition.id)) throw invalid('an id is area/name in lower case');
  evaluateApplicability(definition.appliesTo, () => true);
  const spent = Object.values(definition.spends ?? {}).some((tries) => tries > 0);
  if (spent && definition.cost === 'none') throw invalid('spends tries, so its cost is not none');
  if (!spent && (definition.cost === 'spends-tries' || definition.cost === 'blocks')) {
    throw invalid(`cost ${definition.cost} names no secret in spends`);
  }
  return definition;
}
