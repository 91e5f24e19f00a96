import type { Json } from './store.ts';

function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'object' && Object.values(value).every(isJson);
}

/**
 * The value itself, as something that can be stored; nothing is copied, so that what many share stays shared.
 * Throws TypeError when it holds what JSON cannot.
 */
export function asJson(value: unknown): Json {
  if (!isJson(value)) throw new TypeError('this cannot be stored as JSON');
  return value;
}

/**
 * A stored value as what was stored: the one place where that is taken on trust. The store has checked that its
 * bytes are those that were written, and its version that this program wrote them so.
 */
export const fromJson = <T>(value: unknown): T => value as T;
