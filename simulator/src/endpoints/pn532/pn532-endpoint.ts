import type { Timers } from '../../clock/timers.ts';
import { firstBaudRate, type SerialChip } from '../../readers/pn532/pn532.ts';
import type { Reader, ReaderRegistry } from '../../readers/reader.ts';
import { type Endpoint, EndpointError, type EndpointLog } from '../endpoint.ts';
import type { SerialDevice } from './serial-device.ts';
import { openTcpDevice } from './tcp-device.ts';
import { openTerminalDevice } from './terminal-device.ts';

/** Where the line is: a path that leads to a pseudo-terminal, or a TCP port. */
export type Pn532Place =
  | { readonly transport: 'terminal'; readonly path: string }
  | { readonly transport: 'tcp'; readonly host: string; readonly port: number };

/** The chip's end of the line. */
export interface ChipLine {
  /** Name of the endpoint, for the trace. */
  readonly holder: string;
  readonly write: (bytes: Uint8Array) => void;
}

export interface Pn532EndpointOptions {
  readonly place: Pn532Place;
  readonly registry: ReaderRegistry;
  /** Makes the chip of a reader. */
  readonly chipOf: (reader: Reader, line: ChipLine) => SerialChip;
  readonly timers: Timers;
  readonly log: EndpointLog;
}

/** Whether a reader is reached over the serial line of a PN532. */
export const isPn532 = ({ profile }: Reader): boolean => profile.host === 'pn532';

const wakeUpZeros = 5;
/** A program that begins has been silent before; the pieces of one frame follow each other faster. */
const newProgramMs = 10;

/**
 * Bytes with which a program begins: those that wake the chip. libnfc sends 55 55 00…, nfcpy ten times 00.
 * @see nfc-readers reference, 4
 */
function isWakeUp(bytes: Uint8Array): boolean {
  const from = bytes[0] === 0x55 && bytes[1] === 0x55 ? 2 : 0;
  const zeros = bytes.subarray(from, from + wakeUpZeros);
  return zeros.length === wakeUpZeros && zeros.every((byte) => byte === 0x00);
}

/** A serial line, and the chip at its end. */
class Line {
  readonly reader: Reader;
  readonly chip: SerialChip;
  readonly device: SerialDevice;
  /** Other than the chip's: the program has set another one. */
  #hostRate: number | undefined;
  readonly #timers: Timers;
  #heardAt = Number.NEGATIVE_INFINITY;

  private constructor(reader: Reader, chip: SerialChip, device: SerialDevice, timers: Timers) {
    this.#timers = timers;
    this.reader = reader;
    this.chip = chip;
    this.device = device;
  }

  static async open(options: Pn532EndpointOptions, reader: Reader, holder: string): Promise<Line> {
    const { place, timers, log } = options;
    let line: Line | undefined;
    const onData = (bytes: Uint8Array): void => line?.receive(bytes);
    const device =
      place.transport === 'tcp'
        ? await openTcpDevice({ ...place, log, onData })
        : await openTerminalDevice({ ...place, timers, log, onData });
    const chip = options.chipOf(reader, { holder, write: (bytes) => device.write(bytes) });
    line = new Line(reader, chip, device, timers);
    return line;
  }

  receive(bytes: Uint8Array): void {
    const now = this.#timers.now();
    const silentMs = now - this.#heardAt;
    this.#heardAt = now;
    if (silentMs >= newProgramMs && isWakeUp(bytes)) {
      this.chip.forgetHalfFrame();
      this.device.discardUnread();
      // Only a chip that another program has left at another rate can be out of step.
      const measured = this.chip.baudRate === firstBaudRate ? undefined : this.device.baudRate;
      this.#hostRate = measured === this.chip.baudRate ? undefined : measured;
    }
    this.chip.receive(bytes, this.#hostRate);
  }

  async close(): Promise<void> {
    this.chip.reset();
    await this.device.close();
  }
}

/**
 * Serves the first PN532 reader of the registry over a serial line. When the reader is unplugged the line hangs up;
 * it is there again when the reader is. Rejects with EndpointError.
 */
export async function startPn532Endpoint(options: Pn532EndpointOptions): Promise<Endpoint> {
  const { place, registry, log } = options;
  const reader = registry.readers.find(isPn532);
  if (reader === undefined) {
    throw new EndpointError(
      'endpoint/not-here',
      'there is no reader with a PN532; --reader nxp/pn532 adds one',
    );
  }
  const holder = place.transport === 'tcp' ? `pn532:tcp:${place.host}:${place.port}` : `pn532:${place.path}`;
  const first = await Line.open(options, reader, holder);
  const { address, env } = first.device;
  // A port that was chosen by the system stays the same for the line that comes back.
  const port = Number(/:(\d+)$/.exec(address)?.[1]);
  const again = place.transport === 'tcp' ? { ...options, place: { ...place, port } } : options;
  let line: Line | undefined = first;
  /** Everything that opens or closes the line, one after the other. */
  let turn: Promise<void> = Promise.resolve();
  const next = (step: () => Promise<void>): void => {
    turn = turn.then(step).catch((error: unknown) => {
      log.warn('the serial line could not be opened again', {
        error: error instanceof Error ? error.message : String(error),
      });
    });
  };
  const hangUp = async (): Promise<void> => {
    const open = line;
    line = undefined;
    await open?.close();
  };
  const unsubscribe = registry.subscribe((event) => {
    if (event.reader !== reader) return;
    if (event.type === 'reader.removed') next(hangUp);
    if (event.type === 'reader.added') {
      next(async () => {
        line ??= await Line.open(again, reader, holder);
      });
    }
  });
  return {
    kind: 'pn532',
    address,
    env,
    close: async () => {
      unsubscribe();
      next(hangUp);
      await turn;
    },
  };
}
