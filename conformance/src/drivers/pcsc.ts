import { randomBytes } from 'node:crypto';
import type { CardProfile } from '@kazashi/profiles';
import { concat, hex, sameBytes, toHex } from '../bytes/hex.ts';
import type { Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { cardSubject, type Proven } from './card-subject.ts';
import { type ControlAddress, ControlApi, type ControlState } from './control-api.ts';
import type { PcscTransport } from './pcsc-transport.ts';

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
  const { reader, profile } = options;
  try {
    const unlimited = new AbortController().signal;
    const proven = await prove(options, (command) => transport.transmit(command, unlimited));
    return await cardSubject(transport, {
      address: `pcsc:${reader}`,
      reader,
      level: 'card',
      proven,
      ...(profile === undefined ? {} : { profile }),
    });
  } catch (error) {
    await transport.close();
    throw error;
  }
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
