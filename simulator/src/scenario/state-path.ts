export type Found = { readonly value: unknown } | { readonly missing: string };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((word) => typeof word === 'string');

const nameOf = (entry: Readonly<Record<string, unknown>>): unknown => entry.id ?? entry.kind ?? entry.number;

/** By id, by kind for the certificates of one carrier, or by number; what has none of them by its place from 1. */
function member(list: readonly unknown[], key: string): unknown {
  const named = list.find((entry) => isRecord(entry) && nameOf(entry) === key);
  if (named !== undefined) return named;
  const placed = list[Number(key) - 1];
  return isRecord(placed) && nameOf(placed) === undefined ? placed : undefined;
}

const idsIn = (list: unknown): unknown[] =>
  Array.isArray(list) ? list.filter(isRecord).map(({ id }) => id) : [];

/** How many of all certificates have every one of the words as carrier, kind, state, reason or holder. */
const count = (certificates: readonly unknown[], words: readonly string[]): number =>
  certificates.filter(
    (entry) => isRecord(entry) && words.every((word) => Object.values(entry).includes(word)),
  ).length;

const certificateWords = new Set(
  (
    'card phone signature authentication pending valid held revoked expired unspecified keyCompromise ' +
    'cACompromise affiliationChanged superseded cessationOfOperation certificateHold'
  ).split(' '),
);

function keysOf(value: unknown): string {
  if (Array.isArray(value)) {
    const ids = value.filter(isRecord).map((entry, index) => String(nameOf(entry) ?? index + 1));
    return ids.join(', ') || 'none';
  }
  return isRecord(value) ? Object.keys(value).join(', ') : 'nothing below it';
}

/**
 * What stands at a dotted path of the state; a list of words as one text. Members of a list go by id
 * (`phones.1.enrolment`), the certificates of a card or phone by kind, with the state `absent` for one that is not
 * there; `certificates.phone.valid` counts those in the issuer's books that all of the words fit.
 */
export function valueAt(state: unknown, path: string): Found {
  const keys = path.split('.');
  if (keys[0] === 'certificates' && isRecord(state) && Array.isArray(state.certificates)) {
    // The id of a person stands for the holder.
    const words = [...certificateWords, ...idsIn(state.persons)];
    const strange = keys.slice(1).find((word) => !words.includes(word));
    if (strange !== undefined) {
      return { missing: `no word "${strange}" for certificates; there are: ${words.join(', ')}` };
    }
    return { value: count(state.certificates, keys.slice(1)) };
  }
  let value = state;
  let above = '';
  for (const [index, key] of keys.entries()) {
    let next: unknown;
    if (Array.isArray(value)) next = member(value, key);
    else if (isRecord(value) && Object.hasOwn(value, key)) next = value[key];
    if (next === undefined && above === 'certificates' && ['signature', 'authentication'].includes(key)) {
      next = { kind: key, state: 'absent' };
    }
    if (next === undefined) {
      const place = keys.slice(0, index).join('.') || 'the state';
      return { missing: `no "${key}" in ${place}; there are: ${keysOf(value)}` };
    }
    value = next;
    above = key;
  }
  return { value: isWords(value) ? value.join(', ') : value };
}
