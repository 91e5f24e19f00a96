import { type CardBlocks, unmeasuredBlocks } from '@kazashi/profiles';
import type { ContactlessParameters, Icc } from '../card/icc.ts';
import { BlockProtocol } from './block-protocol.ts';
import { type Activation, longestWaitingTimeMs } from './frame-size.ts';
import type { PiccHolds } from './picc-holds.ts';
import { type CardPlace, type CardServices, type NoAnswer, PoweredCard } from './powered-card.ts';
import type { BitRate, Modulation } from './rf-frame.ts';
import { TypeA } from './type-a.ts';
import { TypeB } from './type-b.ts';
import { TypeF } from './type-f.ts';

/** A frame that a card sends back. */
export interface PiccAnswer {
  readonly bytes: Uint8Array;
  /** A CRC stands behind. */
  readonly crc: boolean;
}

/** A frame as the card hears it. */
export interface HeardFrame {
  readonly modulation: Modulation;
  readonly bitRate: BitRate;
  /** Without its CRC when that was good; else all that was on the air. */
  readonly bytes: Uint8Array;
  readonly crc: boolean;
  /** Bits of the last byte. */
  readonly bits: number;
}

/** What cards in a field share. */
export interface PiccEnvironment {
  readonly holds: PiccHolds;
  readonly random: (length: number) => Uint8Array;
  readonly services: CardServices;
  readonly place: CardPlace;
  /** Who holds the field, for the trace. */
  readonly holder: () => string;
}

const rates: Readonly<Record<Modulation, readonly BitRate[]>> = { A: [106], B: [106], F: [212, 424] };

function initialOf(
  parameters: ContactlessParameters,
  { holds, random }: PiccEnvironment,
): TypeA | TypeB | TypeF {
  switch (parameters.modulation) {
    case 'A':
      return new TypeA(parameters, holds, random);
    case 'B':
      return new TypeB(parameters, holds, random);
    case 'F':
      return new TypeF(parameters);
  }
}

/**
 * A card in a field: initialisation, block protocol, and the activation that executes its commands, each exactly
 * once whatever is sent again.
 */
export class Picc {
  readonly modulation: Modulation;
  #icc: Icc;
  readonly #environment: PiccEnvironment;
  readonly #initial: TypeA | TypeB | TypeF;
  readonly #blocksAs: CardBlocks;
  readonly #crcChecked: boolean;
  #on = false;
  #blocks: BlockProtocol | undefined;
  #activation: Activation | undefined;
  #powered: PoweredCard | undefined;
  /** The answer to the command under way, once it is there. */
  #result: Uint8Array | NoAnswer | undefined;
  #running: Promise<void> | undefined;
  /** The frame that will be sent when the command or its waiting time is over: until then nothing is heard. */
  #toCome: Promise<PiccAnswer | undefined> | undefined;

  constructor(icc: Icc, parameters: ContactlessParameters, environment: PiccEnvironment) {
    this.#icc = icc;
    this.modulation = parameters.modulation;
    this.#environment = environment;
    this.#initial = initialOf(parameters, environment);
    this.#blocksAs = (parameters.modulation === 'F' ? undefined : parameters.blocks) ?? unmeasuredBlocks;
    this.#crcChecked = environment.holds('crc-checked');
  }

  get icc(): Icc {
    return this.#icc;
  }

  /** Present while the card is activated and has the block protocol. */
  get powered(): PoweredCard | undefined {
    return this.#blocks === undefined ? undefined : this.#powered;
  }

  /** Present while the card is activated. */
  get activation(): Activation | undefined {
    return this.#activation;
  }

  /** PUPI, UID or IDm, as it is just now. */
  get identifier(): Uint8Array {
    if (this.#initial instanceof TypeB) return this.#initial.pupi;
    if (this.#initial instanceof TypeA) return this.#initial.uid;
    const parameters = this.#icc.contactless;
    return parameters?.modulation === 'F' ? parameters.idm : new Uint8Array(0);
  }

  power(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    if (!this.#environment.holds('power-off-forgets') && this.#blocks !== undefined) return;
    if (on) {
      if (!(this.#initial instanceof TypeF)) this.#initial.reset();
    } else {
      this.#powered?.close();
      this.#forget();
    }
  }

  /** The same card as another object, that begins anew. */
  follow(icc: Icc): void {
    this.#icc = icc;
    this.#powered?.repower(icc);
  }

  /** It is taken out of the field. */
  remove(): void {
    this.#on = false;
    this.#powered?.lose('reader/card-removed');
    this.#forget();
  }

  /** Out of the field and back in it, faster than anybody looks. */
  flicker(): void {
    if (!this.#on) return;
    this.power(false);
    this.power(true);
  }

  #forget(): void {
    this.#blocks = undefined;
    this.#activation = undefined;
    this.#powered = undefined;
    this.#toCome = undefined;
    this.#running = undefined;
    this.#result = undefined;
  }

  /** What is sent back; `undefined` is silence. Whatever the bytes are, it does not throw. */
  receive(frame: HeardFrame): PiccAnswer | undefined | Promise<PiccAnswer | undefined> {
    if (!this.#on) return undefined;
    if (frame.modulation !== this.modulation && this.#environment.holds('modulation-kept')) return undefined;
    if (this.#blocks === undefined) return this.#initialise(frame);
    // A card that works does not listen: whoever sends meanwhile hears the answer to what was sent before.
    if (this.#toCome !== undefined) return this.#toCome;
    if (frame.bitRate !== this.#activation!.receive && this.#environment.holds('bit-rate-kept'))
      return undefined;
    return this.#block(frame);
  }

  #initialise({ bytes, bitRate, crc, bits, modulation }: HeardFrame): PiccAnswer | undefined {
    if (!rates[modulation].includes(bitRate)) return undefined;
    const initial = this.#initial;
    if (initial instanceof TypeA) {
      const answer = initial.receive(bytes, crc, bits);
      if (initial.activation !== undefined) this.#activate(initial.activation);
      return answer;
    }
    const frame = crc ? bytes : this.#unchecked(bytes);
    const answer = frame && initial.receive(frame);
    if (initial instanceof TypeB && initial.activation !== undefined) this.#activate(initial.activation);
    return answer && { bytes: answer, crc: true };
  }

  /** A frame with a wrong CRC as a card takes it that does not notice. */
  #unchecked(bytes: Uint8Array): Uint8Array | undefined {
    return this.#crcChecked || bytes.length < 3 ? undefined : bytes.subarray(0, -2);
  }

  #activate(activation: Activation): void {
    const { holds, place, holder, services } = this.#environment;
    this.#activation = activation;
    this.#blocks = new BlockProtocol(activation, holds, this.#blocksAs);
    if (this.#powered === undefined || holds('activation-begins-anew')) {
      this.#powered = new PoweredCard(this.#icc, place, holder(), services);
    }
  }

  #block(frame: HeardFrame): PiccAnswer | undefined | Promise<PiccAnswer | undefined> {
    const blocks = this.#blocks!;
    let { bytes } = frame;
    if (!frame.crc) {
      if (!this.#environment.holds('never-nak')) return { bytes: Uint8Array.of(0xb2), crc: true };
      const taken = this.#unchecked(bytes);
      if (taken === undefined) return undefined;
      bytes = taken;
    }
    if (this.#initial instanceof TypeA) {
      const answer = this.#initial.receive(bytes, true, 8);
      if (answer !== undefined) {
        this.#activation = this.#initial.activation;
        return answer;
      }
    } else if (this.#initial instanceof TypeB && !this.#environment.holds('b-active-ignores-request')) {
      const answer = this.#initial.receive(bytes);
      if (answer !== undefined) {
        this.#forget();
        return { bytes: answer, crc: true };
      }
    }
    const outcome = blocks.receive(bytes);
    if (outcome === 'execute') return this.#execute(blocks);
    if (outcome === 'granted') {
      return this.#result === undefined
        ? this.#wait(blocks, this.#blocksAs.wtxMultiplier)
        : this.#answer(blocks);
    }
    if (outcome === undefined) return undefined;
    if (blocks.deselected) this.#deselect();
    return { bytes: outcome, crc: true };
  }

  #deselect(): void {
    const { holds } = this.#environment;
    if (!(this.#initial instanceof TypeF)) this.#initial.deselect(holds('deselect-halts') ? 'halt' : 'idle');
    const powered = this.#powered;
    if (holds('activation-begins-anew')) powered?.close();
    this.#forget();
    if (!holds('activation-begins-anew')) this.#powered = powered;
  }

  #execute(blocks: BlockProtocol): PiccAnswer | undefined | Promise<PiccAnswer | undefined> {
    const answer = this.#powered!.execute(blocks.command);
    // A fault may have taken the card away meanwhile.
    if (this.#blocks !== blocks) return undefined;
    if (answer instanceof Uint8Array) return { bytes: blocks.respond(answer), crc: true };
    if (!(answer instanceof Promise)) {
      blocks.lose();
      return undefined;
    }
    this.#result = undefined;
    this.#running = answer.then((result) => {
      if (this.#blocks === blocks) this.#result = result;
    });
    return this.#wait(blocks, 1);
  }

  /** The answer, or the request for more time, whichever comes first. `granted`: WTXM for this wait. */
  #wait(blocks: BlockProtocol, granted: number): Promise<PiccAnswer | undefined> {
    const { services, holds } = this.#environment;
    const { wtxAfter, wtxMultiplier } = this.#blocksAs;
    const running = this.#running!;
    const toCome = new Promise<PiccAnswer | undefined>((resolve) => {
      let asked = false;
      const limitMs = Math.min(this.#activation!.fwtMs * granted, longestWaitingTimeMs) * wtxAfter;
      const timer = holds('extension-asked')
        ? services.timers.after(limitMs, () => {
            asked = true;
            if (this.#blocks !== blocks) return resolve(undefined);
            this.#toCome = undefined;
            resolve({ bytes: blocks.extend(wtxMultiplier), crc: true });
          })
        : undefined;
      running.then(() => {
        timer?.cancel();
        if (asked) return;
        if (this.#blocks !== blocks) return resolve(undefined);
        this.#toCome = undefined;
        resolve(this.#answer(blocks));
      });
    });
    this.#toCome = toCome;
    return toCome;
  }

  #answer(blocks: BlockProtocol): PiccAnswer | undefined {
    const result = this.#result;
    this.#result = undefined;
    this.#running = undefined;
    if (result instanceof Uint8Array) return { bytes: blocks.respond(result), crc: true };
    blocks.lose();
    return undefined;
  }
}
