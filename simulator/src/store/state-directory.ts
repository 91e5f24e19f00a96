/** A file of the state directory, written in place. Nothing is durable before `flush` resolves. */
export interface StateFile {
  /** Length in bytes. */
  readonly length: number;
  /** Reads the whole file. */
  read(): Uint8Array;
  /** Writes all bytes at `position`, or throws. */
  write(position: number, bytes: Uint8Array): void;
  /** Resolves when what was written, and the length, is on the disk. */
  flush(): Promise<void>;
  /** Calling it again does nothing. */
  close(): void;
}

/** What the store needs of the file system: the files of one directory, by name. Errors are the system's own. */
export interface StateDirectory {
  readonly path: string;
  list(): readonly string[];
  /** Opens a file for reading and writing; undefined when there is none. */
  open(name: string): StateFile | undefined;
  /** Creates an empty file that only its owner may read; fails when there is one. */
  create(name: string): StateFile;
  /** Replaces `to` by `from` in one step. */
  rename(from: string, to: string): void;
  /** Does nothing when the file is gone already. */
  remove(name: string): void;
  /** Resolves when created, renamed and removed names are on the disk. */
  flush(): Promise<void>;
}
