import type { ReaderProfile } from '@kazashi/profiles';
import { concatBytes } from '../codec/hex.ts';

/** Class of commands that a contactless reader answers itself. @see PC/SC part 3, 3.2.2.1 */
export const pseudoClass = 0xff;

const getData = 0xca;
/** P1-P2 "KZ": reads back a proof of emulation, a nonce that was given to the control API. */
const proof = 0x4b5a;
const proofLength = 16;

const success = Uint8Array.of(0x90, 0x00);
const functionNotSupported = Uint8Array.of(0x6a, 0x81);
const wrongLength = Uint8Array.of(0x67, 0x00);

export interface PseudoApduContext {
  readonly profile: ReaderProfile;
  /** Of this activation: PUPI for Type B. */
  readonly uid: Uint8Array;
  /** Of the ATS, for a card of Type A. */
  readonly historical?: Uint8Array;
  /** Takes the nonce, if one was given; it is told once. */
  readonly takeProof: () => Uint8Array | undefined;
}

/**
 * What the reader answers to a command of class FF, or `undefined` when it passes it on to the card.
 * @see PC/SC part 3, 3.2.2.1.3 Get Data
 */
export function answerPseudoApdu(context: PseudoApduContext, command: Uint8Array): Uint8Array | undefined {
  const isGetData = command[1] === getData;
  const what = ((command[2] ?? 0) << 8) | (command[3] ?? 0);
  if (isGetData && what === proof && command.length === 5 && command[4] === proofLength) {
    const nonce = context.takeProof();
    if (nonce !== undefined) return concatBytes(nonce, success);
  }
  if (context.profile.pseudoApdus.length === 0) return undefined;
  if (!isGetData) return functionNotSupported;
  if (command.length !== 5) return wrongLength;
  const told =
    what === 0x0000 && context.profile.pseudoApdus.includes('get-uid')
      ? context.uid
      : what === 0x0100 && context.profile.pseudoApdus.includes('get-ats')
        ? context.historical
        : undefined;
  if (told !== undefined) {
    const ne = command[4] || 256;
    return ne < told.length ? Uint8Array.of(0x6c, told.length) : concatBytes(told, success);
  }
  // Type B has no ATS: FF CA 01 is refused as it is for every other object.
  return functionNotSupported;
}
