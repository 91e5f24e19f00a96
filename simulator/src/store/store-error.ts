import { SimulatorError } from '../errors.ts';

export type StoreErrorCode =
  | 'store/damaged'
  | 'store/truncated'
  | 'store/newer-format'
  | 'store/full'
  | 'store/in-use'
  | 'store/not-permitted'
  | 'store/failed'
  | 'store/closed';

/** Why the state cannot be used; the text names the file, what was found there, and what to do. */
export class StoreError extends SimulatorError {
  declare readonly code: StoreErrorCode;
  /** File or directory it is about. */
  readonly path: string;
  constructor(code: StoreErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(code, `${path}: ${message}`, options);
    this.path = path;
  }
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const notPermitted = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ELOOP']);

/** The StoreError for what the operating system refused; one that is a StoreError already stays itself. */
export function storeErrorOf(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const errno = error instanceof Error && 'code' in error ? String(error.code) : '';
  const options = { cause: error };
  if (full.has(errno)) {
    return new StoreError(
      'store/full',
      path,
      `no space left to keep the state (${reason}). What was committed before is safe; free some space and start again.`,
      options,
    );
  }
  if (notPermitted.has(errno)) {
    return new StoreError(
      'store/not-permitted',
      path,
      `the state cannot be kept here (${reason}). Name a directory that this user may write to.`,
      options,
    );
  }
  return new StoreError(
    'store/failed',
    path,
    `the state could not be read or written (${reason}). What was committed before is kept; look after the disk, then start again.`,
    options,
  );
}
