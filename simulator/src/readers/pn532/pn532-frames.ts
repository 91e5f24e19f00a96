/** Frame identifier: from host to chip, and back. @see UM0701-02, 6.2.1.1 */
export const fromHost = 0xd4;
export const fromChip = 0xd5;

/** Longest frame, identifier included; data are one byte shorter. @see UM0701-02, 6.2.1.2 */
export const maxFrameLength = 265;

const longestNormal = 255;

/** @see UM0701-02, 6.2.1.3 */
export const ackFrame: Uint8Array = Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00);
/** @see UM0701-02, 6.2.1.4 */
export const nackFrame: Uint8Array = Uint8Array.of(0x00, 0x00, 0xff, 0xff, 0x00, 0x00);
/** Application level error: unknown command or wrong syntax. @see UM0701-02, 6.2.1.5 */
export const errorFrame: Uint8Array = Uint8Array.of(0x00, 0x00, 0xff, 0x01, 0xff, 0x7f, 0x81, 0x00);

/** How a frame is written; standard unless told otherwise. */
export interface FrameForm {
  readonly amble?: boolean;
  readonly extended?: boolean;
}

/**
 * Identifier and data as a frame: a normal one up to 255 bytes, an extended one above.
 * @see UM0701-02, 6.2.1.1 and 6.2.1.2
 */
export function encodeFrame(
  content: Uint8Array,
  { amble = true, extended = content.length > longestNormal }: FrameForm = {},
): Uint8Array {
  const { length } = content;
  const before = amble ? 3 : 2;
  const header = extended ? 5 : 2;
  const frame = new Uint8Array(before + header + length + 1 + (amble ? 1 : 0));
  let at = amble ? 2 : 1;
  frame[at++] = 0xff;
  if (extended) {
    frame[at++] = 0xff;
    frame[at++] = 0xff;
    frame[at++] = length >> 8;
    frame[at++] = length;
    frame[at++] = -((length >> 8) + length);
  } else {
    frame[at++] = length;
    frame[at++] = -length;
  }
  frame.set(content, at);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += content[i]!;
  frame[at + length] = -sum;
  return frame;
}
