import { type CardContact, type Reader, ReaderError } from '../../readers/reader.ts';
import type { EndpointLog } from '../endpoint.ts';
import { maxPayloadLength } from './frames.ts';

/** Payloads of one byte from vpcd; anything longer is a command APDU. */
export const ControlByte = { powerOff: 0x00, powerOn: 0x01, reset: 0x02, getAtr: 0x04 } as const;

/** The connection is to be closed: vpcd takes that for the card's removal. */
export const eject = Symbol('eject');

export type IccAnswer = Uint8Array | undefined | typeof eject;

// The response does not fit. A shortened one with 9000 would pass for the whole.
const noPreciseDiagnosis = Uint8Array.of(0x6f, 0x00);

/**
 * The card as vpcd drives it over one connection. vpcd serialises what it sends, so the caller hands over one
 * payload at a time and waits for its answer.
 * @see pcsc reference, 2.1
 */
export class VirtualIcc {
  readonly #reader: Reader;
  readonly #holder: string;
  readonly #log: EndpointLog;
  #contact: CardContact | undefined;
  #atr: Uint8Array | undefined;

  constructor(reader: Reader, holder: string, log: EndpointLog) {
    this.#reader = reader;
    this.#holder = holder;
    this.#log = log;
  }

  /** The payload that answers, nothing, or `eject`. */
  answer(payload: Uint8Array): IccAnswer | Promise<IccAnswer> {
    if (payload.length === 0) return eject;
    try {
      return payload.length === 1 ? this.#control(payload[0]!) : this.#transmit(payload);
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** It lies otherwise: unless it is in use, vpcd's next question looks for it anew. */
  cardMoved(): void {
    if (this.#contact === undefined) this.#atr = undefined;
  }

  /** Takes the card's power. */
  close(): void {
    this.#contact?.close();
    this.#contact = undefined;
  }

  #control(byte: number): IccAnswer {
    switch (byte) {
      case ControlByte.powerOff:
        this.close();
        return undefined;
      case ControlByte.powerOn:
        this.#power();
        return undefined;
      case ControlByte.reset:
        this.close();
        this.#power();
        return undefined;
      case ControlByte.getAtr:
        return this.#answerToReset();
      default:
        this.#log.warn('vpcd sent an unknown control byte', { byte });
        return undefined;
    }
  }

  /** vpcd asks for the ATR to learn of the card's presence, every 400 ms and also without power. */
  #answerToReset(): IccAnswer {
    if (this.#atr === undefined) {
      this.#power();
      this.close();
    }
    // An empty ATR cannot be told: a response of no length ends the connection on vpcd's side.
    return this.#atr === undefined || this.#atr.length === 0 ? eject : this.#atr;
  }

  #power(): CardContact {
    this.#contact ??= this.#reader.activate(this.#holder);
    this.#atr = this.#contact.atr;
    return this.#contact;
  }

  #transmit(command: Uint8Array): IccAnswer | Promise<IccAnswer> {
    const response = this.#power().transmit(command);
    if (response instanceof Uint8Array) return this.#carried(response);
    return response.then(
      (bytes) => this.#carried(bytes),
      (error: unknown) => this.#failed(error),
    );
  }

  #carried(response: Uint8Array): Uint8Array {
    if (response.length <= maxPayloadLength) return response;
    this.#log.warn('a response is longer than vpcd carries; answered 6F00', { length: response.length });
    return noPreciseDiagnosis;
  }

  #failed(error: unknown): typeof eject {
    this.close();
    if (!(error instanceof ReaderError)) {
      this.#log.warn('the card failed', { error: error instanceof Error ? error.message : String(error) });
    }
    return eject;
  }
}
