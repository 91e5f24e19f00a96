import type { RfAnswer, RfFrame } from '@kazashi/simulator';
import { withoutCrc } from '../bytes/crc.ts';
import type { AntennaUnderTest, PlayedAnswer, PlayedCard } from '../engine/frames-under-test.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { type SecretName, secretNames, secrets } from '../engine/secret.ts';
import type { Subject } from '../engine/subject.ts';
import { frameSubject } from './frame-subject.ts';

export interface EmulatedAntennaOptions {
  /** Profile of a contactless reader; `kazashi/generic` unless given. */
  readonly reader?: string;
  /** Rules to break. */
  readonly mutants?: readonly string[];
}

const nobody: PlayedCard = () => 'silence';

/** `emulated:reader/ID`: the antenna of a simulated reader in this process, before a card that the harness plays. */
export async function openEmulatedAntenna(options: EmulatedAntennaOptions = {}): Promise<Subject> {
  const { startAntenna } = await import('@kazashi/simulator');
  let on = false;
  let card: PlayedCard = nobody;
  const emulated = startAntenna({
    ...options,
    air: {
      power: (turned) => {
        on = turned;
      },
      transceive: (frame) => (on ? heard(frame, card) : { kind: 'field-off' }),
    },
  });
  const antenna: AntennaUnderTest = {
    play: (played) => {
      card = played;
    },
    powerOn: () => emulated.powerOn(),
    async transmit(command) {
      const answer = await emulated.transmit(command);
      return answer instanceof Uint8Array ? answer : undefined;
    },
    present: () => emulated.present(),
    powerOff: () => emulated.powerOff(),
    fieldIsOn: () => on,
  };
  const { id, title, atrBuilder = 'pcsc3' } = emulated.readerProfile;
  return frameSubject({
    address: `emulated:reader/${id}`,
    title: title.en,
    level: 'antenna',
    facts: { profile: id, capabilities: new Set(), tries: fullTries },
    capabilities: ['antenna', `atr-${atrBuilder}`],
    frames: { kind: 'antenna', antenna },
    reset: async () => {
      card = nobody;
      await emulated.powerOff();
    },
    close: () => emulated.powerOff(),
  });
}

const fullTries = Object.fromEntries(secretNames.map((name) => [name, secrets[name].tries])) as Record<
  SecretName,
  number
>;

/** A frame as the played card hears it, and its answer as the reader does. */
function heard(frame: RfFrame, card: PlayedCard): RfAnswer {
  const { modulation, bitRate, lastBits = 8, timeoutMs } = frame;
  const bytes =
    frame.crc === 'host' && modulation !== 'F'
      ? (withoutCrc(modulation, frame.bytes) ?? frame.bytes)
      : frame.bytes;
  return told(card({ modulation, bitRate, bytes: bytes.slice(), lastBits, timeoutMs }));
}

function told(answer: PlayedAnswer): RfAnswer {
  if (answer instanceof Uint8Array) return { kind: 'frame', bytes: answer };
  switch (answer) {
    case 'silence':
      return { kind: 'silence' };
    case 'damaged':
      return { kind: 'corrupt', bytes: Uint8Array.of(0x00, 0x00, 0x00), error: 'crc' };
    case 'collision':
      return { kind: 'collision', bytes: Uint8Array.of(0x00, 0x00, 0x00), bits: 0 };
  }
}

/** What the kill matrix of antennas is made on. */
export const emulatedAntennas = [
  (mutant: Mutant | undefined): Promise<Subject> =>
    openEmulatedAntenna(mutant === undefined ? {} : { mutants: [mutant.id] }),
] as const;
