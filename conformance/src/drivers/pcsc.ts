import { randomBytes } from 'node:crypto';
import {
  type CardProfile,
  cardProfiles,
  type PhoneProfile,
  personProfiles,
  phoneProfiles,
} from '@kazashi/profiles';
import { bytesText, concat, hex, sameBytes, toHex } from '../bytes/hex.ts';
import { discoverFacts } from '../engine/discover.ts';
import { factsOfPhone, factsOfProfile, personOfProfile, secretsOfProfile } from '../engine/profile-facts.ts';
import type { Proof, Subject, SubjectFacts } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { type ControlAddress, ControlApi, type ControlState } from './control-api.ts';
import type { PcscTransport } from './pcsc-transport.ts';
import { worldCapabilities } from './world-capabilities.ts';

export interface PcscOptions {
  /** PC/SC name of the reader. */
  readonly reader: string;
  /** Control API of the simulator that the reader is said to belong to. */
  readonly control?: ControlAddress;
  /** Card or phone profile the subject is judged by; what it can do is found out otherwise. */
  readonly profile?: string | CardProfile;
  /** How many random bytes are wanted; the machine's when absent. */
  readonly random?: (length: number) => Uint8Array;
}

/** GET DATA by which a simulated reader gives back the nonce it was handed. */
const proofCommand = hex('ff ca 4b 5a 10');
const machineRandom = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));

/**
 * `pcsc:READER NAME`: whatever card lies in a reader of the PC/SC service. It is taken for real unless a nonce
 * given to the control API comes back through this very reader.
 */
export async function openPcscCard(transport: PcscTransport, options: PcscOptions): Promise<Subject> {
  try {
    return await subjectBehind(transport, options);
  } catch (error) {
    await transport.close();
    throw error;
  }
}

async function subjectBehind(transport: PcscTransport, options: PcscOptions): Promise<Subject> {
  const { reader } = options;
  const unlimited = new AbortController().signal;
  const transmit = (command: Uint8Array): Promise<Uint8Array> => transport.transmit(command, unlimited);

  const proven = await prove(options, transmit);
  const answerToReset = await transport.reset();
  const { cardProfile, phoneProfile, personProfile } = profilesOf(proven?.state, options);
  const facts =
    phoneProfile !== undefined
      ? await factsOfEnrolled(phoneProfile, transmit)
      : cardProfile === undefined
        ? await discoverFacts(answerToReset, transmit)
        : factsOfProfile(cardProfile, personProfile?.signatureCertificate ?? (await hasSignature(transmit)));
  const birth = personProfile?.birth?.replaceAll('-', '');
  const capabilities = new Set(facts.capabilities);
  if (proven !== undefined) {
    capabilities.add('bench-hand');
    for (const capability of worldCapabilities(proven.state)) capabilities.add(capability);
  }
  if (personProfile !== undefined) capabilities.add('person-known');
  if (transport.waitFor !== undefined) capabilities.add('removable');

  return {
    address: `pcsc:${reader}`,
    title: phoneProfile?.title.en ?? cardProfile?.title.en ?? `card in ${reader}`,
    level: 'card',
    proof: proven?.proof ?? { method: 'none' },
    facts: { ...facts, capabilities },
    ...(proven === undefined ? {} : { benchHand: proven.control }),
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

interface Proven {
  readonly proof: Proof;
  readonly control: ControlApi;
  readonly state: ControlState;
}

/** Hands a nonce to the control API and asks for it through the reader. */
async function prove(
  { control, reader, random = machineRandom }: PcscOptions,
  transmit: (command: Uint8Array) => Promise<Uint8Array>,
): Promise<Proven | undefined> {
  if (control === undefined) return undefined;
  const api = new ControlApi(control, reader);
  const nonce = random(16);
  await api.arm(toHex(nonce));
  const answer = await transmit(proofCommand);
  if (!sameBytes(answer, concat(nonce, hex('9000')))) {
    throw new ConformanceError(
      'subject/not-proven',
      `the reader "${reader}" does not belong to the simulator at ${control.url}: it did not give the nonce back`,
    );
  }
  return {
    proof: { method: 'nonce', nonce: toHex(nonce), reader },
    control: api,
    state: (await api.state()) as ControlState,
  };
}

function profilesOf(state: ControlState | undefined, { reader, profile }: PcscOptions) {
  const held = state?.readers.find(({ name }) => name === reader)?.card;
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

type Transmit = (command: Uint8Array) => Promise<Uint8Array>;

async function hasSignature(transmit: Transmit): Promise<boolean> {
  await transmit(hex('00 a4 04 0c 0a d392f000260100000001'));
  return (await transmit(hex('00 b0 88 00 03')))[0] === 0x8f;
}

async function expiryYear(transmit: Transmit): Promise<string | undefined> {
  await transmit(hex('00 a4 04 0c 0a d3921000310001010100'));
  const record = await transmit(hex('00 b2 01 0c 00'));
  return record.length === 32 ? bytesText(record.subarray(22, 26)) : undefined;
}
