/** Keys of InSetProtocol. @see nfc-readers reference, 6.1 */
export const ProtocolKey = {
  initialGuardTime: 0x00,
  addCrc: 0x01,
  checkCrc: 0x02,
  multiCard: 0x03,
  addParity: 0x04,
  checkParity: 0x05,
  bitwiseAnticollision: 0x06,
  lastByteBits: 0x07,
  mifareCrypto: 0x08,
  addSof: 0x09,
  checkSof: 0x0a,
  addEof: 0x0b,
  checkEof: 0x0c,
  deafTime: 0x0e,
  continuousReceive: 0x0f,
  continuousReceiveLength: 0x10,
  type1Tag: 0x11,
  rfCollisionAvoidance: 0x12,
  guardTime: 0x13,
} as const;

/** 0D is reserved; the string of defaults that every host sends leaves it out. */
const knownKeys: ReadonlySet<number> = new Set(Object.values(ProtocolKey));
export const isProtocolKey = (key: number): boolean => knownKeys.has(key);

/** Values after power-up, as hosts set them again before each use. */
export const defaultProtocol: ReadonlyMap<number, number> = new Map([
  [ProtocolKey.initialGuardTime, 0x18],
  [ProtocolKey.addCrc, 1],
  [ProtocolKey.checkCrc, 1],
  [ProtocolKey.multiCard, 0],
  [ProtocolKey.addParity, 0],
  [ProtocolKey.checkParity, 0],
  [ProtocolKey.bitwiseAnticollision, 0],
  [ProtocolKey.lastByteBits, 8],
  [ProtocolKey.mifareCrypto, 0],
  [ProtocolKey.addSof, 0],
  [ProtocolKey.checkSof, 0],
  [ProtocolKey.addEof, 0],
  [ProtocolKey.checkEof, 0],
  [ProtocolKey.deafTime, 4],
  [ProtocolKey.continuousReceive, 0],
  [ProtocolKey.continuousReceiveLength, 0],
  [ProtocolKey.type1Tag, 0],
  [ProtocolKey.rfCollisionAvoidance, 0],
  [ProtocolKey.guardTime, 6],
]);
