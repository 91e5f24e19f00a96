/** What is known of a file without opening it; symbolic links are followed. */
export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'socket' | 'other';
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
}

export type Address = { readonly path: string } | { readonly host: string; readonly port: number };

/** A stream to a server. */
export interface Connection {
  write(bytes: Uint8Array): void;
  /** What came next, within the time given. */
  read(timeoutMs: number): Promise<Uint8Array | 'closed' | 'silent'>;
  close(): void;
}

export interface SerialPortFacts {
  readonly path: string;
  readonly manufacturer: string | undefined;
  /** `054c:0dc8`, for a port on USB. */
  readonly usb: string | undefined;
}

export interface UsbDeviceFacts {
  readonly vendorId: number;
  readonly productId: number;
  /** Manufacturer and product, as far as the device tells them. */
  readonly name: string;
  readonly interfaceClasses: readonly number[];
}

/** What checks may ask of the machine. */
export interface Environment {
  readonly platform: NodeJS.Platform;
  /** Such as `v20.20.2`. */
  readonly nodeVersion: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Undefined where users have no number. */
  readonly uid: number | undefined;
  /** Date as `2026-11-21`. */
  readonly today: string;
  /** Where running simulators leave their addresses; it need not be there. */
  readonly runtimePath: string;
  /** Milliseconds since some fixed moment. */
  now(): number;
  stat(path: string): FileFacts | undefined;
  /** Names in a directory; none when it cannot be read. */
  list(path: string): readonly string[];
  readText(path: string): string | undefined;
  lives(pid: number): boolean;
  /** Standard output of a program; undefined when it is not there or fails. */
  run(file: string, args: readonly string[]): Promise<string | undefined>;
  /** Rejects with the system's error, `code` and all. */
  connect(address: Address): Promise<Connection>;
  /** Rejects where the machine cannot tell. */
  serialPorts(): Promise<readonly SerialPortFacts[]>;
  /** Rejects where the machine cannot tell. */
  usbDevices(): Promise<readonly UsbDeviceFacts[]>;
}

/** The code of a system's error, such as `ECONNREFUSED`; empty for anything else. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
