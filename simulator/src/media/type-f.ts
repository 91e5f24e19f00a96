import type { ContactlessParameters } from '../card/icc.ts';

export type TypeFParameters = Extract<ContactlessParameters, { modulation: 'F' }>;

const everySystem = 0xff;

/** A FeliCa card as far as a reader that looks for another card meets it: polling and no more. @see JIS X 6319-4 */
export class TypeF {
  readonly #parameters: TypeFParameters;

  constructor(parameters: TypeFParameters) {
    this.#parameters = parameters;
  }

  /** Length byte included, CRC not. */
  receive(frame: Uint8Array): Uint8Array | undefined {
    const { idm, pmm, systemCode } = this.#parameters;
    if (frame[0] !== frame.length || frame.length !== 6 || frame[1] !== 0x00) return undefined;
    const asked = [frame[2]!, frame[3]!];
    const own = [systemCode >> 8, systemCode & 0xff];
    if (!asked.every((byte, i) => byte === everySystem || byte === own[i])) return undefined;
    const told = frame[4] === 0x01 ? own : [];
    return Uint8Array.of(18 + told.length, 0x01, ...idm, ...pmm, ...told);
  }
}
