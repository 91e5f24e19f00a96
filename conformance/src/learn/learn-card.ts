import type { CardProfile, CardSwitches } from '@kazashi/profiles';
import type { ApplicationName } from '../engine/applications.ts';
import { secrets } from '../engine/secret.ts';
import type { Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { activationOf } from './answer-to-reset.ts';
import { LearningCard } from './learning-card.ts';
import { type Finding, type Probe, unknown } from './probe.ts';
import { switchProbes } from './switch-probes.ts';
import { counters, probeTries } from './tries-probes.ts';

export interface LearnOptions {
  /** Id of the profile that is written. */
  readonly id: string;
  /** Switches, and everything else, of a card about which nothing is known. */
  readonly defaults: Pick<CardProfile, 'switches' | 'executionTimeMs' | 'blocks'>;
  readonly signal: AbortSignal;
}

/** In the order in which profiles have them. */
const applicationOrder: readonly ApplicationName[] = ['jpki', 'text', 'visual', 'common', 'juki', 'licence'];
/** Applications that are looked for beside those of the card: the simulator's own for long answers. */
const testApplication = { name: 'extended-length-test', aid: 'f04b415a415348490001' } as const;

const notProved = 'only a subject that has proved itself emulated is sent the value of a secret';

/**
 * Finds out how a card behaves where nobody has established it, and gives it as a card profile. Nothing of the
 * holder goes into it: neither content of files nor anything that tells one card of a make from another. A
 * subject without proof of emulation is sent no value of a secret. Throws ConformanceError `learn/level` for a
 * subject that is no card, `learn/no-application` for one that has none of the applications.
 */
export async function learnCard(subject: Subject, options: LearnOptions): Promise<CardProfile> {
  if (subject.level !== 'card') {
    throw new ConformanceError('learn/level', `${subject.address} is no card`);
  }
  const card = await LearningCard.open(subject, options.signal);
  const sources: Record<string, string> = {};
  const keep = <T>(path: string, finding: Finding<T>, usual: T): T => {
    if ('unknown' in finding) {
      sources[path] = `inferred: not observed, default; ${finding.unknown}`;
      return usual;
    }
    sources[path] = `observed: ${finding.seen}`;
    return finding.value;
  };
  const probe = async <T>({ needs, run }: Probe<T>): Promise<Finding<T>> => {
    if (!card.allows(needs)) return unknown(notProved);
    await card.begin();
    return tolerant(() => run(card));
  };

  const activation = activationOf(await card.begin());
  sources.interface = 'observed: the form of the Answer to Reset';
  sources.atr = 'observed: the Answer to Reset';
  if (activation.atqb !== undefined) {
    sources.atqb = 'observed: the Answer to Reset of a type B card repeats these bytes of its ATQB';
  }
  const applications = await presentApplications(card);
  sources.applications = 'observed: SELECT by name';

  const tries: Record<string, number> = {};
  for (const [counter, names] of Object.entries(counters)) {
    const name = names.find((candidate) =>
      applications.some((one) => one === secrets[candidate].application),
    );
    if (counter === 'licence' && name === undefined) continue;
    await card.begin();
    const finding =
      name === undefined
        ? unknown('the card has no such application')
        : await tolerant(() => probeTries(card, name, card.allows('secret')));
    tries[counter] = keep(`tries.${counter}`, finding, secrets[name ?? names[0]!].tries);
  }

  const switches: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(switchProbes) as [keyof CardSwitches, Probe<unknown>][]) {
    switches[name] = keep(`switches.${name}`, await probe(one), options.defaults.switches[name]);
  }
  sources.executionTimeMs = 'chosen: at once; no time is measured';
  const { executionTimeMs } = options.defaults;
  const blocks = activation.atqb === undefined ? undefined : options.defaults.blocks;
  if (blocks !== undefined) sources.blocks = 'inferred: commands do not show how they are carried';
  await card.begin();
  return {
    schema: 1,
    kind: 'card',
    id: options.id,
    title: { en: `Learnt card ${options.id}`, ja: `学習したカード ${options.id}` },
    ...activation,
    applications,
    tries: tries as CardProfile['tries'],
    executionTimeMs,
    ...(blocks === undefined ? {} : { blocks }),
    switches: switches as CardSwitches,
    sources,
  };
}

async function presentApplications(card: LearningCard): Promise<CardProfile['applications']> {
  const present: CardProfile['applications'] = [];
  await card.begin();
  for (const name of applicationOrder) {
    // 6283 warns that the application is locked, and has selected it.
    if ([0x9000, 0x6283].includes(await card.select(name))) present.push(name);
  }
  if ((await card.selectName(testApplication.aid)) === 0x9000) present.push(testApplication.name);
  if (present.length > 0) return present;
  throw new ConformanceError('learn/no-application', 'the card has none of the applications');
}

/** Content that is not what it should be leaves a point open; whatever befalls the transport ends the learning. */
async function tolerant<T>(act: () => Promise<Finding<T>>): Promise<Finding<T>> {
  try {
    return await act();
  } catch (error) {
    const ofContent =
      error instanceof ConformanceError ? error.code.startsWith('bytes/') : isCertificateFault(error);
    if (ofContent) return unknown('what came back cannot be read');
    throw error;
  }
}

const isCertificateFault = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_OSSL');
