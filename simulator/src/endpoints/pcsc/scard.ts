/**
 * Return codes by what they say. Two numbers differ from Windows: pcsc-lite's unsupported feature is 8010001F
 * (Windows 80100022).
 * @see pcsc reference, 1.5
 */
export const SCARD = {
  success: 0x0000_0000,
  internalError: 0x8010_0001,
  cancelled: 0x8010_0002,
  invalidHandle: 0x8010_0003,
  noMemory: 0x8010_0006,
  insufficientBuffer: 0x8010_0008,
  unknownReader: 0x8010_0009,
  timeout: 0x8010_000a,
  sharingViolation: 0x8010_000b,
  noSmartcard: 0x8010_000c,
  protocolMismatch: 0x8010_000f,
  invalidValue: 0x8010_0011,
  notTransacted: 0x8010_0016,
  readerUnavailable: 0x8010_0017,
  serviceStopped: 0x8010_001e,
  unsupportedFeature: 0x8010_001f,
  unresponsiveCard: 0x8010_0066,
  unpoweredCard: 0x8010_0067,
  resetCard: 0x8010_0068,
  removedCard: 0x8010_0069,
} as const satisfies Record<string, number>;

export const ShareMode = { exclusive: 1, shared: 2, direct: 3 } as const;

export const Disposition = { leave: 0, reset: 1, unpower: 2, eject: 3 } as const;

/** Protocol bits; `anyOld` is the old spelling of T=0 or T=1. */
export const Protocol = { undefined: 0, t0: 1, t1: 2, raw: 4, t15: 8, anyOld: 0x1000 } as const;

/** What READER_STATE carries as readerSharing besides a count. */
export const Sharing = { exclusive: -1, none: 0 } as const;

/** Bits of readerState, and the combinations pcscd shows. */
export const CardState = {
  unknown: 0x01,
  absent: 0x02,
  present: 0x04,
  swallowed: 0x08,
  powered: 0x10,
  negotiable: 0x20,
  ready: 0x34,
  mute: 0x0c,
} as const;

/** Longest command or response: 4 + 3 + 65,536 + 3 + 2 bytes. */
export const maxExtendedBuffer = 65_548;
export const maxAttribute = 264;
export const maxAtr = 33;
export const maxReaderName = 128;

/** Readers that a client below 4:6 can see, and the fewest that a 4:6 client accepts as a count. */
export const fixedReaders = 16;

/** The protocol's one major number, and the newest minor spoken here. */
export const protocolMajor = 4;
export const newestMinor = 6;
