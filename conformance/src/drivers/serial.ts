import { randomBytes } from 'node:crypto';
import type { CardProfile } from '@kazashi/profiles';
import { concat, sameBytes, toHex } from '../bytes/hex.ts';
import type { Subject } from '../engine/subject.ts';
import { ConformanceError, ToldError } from '../error.ts';
import { cardSubject, type Proven } from './card-subject.ts';
import { type ControlAddress, ControlApi, type ControlState } from './control-api.ts';
import type { PcscTransport } from './pcsc-transport.ts';
import { SerialChip } from './serial-chip.ts';
import type { SerialLine } from './serial-line.ts';
import { Pn532Host, type TypeBTarget } from './serial-pn532.ts';

export interface SerialOptions {
  /** What the board is reached by. */
  readonly path: string;
  /** Control API of the simulator that the chip is said to belong to. */
  readonly control?: ControlAddress;
  /** Card or phone profile the subject is judged by; what it can do is found out otherwise. */
  readonly profile?: string | CardProfile;
  /** How many random bytes are wanted; the machine's when absent. */
  readonly random?: (length: number) => Uint8Array;
}

const machineRandom = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));
const presencePollMs = 100;

/** Answer to Reset that PC/SC makes of a card of type B. @see PC/SC part 3, 3.1.3.2.3.1 */
function answerToReset({ atqb, attribAnswer }: TypeBTarget): Uint8Array {
  const body = concat(
    Uint8Array.of(0x88, 0x80, 0x01),
    atqb.subarray(5, 12),
    Uint8Array.of((attribAnswer[0] ?? 0) & 0xf0),
  );
  const check = body.reduce((sum, byte) => sum ^ byte, 0);
  return concat(Uint8Array.of(0x3b), body, Uint8Array.of(check));
}

/** The card on the antenna of a PN532, as a transport of APDUs. */
function cardOf(host: Pn532Host): PcscTransport {
  let target: TypeBTarget | undefined;
  const activate = async (): Promise<TypeBTarget> => {
    target = await host.activateTypeB();
    if (target !== undefined) return target;
    throw new ToldError('serial/no-card', {
      en: 'no card of type B lies on the reader; lay one there',
      ja: 'リーダーの上にType Bのカードがない。カードを置く',
    });
  };
  return {
    async reset() {
      try {
        await host.fieldOff();
      } catch (error) {
        // It sleeps, or somebody has left it at another baud rate.
        if (!(error instanceof ConformanceError) || error.code !== 'serial/no-answer') throw error;
        await host.wake();
        await host.fieldOff();
      }
      return answerToReset(await activate());
    },
    async transmit(command, signal) {
      signal.throwIfAborted();
      const { number } = target ?? (await activate());
      try {
        return await host.exchange(number, command);
      } catch (error) {
        // An answer that comes late would be taken for that of the next command: the card begins anew.
        target = undefined;
        throw error;
      }
    },
    async waitFor(present, signal) {
      for (;;) {
        signal.throwIfAborted();
        await host.fieldOff();
        target = await host.activateTypeB();
        if ((target !== undefined) === present) return;
        await new Promise((resolve) => setTimeout(resolve, presencePollMs));
      }
    },
    async close() {
      await host.fieldOff().catch(() => {});
      await host.chip.line.close();
    },
  };
}

/**
 * `serial:PATH`: a PN532 on a serial port and the card on it. It is taken for real unless a nonce given to the
 * control API comes back through the chip. Rejects with ConformanceError `serial/…`, `subject/not-proven`.
 */
export async function openSerialCard(
  line: SerialLine,
  options: SerialOptions,
): Promise<{ readonly subject: Subject; readonly host: Pn532Host }> {
  const { path, profile } = options;
  const chip = new SerialChip(line);
  const host = new Pn532Host(chip);
  try {
    const firmware = await host.wake();
    const proven = await prove(options, host);
    const subject = await cardSubject(cardOf(host), {
      address: `serial:${path}`,
      reader: firmware,
      level: 'pn532',
      proven,
      capabilities: ['pn532', 'type-b'],
      serial: chip,
      ...(profile === undefined ? {} : { profile }),
    });
    return { subject, host };
  } catch (error) {
    await line.close();
    throw error;
  }
}

/**
 * Hands a nonce to the control API and asks the chip for it, for one reader of the simulator after the other: a
 * chip does not know the name of the reader that it is in.
 */
async function prove(
  { control, path, random = machineRandom }: SerialOptions,
  host: Pn532Host,
): Promise<Proven | undefined> {
  if (control === undefined) return undefined;
  const state = (await new ControlApi(control, '').state()) as ControlState;
  for (const { name } of state.readers) {
    const api = new ControlApi(control, name);
    const nonce = random(16);
    await api.arm(toHex(nonce));
    const answer = await host.proof();
    if (answer === undefined || !sameBytes(answer, nonce)) continue;
    return { proof: { method: 'nonce', nonce: toHex(nonce), reader: name }, control: api, state };
  }
  throw new ToldError('subject/not-proven', {
    en: `the chip at ${path} does not belong to the simulator at ${control.url}: it did not give the nonce back`,
    ja: `${path}のチップは${control.url}のシミュレーターのものではない。ノンスが返らなかった`,
  });
}
