import type { EndpointLog } from '../endpoint.ts';

/** From here on, in milliseconds, the gap between a length and its payload is the delayed ACK and no chance. */
const suspiciousMs = 30;
const enough = 3;

/**
 * Recognises a vpcd that sends length and payload apart: Nagle's algorithm then keeps the payload back until
 * our kernel's delayed ACK, and each APDU takes 45 ms. Nothing on this side can help, so it is named once.
 * Releases up to virtualsmartcard-0.8 do so; in reversed mode those also end pcscd (a negative socket in an
 * fd_set) as soon as a slot has no connection.
 * @see pcsc reference, 2.6
 */
export class SplitWatch {
  readonly #log: EndpointLog;
  #messages = 0;
  #late = 0;
  #told = false;

  constructor(log: EndpointLog) {
    this.#log = log;
  }

  /** A message came `gapMs` after its length, 0 when both came together. */
  message(gapMs: number): void {
    if (this.#told) return;
    this.#messages++;
    if (gapMs >= suspiciousMs) this.#late++;
    if (this.#late < enough || this.#late * 2 < this.#messages) return;
    this.#told = true;
    this.#log.warn(
      'this vpcd sends length and payload apart, which costs about 45 ms for each APDU. Remedies: ' +
        'a vpcd built from vsmartcard after 2023-03-14 (tag virtualsmartcard-0.9 or later); ' +
        'or as root: ip route change local 127.0.0.1 dev lo proto kernel scope host src 127.0.0.1 table local ' +
        'quickack 1 (and the same for 127.0.0.0/8); or the pcsc endpoint. ' +
        'In reversed mode the same vpcd ends pcscd when a card is taken away',
      { gapMs: Math.round(gapMs) },
    );
  }
}
