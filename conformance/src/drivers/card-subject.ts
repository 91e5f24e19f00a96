import {
  type CardProfile,
  cardProfiles,
  type PhoneProfile,
  personProfiles,
  phoneProfiles,
  readerProfiles,
} from '@kazashi/profiles';
import { bytesText, hex } from '../bytes/hex.ts';
import type { Level } from '../engine/classification.ts';
import { discoverFacts } from '../engine/discover.ts';
import type { SerialChipUnderTest } from '../engine/frames-under-test.ts';
import { factsOfPhone, factsOfProfile, personOfProfile, secretsOfProfile } from '../engine/profile-facts.ts';
import type { Proof, Subject, SubjectFacts } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import type { ControlApi, ControlState } from './control-api.ts';
import type { PcscTransport } from './pcsc-transport.ts';
import { worldCapabilities } from './world-capabilities.ts';

/** A simulator whose nonce came back through the reader. */
export interface Proven {
  readonly proof: Proof & { readonly method: 'nonce' };
  readonly control: ControlApi;
  readonly state: ControlState;
}

export interface CardSubjectOptions {
  readonly address: string;
  /** How the reader is called in a title. */
  readonly reader: string;
  readonly level: Level;
  readonly proven: Proven | undefined;
  /** Card or phone profile the subject is judged by; what it can do is found out otherwise. */
  readonly profile?: string | CardProfile;
  /** What the reader can do besides. */
  readonly capabilities?: readonly string[];
  /** What is below the card, frame by frame. */
  readonly serial?: SerialChipUnderTest;
}

type Transmit = (command: Uint8Array) => Promise<Uint8Array>;

/** The card behind a transport, taken for real unless the reader was proved to be emulated. */
export async function cardSubject(transport: PcscTransport, options: CardSubjectOptions): Promise<Subject> {
  const { address, reader, level, proven, serial } = options;
  const unlimited = new AbortController().signal;
  const transmit: Transmit = (command) => transport.transmit(command, unlimited);
  const answerToReset = await transport.reset();
  const { cardProfile, phoneProfile, personProfile } = profilesOf(options);
  const facts =
    phoneProfile !== undefined
      ? await factsOfEnrolled(phoneProfile, transmit)
      : cardProfile === undefined
        ? await discoverFacts(answerToReset, transmit)
        : factsOfProfile(cardProfile, personProfile?.signatureCertificate ?? (await hasSignature(transmit)));
  const birth = personProfile?.birth?.replaceAll('-', '');
  const capabilities = new Set([...facts.capabilities, ...(options.capabilities ?? [])]);
  if (proven !== undefined) {
    capabilities.add('bench-hand');
    for (const capability of worldCapabilities(proven.state)) capabilities.add(capability);
  }
  if (personProfile !== undefined) capabilities.add('person-known');
  if (transport.waitFor !== undefined) capabilities.add('removable');

  return {
    address,
    title: phoneProfile?.title.en ?? cardProfile?.title.en ?? `card in ${reader}`,
    titleJa: phoneProfile?.title.ja ?? cardProfile?.title.ja ?? `${reader}のカード`,
    level,
    proof: proven?.proof ?? { method: 'none' },
    facts: { ...facts, capabilities },
    ...(proven === undefined ? {} : { benchHand: proven.control }),
    ...(carriesShortOnly(options) ? { shortApdusOnly: true } : {}),
    ...(serial === undefined ? {} : { frames: { kind: 'serial', serial } }),
    ...(personProfile === undefined
      ? {}
      : {
          // What its holder set on a phone, nobody but the holder knows.
          ...(phoneProfile === undefined
            ? { secrets: secretsOfProfile(personProfile, birth, await expiryYear(transmit)) }
            : {}),
          person: personOfProfile(personProfile, birth),
        }),
    ...(transport.waitFor === undefined
      ? {}
      : { presence: { waitFor: (present, signal) => transport.waitFor!(present, signal) } }),
    reset: () => transport.reset(),
    transmit: (command, signal) => transport.transmit(command, signal),
    close: () => transport.close(),
  };
}

/** What the profile of an emulated reader says; of a real one nobody knows. */
function carriesShortOnly({ proven }: CardSubjectOptions): boolean {
  const reader = proven?.state.readers.find(({ name }) => name === proven.proof.reader);
  return readerProfiles.get(reader?.profile ?? '')?.exchangeLevel === 'short-apdu';
}

function profilesOf({ proven, profile }: CardSubjectOptions) {
  const state = proven?.state;
  const held = state?.readers.find(({ name }) => name === proven?.proof.reader)?.card;
  const card = state?.cards.find(({ id }) => id === held);
  const phone = state?.phones?.find((candidate) => candidate.card === held);
  const holder = state?.persons?.find(({ id }) => id === phone?.holder);
  const wanted = profile ?? phone?.profile ?? card?.profile;
  const cardProfile = typeof wanted === 'string' ? cardProfiles.get(wanted) : wanted;
  const phoneProfile = typeof wanted === 'string' ? phoneProfiles.get(wanted) : undefined;
  if (profile !== undefined && cardProfile === undefined && phoneProfile === undefined) {
    throw new ConformanceError('subject/unknown-profile', `there is no card or phone profile "${profile}"`);
  }
  const person = card?.person ?? holder?.profile;
  return {
    cardProfile,
    phoneProfile,
    personProfile: person === undefined ? undefined : personProfiles.get(person),
  };
}

/** What a phone can do by its profile, less the signature certificate when it was enrolled without. */
async function factsOfEnrolled(phone: PhoneProfile, transmit: Transmit): Promise<SubjectFacts> {
  const facts = factsOfPhone(phone);
  if (await hasSignature(transmit)) return facts;
  const capabilities = [...facts.capabilities].filter((name) => name !== 'signature-certificate');
  return { ...facts, capabilities: new Set(capabilities) };
}

async function hasSignature(transmit: Transmit): Promise<boolean> {
  await transmit(hex('00 a4 04 0c 0a d392f000260100000001'));
  return (await transmit(hex('00 b0 88 00 03')))[0] === 0x8f;
}

async function expiryYear(transmit: Transmit): Promise<string | undefined> {
  await transmit(hex('00 a4 04 0c 0a d3921000310001010100'));
  const record = await transmit(hex('00 b2 01 0c 00'));
  return record.length === 32 ? bytesText(record.subarray(22, 26)) : undefined;
}
