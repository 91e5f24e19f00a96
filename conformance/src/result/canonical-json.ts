/**
 * JSON with one spelling: members sorted by the UTF-16 code units of their names, no blanks, numbers and
 * strings as ECMAScript writes them. Members that are undefined are left out.
 * @see RFC 8785
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    // Put together by hand: with lists in between the report of 10,000 cases takes a fifth longer.
    const object = value as Readonly<Record<string, unknown>>;
    let members = '';
    for (const name of Object.keys(object).sort()) {
      const member = object[name];
      if (member === undefined) continue;
      members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
    }
    return `{${members}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no such number');
  return JSON.stringify(value);
}

/**
 * The same text in pieces, as an object's members and what their lists hold: a long document is never one string.
 */
export function* canonicalPieces(document: Readonly<Record<string, unknown>>): Generator<string> {
  let before = '{';
  for (const name of Object.keys(document).sort()) {
    const member = document[name];
    if (member === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (!Array.isArray(member)) {
      yield canonicalJson(member);
      continue;
    }
    yield '[';
    for (const [n, item] of member.entries()) yield `${n === 0 ? '' : ','}${canonicalJson(item ?? null)}`;
    yield ']';
  }
  yield before === '{' ? '{}' : '}';
}
