import type { ReaderProfile } from '@kazashi/profiles';
import { asciiBytes, concatBytes } from '../codec/hex.ts';

const success = 0x90;
/** Operation failed. @see ACR122U API, 5 and 6 */
const failed = Uint8Array.of(0x63, 0x00);

/** Bits of the PICC operating parameter. @see ACR122U API, 6.5 */
const piccParameter = { A: 0x01, B: 0x02, F: 0x18 } as const;

/** Codes of the escape commands that set one byte, and its value at power-up. Unverified: recalled from ACS manuals. */
const escapeSettings: ReadonlyMap<number, number> = new Map([
  [0x20, 0x07], // PICC operating parameter
  [0x21, 0x8f], // LED and buzzer behaviour
  [0x23, 0x8f], // automatic polling
  [0x25, 0x01], // antenna field
  [0x28, 0x00], // buzzer
  [0x29, 0x00], // LED
]);

/** What is set in one reader of ACS by its control commands; it outlasts contacts. */
export class AcsSettings {
  /** @see ACR122U API, 6.5: everything is polled for at the start. */
  polling = 0xff;
  /** Whether cards of that kind are polled for. */
  readonly asksFor = (modulation: 'A' | 'B' | 'F'): boolean =>
    (this.polling & piccParameter[modulation]) !== 0;
  readonly #led = { state: 0x02 };
  readonly #escape = new Map(escapeSettings);

  /** `FF 00 40`, `41`, `48`, `50`, `51`, `52`; undefined for others. @see ACR122U API, 6 */
  answer(profile: ReaderProfile, command: Uint8Array): Uint8Array | undefined {
    const [, ins, p1, p2 = 0] = command;
    if (ins !== 0x00) return undefined;
    switch (p1) {
      case 0x40: {
        // LED and buzzer: four bytes of times and repetitions.
        if (command.length !== 9 || command[4] !== 4) return failed;
        this.#light(p2);
        return Uint8Array.of(success, this.#led.state);
      }
      case 0x41:
      case 0x52:
        return command.length === 5 ? Uint8Array.of(success, 0x00) : failed;
      case 0x48:
        return command.length === 5 ? asciiBytes(profile.firmware ?? profile.name) : failed;
      case 0x50:
        return command.length === 5 ? Uint8Array.of(success, this.polling) : failed;
      case 0x51:
        if (command.length !== 5) return failed;
        this.polling = p2;
        return Uint8Array.of(success, p2);
      default:
        return undefined;
    }
  }

  /** The final states of both LEDs, where the masks say that they change. */
  #light(control: number): void {
    for (const bit of [0, 1]) {
      if ((control & (0x04 << bit)) === 0) continue;
      this.#led.state = (this.#led.state & ~(1 << bit)) | (control & (1 << bit));
    }
  }

  /** `E0 00 00 code Lc [value]`, answered `E1 00 00 00 Lc data`; undefined for what is none of these. */
  escape(profile: ReaderProfile, command: Uint8Array): Uint8Array | undefined {
    const [first, second, third, code = 0, length] = command;
    if (first !== 0xe0 || second !== 0 || third !== 0 || length === undefined) return undefined;
    const told = (data: Uint8Array): Uint8Array =>
      concatBytes(Uint8Array.of(0xe1, 0x00, 0x00, 0x00, data.length), data);
    if (code === 0x18) return told(asciiBytes(profile.firmware ?? profile.name));
    const value = this.#escape.get(code);
    if (value === undefined || command.length !== 5 + length || length > 1) return failed;
    if (length === 1) this.#escape.set(code, command[5]!);
    return told(Uint8Array.of(this.#escape.get(code)!));
  }
}
