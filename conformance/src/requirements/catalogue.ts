import type { CaseDefinition } from '../engine/case.ts';
import { type Basis, bases } from '../engine/classification.ts';
import type { Bilingual } from '../text.ts';
import type { Topic } from './topic.ts';

/** One requirement with the cases that try it. */
export interface CataloguedRequirement {
  /** Named after the first case that was written for it; of a topic without cases, the topic's. */
  readonly id: string;
  readonly text: Bilingual;
  /** Document and clause. */
  readonly clause: string;
  /** Undefined as long as no case says what it rests on. */
  readonly basis?: Basis;
  readonly topic: string;
  readonly cases: readonly string[];
}

const begins = (id: string, { cases }: Topic): boolean => cases.some((beginning) => id.startsWith(beginning));

/** The topic of a case; undefined when it belongs to none. */
export const topicOf = (id: string, topics: readonly Topic[]): Topic | undefined =>
  topics.find((topic) => begins(id, topic));

/**
 * Every requirement that a case cites, once, by topic; and each topic that no case is about, so that what is not
 * covered is seen.
 */
export function requirementCatalogue(
  cases: readonly CaseDefinition[],
  topics: readonly Topic[],
): CataloguedRequirement[] {
  const cited = new Map<string, CaseDefinition[]>();
  for (const definition of cases) {
    const { clause, basis, text } = definition.requirement;
    const key = [clause, basis, text.en].join('\n');
    const known = cited.get(key);
    if (known === undefined) cited.set(key, [definition]);
    else known.push(definition);
  }
  const rows = [...cited.values()].map((about): CataloguedRequirement => {
    const { id, requirement } = about[0]!;
    const { clause, basis, text } = requirement;
    return {
      id,
      text,
      clause,
      basis,
      topic: topicOf(id, topics)?.id ?? 'none',
      cases: about.map((definition) => definition.id),
    };
  });
  return [
    ...topics.flatMap(({ id, text, source }) => {
      const own = rows.filter(({ topic }) => topic === id);
      const covered = cases.some((definition) => topicOf(definition.id, topics)?.id === id);
      return covered ? own : [{ id, text, clause: source, topic: id, cases: [] }];
    }),
    ...rows.filter(({ topic }) => topic === 'none'),
  ];
}

/** What of a catalogue is covered. */
export interface Coverage {
  readonly requirements: number;
  readonly cases: number;
  readonly byBasis: readonly {
    readonly basis: Basis;
    readonly requirements: number;
    readonly cases: number;
  }[];
  readonly byTopic: readonly {
    readonly topic: string;
    readonly requirements: number;
    readonly cases: number;
  }[];
  /** Ids of what no case is about. */
  readonly uncovered: readonly string[];
}

const casesIn = (rows: readonly CataloguedRequirement[]): number =>
  rows.reduce((sum, { cases }) => sum + cases.length, 0);

export function coverageOf(catalogue: readonly CataloguedRequirement[]): Coverage {
  const covered = catalogue.filter(({ cases }) => cases.length > 0);
  return {
    requirements: covered.length,
    cases: casesIn(covered),
    byBasis: bases.map((basis) => {
      const rows = covered.filter((row) => row.basis === basis);
      return { basis, requirements: rows.length, cases: casesIn(rows) };
    }),
    byTopic: [...new Set(catalogue.map(({ topic }) => topic))].map((topic) => {
      const rows = covered.filter((row) => row.topic === topic);
      return { topic, requirements: rows.length, cases: casesIn(rows) };
    }),
    uncovered: catalogue.filter(({ cases }) => cases.length === 0).map(({ id }) => id),
  };
}
