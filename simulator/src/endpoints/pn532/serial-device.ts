/** The host's end of a chip's serial line. */
export interface SerialDevice {
  /** What programs open. */
  readonly address: string;
  readonly env: Readonly<Record<string, string>>;
  /** To the host. Never waits and never throws. */
  write(bytes: Uint8Array): void;
  /** A program begins to speak: what another one has not read is not for it. */
  discardUnread(): void;
  /** Baud rate that the host has set, where it has one. */
  readonly baudRate: number | undefined;
  close(): Promise<void>;
}
