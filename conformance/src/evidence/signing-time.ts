/** Milliseconds of a UTCTime or GeneralizedTime of a signature; NaN when it is neither. */
export function readSigningTime(tag: number, value: Uint8Array): number {
  const text = Buffer.from(value).toString('latin1');
  const digits = tag === 0x17 ? (Number(text.slice(0, 2)) < 50 ? '20' : '19') + text : text;
  const form = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  if (form === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = form;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
