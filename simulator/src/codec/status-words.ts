/**
 * Status words by their name in ISO/IEC 7816-4, with what this card means by them.
 * @see jpki-card reference, sections 3, 4 and 5.2
 */
export const SW = {
  success: 0x9000,
  selectedFileDeactivated: 0x6283,
  authenticationFailed: 0x6300,
  retriesLeft: 0x63c0,
  /** SET SESSION KEY where the application has no key to deliver one to. */
  noKeyDelivery: 0x66f1,
  wrongLength: 0x6700,
  channelNotSupported: 0x6881,
  secureMessagingNotSupported: 0x6882,
  chainingNotSupported: 0x6884,
  commandIncompatibleWithFile: 0x6981,
  securityStatusNotSatisfied: 0x6982,
  /** What this card answers to a VERIFY once the reference is blocked; 6983 was never seen on it. */
  referenceDataNotUsable: 0x6984,
  conditionsNotSatisfied: 0x6985,
  noCurrentFile: 0x6986,
  secureMessagingObjectsMissing: 0x6987,
  secureMessagingObjectsIncorrect: 0x6988,
  secureMessagingNoSession: 0x69fc,
  wrongData: 0x6a80,
  functionNotSupported: 0x6a81,
  fileNotFound: 0x6a82,
  recordNotFound: 0x6a83,
  incorrectP1P2: 0x6a86,
  referenceNotFound: 0x6a88,
  offsetOutside: 0x6b00,
  instructionNotSupported: 0x6d00,
  classNotSupported: 0x6e00,
  noPreciseDiagnosis: 0x6f00,
} as const satisfies Record<string, number>;

/** 63Cn: the value was wrong, or was only asked for, and n tries are left (15 at most can be told). */
export const retriesLeft = (tries: number): number => SW.retriesLeft | Math.min(tries, 0x0f);

const names = new Map<number, string>(Object.entries(SW).map(([name, value]) => [value, name]));

/** The name of a status word for people, `unknown` when the table has none. */
export function statusWordName(sw: number): string {
  if ((sw & 0xfff0) === SW.retriesLeft) return sw === 0x63c1 ? '1 try left' : `${sw & 0x0f} tries left`;
  return (names.get(sw) ?? 'unknown').replace(/([A-Z0-9]+)/g, (part) => ` ${part.toLowerCase()}`);
}
