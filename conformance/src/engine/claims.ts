import { ToldError } from '../error.ts';
import type { Ics } from '../result/ics-schema.ts';
import type { Bilingual } from '../text.ts';
import type { CaseDefinition } from './case.ts';
import { readCapabilities } from './discover.ts';
import { type Applicability, capabilitiesIn, evaluateApplicability } from './expression.ts';
import { nearestNames } from './nearest-names.ts';
import type { SubjectFacts } from './subject.ts';

/** Capabilities of the bench that no supplier of a subject can declare; the harness knows them itself. */
const benchCapabilities: ReadonlySet<string> = new Set([
  'card',
  'phone',
  'client',
  'status',
  'port-100',
  'pn532',
  'field',
  'field-bench',
  'antenna',
  'bench-hand',
  'person-known',
  'removable',
]);

/** What is taken for true of one capability, and on whose word. */
interface Claim {
  readonly supported: boolean;
  readonly source: Bilingual;
}

/** Says of a capability whether the subject has it; undefined where an ICS was given that says nothing of it. */
export type Claims = (capability: string) => Claim | undefined;

const bench: Bilingual = { en: 'the bench', ja: '試験環境' };
const read: Bilingual = { en: 'read from the subject, or assumed', ja: '対象から読み取り、または仮定' };

/** With an ICS what it declares, otherwise what the profile says or was read; of the bench what the bench says. */
export function claimsOf(facts: SubjectFacts, ics?: Ics): Claims {
  const found =
    facts.profile === undefined
      ? read
      : { en: `profile ${facts.profile}`, ja: `プロファイル${facts.profile}` };
  return (capability) => {
    if (benchCapabilities.has(capability)) {
      return { supported: facts.capabilities.has(capability), source: bench };
    }
    if (ics === undefined) return { supported: facts.capabilities.has(capability), source: found };
    const item = ics.items[capability];
    if (item === undefined) return undefined;
    const who = `${item.declaredBy}, ${item.declaredOn}`;
    return { supported: item.supported, source: { en: `ICS, ${who}`, ja: `ICS、${who}` } };
  };
}

/**
 * What an expression comes to. What nobody declared cannot decide it, as `requireDeclared` has seen to; it is
 * taken for whatever lets the declared items be named.
 */
export function applicabilityOf(expression: string, claims: Claims): Applicability {
  const taking = (undeclared: boolean): Applicability =>
    evaluateApplicability(expression, (capability) => claims(capability)?.supported ?? undeclared);
  const whole = taking(true);
  return whole.deciders.some((name) => claims(name) === undefined) ? taking(false) : whole;
}

/** The items that decided, each with its answer and on whose word: `text=no (ICS, TEST Ltd., 2026-11-20)`. */
export function decidedBy({ deciders }: Applicability, claims: Claims): Bilingual {
  const bySource = new Map<string, { source: Bilingual; answers: string[] }>();
  for (const capability of deciders) {
    const claim = claims(capability);
    if (claim === undefined) continue;
    const entry = bySource.get(claim.source.en) ?? { source: claim.source, answers: [] };
    entry.answers.push(`${capability}=${claim.supported ? 'yes' : 'no'}`);
    bySource.set(claim.source.en, entry);
  }
  const told = [...bySource.values()];
  return {
    en: told.map(({ source, answers }) => `${answers.join(', ')} (${source.en})`).join('; '),
    ja: told.map(({ source, answers }) => `${answers.join('、')}(${source.ja})`).join('、'),
  };
}

/** Every capability that an ICS can declare for these cases. */
export function declarable(cases: readonly Pick<CaseDefinition, 'appliesTo'>[]): string[] {
  const named = new Set(cases.flatMap(({ appliesTo }) => capabilitiesIn(appliesTo)));
  return [...named].filter((capability) => !benchCapabilities.has(capability)).sort();
}

/** Sees that every item is one that some case asks for. Throws ToldError `ics/unknown` with the nearest name. */
export function requireKnown(ics: Ics, catalogue: readonly CaseDefinition[]): void {
  const known = declarable(catalogue);
  const stray = Object.keys(ics.items).find((name) => !known.includes(name));
  if (stray === undefined) return;
  const nearest = nearestNames(stray, known).join(', ');
  throw new ToldError('ics/unknown', {
    en: `${ics.file}: no case asks for "${stray}"${nearest && `; nearest: ${nearest}`}`,
    ja: `${ics.file}:"${stray}"を参照するケースはない${nearest && `。近いもの:${nearest}`}`,
  });
}

/**
 * Sees that everything is declared that decides whether a case applies. Throws ToldError `ics/missing` with each
 * item that is not, and the first case that needs it.
 */
export function requireDeclared(ics: Ics, selected: readonly CaseDefinition[], claims: Claims): void {
  const needs = new Map<string, { readonly first: string; more: number }>();
  for (const { id, appliesTo } of selected) {
    for (const name of undeclared(appliesTo, claims)) {
      const known = needs.get(name);
      if (known === undefined) needs.set(name, { first: id, more: 0 });
      else known.more++;
    }
  }
  if (needs.size === 0) return;
  const told = [...needs].sort(([a], [b]) => a.localeCompare(b, 'en'));
  // Lines to paste: the question mark is no answer, so that none is given by oversight.
  const lines = (by: (id: string, more: number) => string): string =>
    told.map(([name, { first, more }]) => `\n  ${name}: ?  # ${by(first, more)}`).join('');
  throw new ToldError('ics/missing', {
    en: `${ics.file} does not declare what decides about selected cases. Add under items, with yes or no for each:${lines(
      (id, more) => (more > 0 ? `${id} and ${more} more` : id),
    )}`,
    ja: `${ics.file}に、選択したケースの要否を決める項目の宣言がない。itemsの下に次を加え、yesかnoを記すこと:${lines(
      (id, more) => (more > 0 ? `${id}ほか${more}件` : id),
    )}`,
  });
}

/** What an expression asks for that nobody declared, unless it comes to the same whatever the answers are. */
function undeclared(expression: string, claims: Claims): string[] {
  const missing = capabilitiesIn(expression).filter((name) => claims(name) === undefined);
  const outcomes = new Set<boolean>();
  for (let answers = 0; answers < 2 ** missing.length; answers++) {
    const has = (name: string): boolean =>
      claims(name)?.supported ?? ((answers >> missing.indexOf(name)) & 1) === 1;
    outcomes.add(evaluateApplicability(expression, has).applies);
  }
  return outcomes.size > 1 ? missing : [];
}

/** Items that cases ask for and the ICS declares otherwise than the profile says, or than was read from the subject. */
export function contradictions(
  facts: SubjectFacts,
  ics: Ics,
  selected: readonly Pick<CaseDefinition, 'appliesTo'>[],
): string[] {
  return declarable(selected)
    .filter((name) => ics.items[name] !== undefined)
    .filter((name) => ics.items[name]!.supported !== facts.capabilities.has(name))
    .filter((name) => facts.profile !== undefined || readCapabilities.includes(name));
}
