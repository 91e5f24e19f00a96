import type { ContactlessParameters, EmulatedField, FieldCard, RfAnswer } from '@kazashi/simulator';
import { hex } from '../bytes/hex.ts';
import type { AirAnswer, BenchCard, FieldUnderTest } from '../engine/frames-under-test.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { factsOfProfile, secretsOfProfile } from '../engine/profile-facts.ts';
import type { BenchHand, Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { frameSubject } from './frame-subject.ts';

export interface EmulatedFieldOptions {
  readonly card?: string;
  readonly person?: string;
  readonly seed?: number;
  /** Rules to break. */
  readonly mutants?: readonly string[];
}

/**
 * `emulated:field`: a simulated card in a field in this process, frame by frame. Its time stands still unless an answer
 * is waited for.
 */
export async function openEmulatedField(options: EmulatedFieldOptions = {}): Promise<Subject> {
  const { startField } = await import('@kazashi/simulator');
  const field: EmulatedField = await startField(options);
  const { cardProfile, personProfile } = field;
  const facts = factsOfProfile(cardProfile, personProfile.signatureCertificate);
  return {
    ...frameSubject({
      address: 'emulated:field',
      title: cardProfile.title.en,
      titleJa: cardProfile.title.ja,
      level: 'field',
      facts,
      capabilities: capabilitiesOf(facts.capabilities, field.contactless),
      frames: { kind: 'field', field: fieldUnderTest(field) },
      reset: async () => field.power(false),
      close: () => field.close(),
    }),
    secrets: secretsOfProfile(personProfile, undefined, undefined),
    benchHand: benchHand(field),
  };
}

function capabilitiesOf(known: ReadonlySet<string>, contactless: ContactlessParameters): string[] {
  const card = [...known].filter((name) => name !== 'card');
  const bench = ['field', 'field-bench', 'bench-hand'];
  if (contactless.modulation !== 'B') return [...card, ...bench];
  // Bit 1 of the frame options says that the card supports CID. @see ISO/IEC 14443-3, 7.9.4.7
  const cid = ((contactless.protocolInfo[2] ?? 0) & 0x01) === 0 ? [] : ['cid'];
  return [...card, ...bench, 'type-b', ...cid];
}

function fieldUnderTest(field: EmulatedField): FieldUnderTest {
  return {
    power: async (on) => field.power(on),
    async exchange({ bitRate = 106, ...frame }, timeoutMs) {
      const begun = field.now();
      const answer = await field.transceive({ ...frame, bitRate, crc: 'host', timeoutMs });
      return heard(answer, field.now() - begun);
    },
    lay: async (cards) => field.lay(cards.map((card) => laid(card, field.contactless))),
  };
}

function heard(answer: RfAnswer, afterMs: number): AirAnswer | undefined {
  switch (answer.kind) {
    case 'frame':
    case 'corrupt':
      return { bytes: answer.bytes, afterMs };
    case 'collision':
      return { bytes: answer.bytes, afterMs, collision: answer.bits };
    default:
      return undefined;
  }
}

/** ATQA of a card with a UID of four and of seven bytes. @see ISO/IEC 14443-3, 6.5.2 */
const atqa = { single: '04 00', double: '44 00' };

function laid(card: BenchCard, own: ContactlessParameters): FieldCard {
  switch (card.modulation) {
    case 'B': {
      if (own.modulation !== 'B')
        throw new ConformanceError('subject/not-type-b', 'the card is not of type B');
      const { pupi, protocolInfo, afi, executionTimeMs } = card;
      return {
        contactless: {
          ...own,
          ...(pupi === undefined ? {} : { pupi: hex(pupi) }),
          ...(protocolInfo === undefined ? {} : { protocolInfo: hex(protocolInfo) }),
          ...(afi === undefined ? {} : { afi }),
        },
        ...(executionTimeMs === undefined ? {} : { executionTimeMs }),
      };
    }
    case 'A': {
      const { sak, ats, executionTimeMs } = card;
      const uid = card.uid === 'random' ? card.uid : hex(card.uid);
      return {
        contactless: {
          modulation: 'A',
          uid,
          sak,
          atqa: hex(uid.length === 7 ? atqa.double : atqa.single),
          ...(ats === undefined ? {} : { ats: hex(ats) }),
        },
        ...(executionTimeMs === undefined ? {} : { executionTimeMs }),
      };
    }
    case 'F':
      return {
        contactless: {
          modulation: 'F',
          idm: hex(card.idm),
          pmm: hex('ff ff ff ff ff ff ff ff'),
          systemCode: card.systemCode,
        },
      };
  }
}

/** Puts the card back as it was issued; whatever else a bench can do has no meaning below commands. */
function benchHand(field: EmulatedField): BenchHand {
  const cannot = async (): Promise<never> => {
    throw new ConformanceError('subject/frames-only', 'this subject takes frames, no events');
  };
  return {
    save: async () => undefined,
    restore: () => field.renew(),
    event: cannot,
    advance: cannot,
    setClock: cannot,
    nextDeadline: cannot,
    phone: cannot,
    state: cannot,
    cause: async () => undefined,
  };
}

/** What the kill matrix of cards in a field is made on. */
export const emulatedFields = [
  (mutant: Mutant | undefined): Promise<Subject> =>
    openEmulatedField(mutant === undefined ? {} : { mutants: [mutant.id] }),
] as const;
