import { decodeTlvs, tlv } from '../codec/ber-tlv.ts';
import { CodecError } from '../codec/codec-error.ts';
import { concatBytes } from '../codec/hex.ts';
import { crcGood, withCrc } from '../media/crc.ts';
import type { RfAnswer } from '../media/rf-frame.ts';
import type { Pcd } from './pcd/pcd.ts';

/** What a session uses of its reader. */
export interface SessionAntenna {
  readonly pcd: Pcd;
  power(on: boolean): void;
}

const tag = {
  version: 0x80,
  start: 0x81,
  end: 0x82,
  fieldOff: 0x83,
  fieldOn: 0x84,
  flags: 0x90,
  sentBits: 0x91,
  receivedBits: 0x92,
  transmit: 0x93,
  receive: 0x94,
  transceive: 0x95,
  status: 0x96,
  response: 0x97,
  switchProtocol: 0x8f,
  error: 0xc0,
  timer: 0x5f46,
  answerToReset: 0x5f51,
} as const;

/** Status words of a data object. @see PC/SC part 3, supplement for contactless cards, 2.3 */
const word = {
  success: 0x9000,
  noAnswer: 0x6401,
  wrongLength: 0x6700,
  noSession: 0x6985,
  notSupported: 0x6a81,
} as const;

const version = Uint8Array.of(0x02, 0x02, 0x00);
const answered = Uint8Array.of(0x90, 0x00);
const notSupported = Uint8Array.of(0x6a, 0x81);
const wrongLength = Uint8Array.of(0x67, 0x00);
const defaultTimerUs = 100_000;

type Modulation = 'A' | 'B' | 'F';
/** 00 type A, 01 type B, 03 FeliCa; 02, ISO/IEC 15693, this reader does not do. */
const modulations: ReadonlyMap<number, Modulation> = new Map([
  [0x00, 'A'],
  [0x01, 'B'],
  [0x03, 'F'],
]);
const layers: readonly number[] = [0x02, 0x03, 0x04];

/** Bits of the second byte of the flags: what the reader does not do. */
const flag = { noCrcSent: 0x01, crcGiven: 0x02 } as const;

/** Ends the list of objects: which one failed, and why. */
class Failed {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

type Outcome = readonly Uint8Array[] | Failed;
type Late<T> = T | Promise<T>;

const then = <T, U>(value: Late<T>, next: (value: T) => Late<U>): Late<U> =>
  value instanceof Promise ? value.then(next) : next(value);

/**
 * A host that speaks to the card past the reader: FF C2. Unverified where the supplement leaves room; real readers
 * differ.
 * @see PC/SC part 3, supplement for contactless cards, rev. 2.02
 */
export class TransparentSession {
  readonly #antenna: SessionAntenna;
  #open = false;
  #modulation: Modulation;
  #layer = 4;
  #timerUs = defaultTimerUs;
  #flags = 0;
  #sentBits = 8;
  /** The card is not as the reader left it. */
  #touched = false;

  constructor(antenna: SessionAntenna) {
    this.#antenna = antenna;
    const { card } = antenna.pcd;
    this.#modulation = card?.type === 'A' ? 'A' : 'B';
  }

  get touched(): boolean {
    return this.#touched;
  }

  /** The reader has taken its card back. */
  settled(): void {
    this.#touched = false;
  }

  /** `FF C2 00 P2 Lc objects [Le]`. */
  answer(command: Uint8Array): Late<Uint8Array> {
    const [, , p1, p2 = 0, length] = command;
    if (p1 !== 0x00 || p2 > 0x02) return notSupported;
    if (length === undefined || command.length < 5 + length || command.length > 6 + length)
      return wrongLength;
    let objects: ReturnType<typeof decodeTlvs>;
    try {
      objects = decodeTlvs(command.subarray(5, 5 + length));
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      return wrongLength;
    }
    const act = [this.#manage, this.#exchange, this.#switch][p2]!;
    return this.#each(objects, (object) => act.call(this, object.tag, object.value), 0, []);
  }

  /** One object after the other, up to the first that fails. */
  #each(
    objects: readonly { readonly tag: number; readonly value: Uint8Array }[],
    act: (object: { readonly tag: number; readonly value: Uint8Array }) => Late<Outcome>,
    index: number,
    answers: readonly Uint8Array[],
  ): Late<Uint8Array> {
    const object = objects[index];
    if (object === undefined) return ended(0, word.success, answers);
    return then(act(object), (outcome) =>
      outcome instanceof Failed
        ? ended(index + 1, outcome.status, answers)
        : this.#each(objects, act, index + 1, [...answers, ...outcome]),
    );
  }

  #manage(object: number, value: Uint8Array): Late<Outcome> {
    switch (object) {
      case tag.version:
        return [tlv(tag.version, version)];
      case tag.start:
        if (this.#open) return new Failed(word.noSession);
        this.#open = true;
        this.#touched = true;
        return [];
      case tag.end:
        if (!this.#open) return new Failed(word.noSession);
        this.#open = false;
        return [];
      case tag.fieldOff:
      case tag.fieldOn:
        if (!this.#open) return new Failed(word.noSession);
        this.#antenna.power(object === tag.fieldOn);
        return [];
      case tag.timer:
        return this.#time(value);
      default:
        return new Failed(word.notSupported);
    }
  }

  #time(value: Uint8Array): Outcome {
    if (value.length !== 4) return new Failed(word.wrongLength);
    this.#timerUs = new DataView(value.buffer, value.byteOffset).getUint32(0, true);
    return [];
  }

  #exchange(object: number, value: Uint8Array): Late<Outcome> {
    if (!this.#open) return new Failed(word.noSession);
    switch (object) {
      case tag.flags:
        if (value.length !== 2) return new Failed(word.wrongLength);
        this.#flags = value[1]!;
        return [];
      case tag.sentBits:
        if (value.length !== 1) return new Failed(word.wrongLength);
        this.#sentBits = value[0]! & 0x07 || 8;
        return [];
      case tag.timer:
        return this.#time(value);
      case tag.transmit:
        return then(this.#send(value), () => []);
      case tag.transceive:
        return this.#layer === 4
          ? this.#command(value)
          : then(this.#send(value), (heard) => this.#heard(heard));
      default:
        return new Failed(word.notSupported);
    }
  }

  /** By blocks, which the reader makes. */
  #command(command: Uint8Array): Late<Outcome> {
    return then(this.#antenna.pcd.transmit(command), (answer) =>
      typeof answer === 'string' ? new Failed(word.noAnswer) : response(answer, 8),
    );
  }

  #send(bytes: Uint8Array): Late<RfAnswer> {
    const modulation = this.#modulation;
    const whole = this.#sentBits === 8;
    const added = whole && (this.#flags & flag.noCrcSent) === 0 && this.#layer === 3;
    return this.#antenna.pcd.raw({
      modulation,
      bitRate: modulation === 'F' ? 212 : 106,
      bytes: added ? withCrc(modulation, bytes) : bytes,
      crc: 'host',
      timeoutMs: this.#timerUs / 1000,
      ...(whole ? {} : { lastBits: this.#sentBits }),
    });
  }

  #heard(heard: RfAnswer): Outcome {
    switch (heard.kind) {
      case 'silence':
      case 'field-off':
        return new Failed(word.noAnswer);
      case 'collision':
        return [tlv(tag.status, Uint8Array.of(0x02, heard.bits >> 3)), ...response(heard.bytes, 8)];
      case 'corrupt':
        return [tlv(tag.status, Uint8Array.of(errorBit[heard.error], 0x00)), ...response(heard.bytes, 8)];
      case 'frame': {
        const { bytes, lastBits = 8 } = heard;
        const cut = (this.#flags & flag.crcGiven) === 0 && this.#layer === 3 && bytes.length > 2;
        if (!cut) return response(bytes, lastBits);
        const good = crcGood(this.#modulation, bytes);
        const status = tlv(tag.status, Uint8Array.of(good ? 0x00 : 0x01, 0x00));
        return [status, ...response(bytes.subarray(0, -2), lastBits)];
      }
    }
  }

  #switch(object: number, value: Uint8Array): Late<Outcome> {
    if (!this.#open) return new Failed(word.noSession);
    if (object !== tag.switchProtocol) return new Failed(word.notSupported);
    const modulation = modulations.get(value[0] ?? 0xff);
    const layer = value[1] ?? 0;
    if (value.length !== 2) return new Failed(word.wrongLength);
    if (modulation === undefined || !layers.includes(layer)) return new Failed(word.notSupported);
    this.#modulation = modulation;
    this.#layer = layer;
    // Whatever layer it was in: it begins anew.
    this.#antenna.power(false);
    this.#antenna.power(true);
    if (layer !== 4) return [];
    return then(this.#antenna.pcd.activate(), (card) =>
      card === undefined ? new Failed(word.noAnswer) : [tlv(tag.answerToReset, this.#antenna.pcd.atr)],
    );
  }
}

const errorBit = { crc: 0x01, parity: 0x04, framing: 0x08, temperature: 0x08 } as const;

const response = (bytes: Uint8Array, lastBits: number): Uint8Array[] => [
  tlv(tag.receivedBits, Uint8Array.of(lastBits & 0x07)),
  tlv(tag.response, bytes),
];

/** `C0 03`: number of the object that failed, 00 for none, and its status word; then the answers, and 9000. */
function ended(index: number, status: number, answers: readonly Uint8Array[]): Uint8Array {
  const error = tlv(tag.error, Uint8Array.of(index, status >> 8, status & 0xff));
  return concatBytes(error, ...answers, answered);
}
