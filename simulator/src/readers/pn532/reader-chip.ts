import type { ReaderServices } from '../contact-parts.ts';
import type { EmulatedReader } from '../emulated-reader.ts';
import { HostLink } from '../host-link.ts';
import { ReaderError } from '../reader.ts';
import { Pn532 } from './pn532.ts';

/** The host's end of a chip's serial line. */
export interface ChipLine {
  /** Name of the endpoint, for the trace. */
  readonly holder: string;
  readonly pacing?: boolean;
  readonly write: (bytes: Uint8Array, baudRate: number) => void;
  /** The line goes and comes back, as when a cable is loose. */
  readonly hangUp?: () => void;
}

/** The PN532 in a reader. Throws ReaderError `reader/unknown` for a reader that has none. */
export function chipOf(reader: EmulatedReader, services: ReaderServices, line: ChipLine): Pn532 {
  const { field } = reader;
  if (field === undefined || reader.profile.host !== 'pn532') {
    throw new ReaderError('reader/unknown', `${reader.name} has no PN532`);
  }
  let rate = 0;
  const link = new HostLink(reader, services.timers, {
    write: (bytes) => line.write(bytes, rate),
    close: () => line.hangUp?.(),
  });
  field.holder = line.holder;
  field.pacing = line.pacing ?? false;
  return new Pn532({
    field,
    rules: services.rules,
    timers: services.timers,
    write: (bytes, baudRate) => {
      rate = baudRate;
      link.write(bytes);
    },
    pacing: line.pacing ?? false,
    takeProof: () => services.takeProof(reader.name),
  });
}
