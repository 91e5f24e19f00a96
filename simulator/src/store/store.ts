/** Anything that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One transaction: keys to their new value, or to `null` when the key goes away. Atomic over all of them. */
export type Change = ReadonlyMap<string, Json | null>;

/**
 * Where the non-volatile state of cards and machines is kept, as keys (`card/1/secret/jpki-authentication`)
 * with JSON values.
 *
 * `commit` takes the values when it is called and resolves when they are durable; an answer that depends on
 * the change is not sent before that. It returns `undefined` instead of a promise when nothing is to be
 * waited for. After a rejected commit the store refuses all others: the state in memory is then ahead of the
 * disk and the process must end.
 */
export interface Store {
  /** What was found when the store was opened. */
  readonly entries: ReadonlyMap<string, Json>;
  commit(change: Change): Promise<void> | undefined;
  close(): Promise<void>;
}
