import { cardProfiles } from '@kazashi/profiles';
import type { EmulatedPn532, StartPn532Options } from '@kazashi/simulator';
import { hex } from '../bytes/hex.ts';
import type { SerialChipUnderTest } from '../engine/frames-under-test.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { factsOfProfile } from '../engine/profile-facts.ts';
import type { Subject } from '../engine/subject.ts';
import { nobody, PlayedField } from './emulated-played-field.ts';
import { frameSubject } from './frame-subject.ts';
import { SerialChip } from './serial-chip.ts';
import type { SerialLine } from './serial-line.ts';

const plain = 'mynumber/contactless-05e0';

/** What lies on the antenna. */
const antennas = {
  card: { capabilities: ['type-b', 'cards-moved'], options: {} },
  'long-answers': { capabilities: ['type-b', 'extended-length'], options: { card: 'test/extended-length' } },
  'type-a': {
    capabilities: ['type-a'],
    options: {
      contactless: {
        modulation: 'A',
        // FSCI 8; TA 33, TB A1 (FWI 10), TC 02 (CID); two historical bytes.
        ats: hex('07 78 33 a1 02 80 90'),
        uid: hex('04 a1 b2 c3 d4 e5 80'),
        atqa: hex('44 00'),
        sak: 0x20,
      },
    },
  },
  played: { capabilities: ['played-card'], options: {} },
} as const satisfies Readonly<
  Record<string, { readonly capabilities: readonly string[]; readonly options: StartPn532Options }>
>;
export type Antenna = keyof typeof antennas;

/** The far end of the chip's line in this process. Its time is the chip's own, and moves when somebody waits. */
export class EmulatedLine implements SerialLine {
  baudRate = 115_200;
  readonly #chip: () => EmulatedPn532;
  #waiting: Uint8Array[] = [];

  constructor(chip: () => EmulatedPn532) {
    this.#chip = chip;
  }

  /** At another rate what comes is noise. */
  heard(bytes: Uint8Array, baudRate: number): void {
    if (baudRate === this.baudRate) this.#waiting.push(bytes.slice());
  }

  write(bytes: Uint8Array): void {
    this.#chip().send(bytes, this.baudRate);
  }

  async read(limitMs: number): Promise<Uint8Array | undefined> {
    const stepMs = 5;
    for (let waited = 0; this.#waiting.length === 0 && waited < limitMs; waited += stepMs) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#waiting.length === 0) this.#chip().advance(stepMs);
    }
    return this.#waiting.shift();
  }

  discard(): void {
    this.#waiting = [];
  }

  async setBaudRate(baudRate: number): Promise<void> {
    this.baudRate = baudRate;
  }

  async close(): Promise<void> {}
}

export interface EmulatedPn532Options {
  readonly antenna?: Antenna;
  readonly mutants?: readonly string[];
}

/** `emulated:reader/nxp/pn532`: a chip in this process, frame by frame. */
export async function openEmulatedPn532(options: EmulatedPn532Options = {}): Promise<Subject> {
  const { startPn532 } = await import('@kazashi/simulator');
  const { antenna = 'card', mutants = [] } = options;
  const { capabilities, options: chipOptions } = antennas[antenna];
  const air = new PlayedField();
  const line = new EmulatedLine(() => chip);
  const chip: EmulatedPn532 = await startPn532(
    {
      ...chipOptions,
      mutants,
      ...(antenna === 'played' ? { air } : {}),
    },
    (bytes, baudRate) => line.heard(bytes, baudRate),
  );
  const frames = new SerialChip(line);
  const serial: SerialChipUnderTest = {
    async begin() {
      air.card = nobody;
      chip.take('second');
      chip.put('first');
      chip.powerCycle();
      line.baudRate = 115_200;
      frames.discard();
    },
    write: (bytes) => frames.write(bytes),
    next: (limitMs) => frames.next(limitMs),
    setBaudRate: (baudRate) => line.setBaudRate(baudRate),
    ...(antenna === 'card' ? { put: (which, there) => (there ? chip.put(which) : chip.take(which)) } : {}),
    ...(antenna === 'played'
      ? {
          play: (card) => {
            air.card = card;
          },
        }
      : {}),
  };
  const profile = cardProfiles.get(plain)!;
  return frameSubject({
    address: 'emulated:reader/nxp/pn532',
    title: 'PN532',
    level: 'pn532',
    facts: factsOfProfile(profile, true),
    capabilities: ['pn532', 'power-cycled', ...capabilities],
    frames: { kind: 'serial', serial },
    reset: () => serial.begin(),
    close: () => chip.close(),
  });
}

const open =
  (antenna: Antenna) =>
  (mutant: Mutant | undefined): Promise<Subject> =>
    openEmulatedPn532({ antenna, mutants: mutant === undefined ? [] : [mutant.id] });

/** Chips that the kill matrix is made on. */
export const emulatedPn532s = [open('card'), open('played'), open('long-answers'), open('type-a')] as const;
