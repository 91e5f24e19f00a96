import { type CardProfile, type CardSwitches, cardProfiles } from '@kazashi/profiles';
import type { Mutant } from '../engine/kill-matrix.ts';

type Switches = { readonly [K in keyof CardSwitches]?: readonly CardSwitches[K][] };

/** Every answer that a profile can give to an open point, the usual one first. */
export const switchValues = {
  fci: ['df-name', 'none'],
  reselectCurrent: ['cleared', 'kept'],
  queryWhenVerified: ['tries', 'success'],
  malformedSecret: ['counts', 'wrong-length'],
  certificateFiller: ['none', 'ff'],
  absentSignature: ['reference-exists', 'reference-absent'],
  noApplication: ['6986', '6a82', '6a88'],
  noCurrentKey: ['6986', '6a88'],
  emptyName: ['issuer-security-domain', '6a82'],
  nextOccurrence: ['6a82', '6a86'],
  unidentifiedFiles: ['internal', 'absent'],
  chaining: ['6884', 'accepted'],
  signatureExtendedKeyUsage: ['none', 'email-protection'],
  signatureInputLength: ['6700', '6985'],
  signatureNoKey: ['6986', '6a88'],
} as const satisfies Switches;

const names = Object.keys(switchValues) as (keyof typeof switchValues)[];
const usual = cardProfiles.get('mynumber/contactless-05e0')!;
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const withSwitches = (card: CardProfile, switches: Partial<CardSwitches>): CardProfile => ({
  ...card,
  switches: { ...card.switches, ...switches },
});

/** A card that gives the unusual answer to every open point: of several the one with this index, or the last. */
export function otherAnswers(index: number): CardProfile {
  const chosen = names.map((name) => {
    const [, ...others] = switchValues[name];
    return [name, others[index] ?? others.at(-1)];
  });
  return { ...withSwitches(usual, Object.fromEntries(chosen)), id: `other/answers-${index}` };
}

/** A card that answers an open point otherwise than its profile says, one for each answer. */
export const profileMutants: readonly Mutant[] = names.flatMap((name) =>
  switchValues[name].map((value) => ({
    id: `profile/${kebab(name)}-${value}`,
    area: 'card',
    rule: `profile/${kebab(name)}-${value}`,
    text: {
      en: `The card answers as its profile says, and not by ${name}: ${value}`,
      ja: `カードはプロファイルのとおりに応答し、${name}: ${value}の応答をしない`,
    },
  })),
);

export const isProfileMutant = (id: string): boolean => profileMutants.some((mutant) => mutant.id === id);

/** The card that is there instead of this one; undefined when this one answers so rightly. */
export function playedInstead(card: CardProfile, mutant: string): CardProfile | undefined {
  for (const name of names) {
    const value = switchValues[name].find((one) => mutant === `profile/${kebab(name)}-${one}`);
    if (value !== undefined) {
      return card.switches[name] === value ? undefined : withSwitches(card, { [name]: value });
    }
  }
  return undefined;
}
