import { type ApplicationName, applicationOf } from './applications.ts';

/** The file that a command goes to; a part is undefined when it is not known. */
export interface FileAddress {
  readonly application: ApplicationName | undefined;
  readonly file: number | undefined;
}

const nowhere: FileAddress = { application: undefined, file: undefined };

/** Follows the exchange and knows which application and file are current, as the card does. */
export class CardPosition {
  #current: FileAddress = nowhere;

  get current(): FileAddress {
    return this.#current;
  }

  reset(): void {
    this.#current = nowhere;
  }

  /** The file the command is about to address, by short identifier or as the current one. */
  target(command: Uint8Array): FileAddress {
    const cla = command[0] ?? 0;
    if ((cla & 0x73) !== 0) return nowhere;
    const short = shortIdentifier(command);
    return short === undefined ? this.#current : { application: this.#current.application, file: short };
  }

  /** Takes note of a command and how it was answered. */
  observe(command: Uint8Array, statusWord: number): void {
    const [cla, ins, p1] = command;
    if (cla === 0x08 && ins === 0xa4 && statusWord === 0x9000) {
      // What was selected is hidden under secure messaging.
      this.#current = { application: this.#current.application, file: undefined };
      return;
    }
    if (cla === 0x00 && ins === 0xa4) {
      // 6283 warns that the application is locked, and has selected it.
      if (statusWord !== 0x9000 && statusWord !== 0x6283) return;
      const data = command.subarray(5, 5 + (command[4] ?? 0));
      if (p1 === 0x04) this.#current = { application: applicationOf(data), file: undefined };
      if (p1 === 0x02 && data.length === 2) {
        this.#current = { application: this.#current.application, file: data[0]! * 256 + data[1]! };
      }
      return;
    }
    const short = shortIdentifier(command);
    if (short !== undefined && (statusWord === 0x9000 || statusWord >> 8 === 0x63)) {
      this.#current = { application: this.#current.application, file: short };
    }
  }
}

/** READ BINARY carries the short EF identifier in P1, READ RECORD in P2 bits 8-4, the others in P2. */
function shortIdentifier(command: Uint8Array): number | undefined {
  const [, ins, p1 = 0, p2 = 0] = command;
  if (ins === 0xb0) return p1 >= 0x80 ? p1 & 0x1f : undefined;
  if (ins === 0xb2) return p2 >> 3 || undefined;
  if (ins === 0x20 || ins === 0x24 || ins === 0x2a || ins === 0x88 || ins === 0x32) {
    return p2 > 0x80 ? p2 & 0x1f : undefined;
  }
  return undefined;
}
