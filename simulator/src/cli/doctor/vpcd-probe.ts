import { hex } from '../../codec/hex.ts';
import { encodeFrame, FrameReader } from '../../endpoints/vpcd/frames.ts';
import { SplitWatch } from '../../endpoints/vpcd/split-watch.ts';
import { ControlByte } from '../../endpoints/vpcd/virtual-icc.ts';
import { type Connection, codeOf, type Environment } from './environment.ts';

export const vpcdPort = 35_963;

/** What a vpcd did with a card that was there for a moment. */
export type VpcdProbe =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreachable'; readonly code: string }
  /** It took the connection and asked nothing. */
  | { readonly kind: 'silent' }
  /** `gapsMs`: from each length to its payload; 0 when they came together. */
  | { readonly kind: 'asked'; readonly gapsMs: readonly number[]; readonly delayed: boolean };

/** pcscd looks for the card every 400 ms. */
const stayMs = 1500;
/** T=1, no historical bytes, with TCK. @see ISO/IEC 7816-3, 8.2 */
const atr = hex('3b 80 80 01 01');
const instructionNotSupported = hex('6d 00');

/** Is the card of a vpcd on this machine for a second and a half, and watches how it is asked. @see pcsc reference, 2 */
export async function probeVpcd(environment: Environment): Promise<VpcdProbe> {
  let connection: Connection;
  try {
    connection = await environment.connect({ host: '127.0.0.1', port: vpcdPort });
  } catch (error) {
    const code = codeOf(error);
    return code === 'ECONNREFUSED' ? { kind: 'none' } : { kind: 'unreachable', code };
  }
  try {
    return await beCard(environment, connection);
  } finally {
    connection.close();
  }
}

async function beCard(environment: Environment, connection: Connection): Promise<VpcdProbe> {
  const frames = new FrameReader();
  const gapsMs: number[] = [];
  let delayed = false;
  const watch = new SplitWatch({
    info: () => {},
    warn: () => {
      delayed = true;
    },
  });
  const end = environment.now() + stayMs;
  let headerAt: number | undefined;
  for (let left = stayMs; left > 0; left = end - environment.now()) {
    const chunk = await connection.read(left);
    if (typeof chunk === 'string') break;
    frames.push(chunk);
    for (let payload = frames.next(); payload !== undefined; payload = frames.next()) {
      const gap = headerAt === undefined ? 0 : environment.now() - headerAt;
      headerAt = undefined;
      gapsMs.push(gap);
      watch.message(gap);
      const answer = answerTo(payload);
      if (answer !== undefined) connection.write(encodeFrame(answer));
    }
    if (frames.headerAlone) headerAt = environment.now();
  }
  return gapsMs.length === 0 ? { kind: 'silent' } : { kind: 'asked', gapsMs, delayed };
}

function answerTo(payload: Uint8Array): Uint8Array | undefined {
  if (payload.length > 1) return instructionNotSupported;
  return payload[0] === ControlByte.getAtr ? atr : undefined;
}
