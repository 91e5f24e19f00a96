import type { Timers } from '../../clock/timers.ts';
import type { EndpointLog } from '../endpoint.ts';
import { linkDevice } from './device-link.ts';
import { PseudoTerminal } from './pseudo-terminal.ts';
import type { SerialDevice } from './serial-device.ts';

/** A serial port of this machine: a pseudo-terminal that `path` leads to. Rejects with EndpointError. */
export async function openTerminalDevice(options: {
  readonly path: string;
  readonly timers: Timers;
  readonly log: EndpointLog;
  readonly onData: (bytes: Uint8Array) => void;
}): Promise<SerialDevice> {
  const terminal = await PseudoTerminal.open(options);
  try {
    const unlink = linkDevice(options.path, terminal.ownPath);
    return {
      address: options.path,
      env: { LIBNFC_DEVICE: `pn532_uart:${options.path}` },
      write: (bytes) => terminal.write(bytes),
      discardUnread: () => terminal.discardUnread(),
      get baudRate() {
        return terminal.baudRate;
      },
      close: async () => {
        unlink();
        terminal.close();
      },
    };
  } catch (error) {
    terminal.close();
    throw error;
  }
}
