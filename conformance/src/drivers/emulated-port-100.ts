import type { RfAnswer, RfFrame } from '@kazashi/simulator';
import { withCrc, withoutCrc } from '../bytes/crc.ts';
import type { ChipFrame, ChipUnderTest, PlayedAnswer } from '../engine/frames-under-test.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { type SecretName, secretNames, secrets } from '../engine/secret.ts';
import type { Subject } from '../engine/subject.ts';
import { frameSubject } from './frame-subject.ts';

const nobody = (): PlayedAnswer => 'silence';

/** `emulated:reader/sony/rc-s380`: the chip of an RC-S380 in this process, before a card that the harness plays. */
export async function openEmulatedPort100(mutants: readonly string[] = []): Promise<Subject> {
  const { startPort100 } = await import('@kazashi/simulator');
  let on = false;
  let card: (frame: ChipFrame) => PlayedAnswer = nobody;
  let held: Promise<void> | undefined;
  const start = () =>
    startPort100({
      mutants,
      air: {
        power: (turned) => {
          on = turned;
        },
        transceive(frame) {
          if (!on) return { kind: 'field-off' };
          const answer = told(frame, card(chipFrame(frame)));
          return held === undefined ? answer : held.then(() => answer);
        },
      },
    });
  let emulated = start();
  const chip: ChipUnderTest = {
    write: async (transfer) => emulated.write(transfer),
    async read() {
      await new Promise((resolve) => setImmediate(resolve));
      return emulated.read();
    },
    play: (played) => {
      card = played;
    },
    hold() {
      let release = (): void => {};
      held = new Promise((resolve) => {
        release = () => {
          held = undefined;
          resolve();
        };
      });
      return { release };
    },
    fieldIsOn: () => on,
  };
  return frameSubject({
    address: 'emulated:reader/sony/rc-s380',
    title: 'Sony RC-S380 (NFC Port-100)',
    level: 'port-100',
    facts: { profile: 'sony/rc-s380', capabilities: new Set(), tries: fullTries },
    capabilities: ['port-100'],
    frames: { kind: 'chip', chip },
    reset: async () => {
      emulated.powerOff();
      on = false;
      card = nobody;
      held = undefined;
      emulated = start();
    },
    close: async () => emulated.powerOff(),
  });
}

const fullTries = Object.fromEntries(secretNames.map((name) => [name, secrets[name].tries])) as Record<
  SecretName,
  number
>;

function chipFrame({ modulation, bitRate, bytes, lastBits = 8, crc, timeoutMs }: RfFrame): ChipFrame {
  const kind = modulation === 'F' ? 'B' : modulation;
  const air = crc === 'reader' ? withCrc(kind, bytes) : bytes.slice();
  return {
    modulation,
    bitRate,
    bytes: crc === 'reader' ? bytes.slice() : (withoutCrc(kind, bytes)?.slice() ?? bytes.slice()),
    air,
    lastBits,
    timeoutMs,
  };
}

function told(frame: RfFrame, answer: PlayedAnswer): RfAnswer {
  const kind = frame.modulation === 'F' ? 'B' : frame.modulation;
  if (answer instanceof Uint8Array) {
    return { kind: 'frame', bytes: frame.crc === 'reader' ? answer : withCrc(kind, answer) };
  }
  switch (answer) {
    case 'silence':
      return { kind: 'silence' };
    case 'collision':
      return { kind: 'collision', bytes: new Uint8Array(1), bits: 0 };
    case 'damaged':
      return frame.crc === 'reader'
        ? { kind: 'corrupt', bytes: Uint8Array.of(0x50, 0x00), error: 'crc' }
        : { kind: 'frame', bytes: Uint8Array.of(0x50, 0x00, 0x00) };
  }
}

/** What the kill matrix of the chip is made on: whole, or with one rule broken. */
export const emulatedPort100s = [
  (mutant: Mutant | undefined): Promise<Subject> =>
    openEmulatedPort100(mutant === undefined ? [] : [mutant.id]),
] as const;
