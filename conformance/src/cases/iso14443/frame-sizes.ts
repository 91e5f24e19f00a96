import { concat, hex, toHex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { ready } from './block-order.ts';
import { type FieldCase, fieldCases } from './field-case.ts';

/** Bytes of a frame, CRC included, by FSDI and FSCI. @see ISO/IEC 14443-4, 5.1 */
const sizes = [16, 24, 32, 40, 48, 64, 96, 128, 256];
const readAll = '00 b0 00 00 00';

/** Reads 256 bytes to a reader with such frames; SELECT goes out in parts of the same size. */
const ofReader = (size: number, fsdi: number): FieldCase => ({
  title: [
    `To a reader with frames of ${size} bytes long answers come in parts`,
    `フレーム長${size}バイトのリーダーには長い応答を分割して送る`,
  ],
  clause: '4, 7.5.2',
  text: [
    `256 bytes come in frames of ${size} bytes at most, each part but the last with the chaining bit, and are the same.`,
    `256バイトが最大${size}バイトのフレームで届き、最後以外は連鎖ビットを持ち、内容は一致する。`,
  ],
  rules: [
    // To a reader of the largest frames no block can be too long.
    ...(size < 256 ? ['block-within-fsd'] : []),
    'chaining-marked',
    'chaining-continued',
    'number-toggles-on-ack',
  ],
  async run(bench) {
    await ready(bench, 8);
    // The reference in pieces that need no chain.
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < 256; at += 128) {
      const pcb = pieces.length % 2 === 0 ? 0x02 : 0x03;
      const answer = await bench.need(Uint8Array.of(pcb, 0x00, 0xb0, 0x00, at, 0x80), '.. * 90 00');
      pieces.push(hex(answer).subarray(1, -2));
    }
    await bench.powerCycle();
    await ready(bench, fsdi);
    const parts: Uint8Array[] = [];
    let number = 0;
    let block = hex(await bench.expect(`02 ${readAll}`, '.. *'));
    for (let count = 0; count < 30; count++) {
      const most = size - 2;
      const pcb = block[0]!;
      bench.check.that(
        t('length and number of the block', 'ブロックの長さと番号'),
        block.length <= most && (pcb & 0xef) === (0x02 | number),
        `${most} at most, ${number}`,
        `${block.length}, ${pcb & 1}`,
      );
      parts.push(block.subarray(1));
      if ((pcb & 0x10) === 0) break;
      number ^= 1;
      block = hex(await bench.expect(Uint8Array.of(0xa2 | number), '.. *'));
    }
    const whole = concat(...parts);
    bench.check.same(t('what was read', '読み取った内容'), whole, concat(...pieces, hex('90 00')));
  },
});

/** SELECT to a card with such frames, in parts that fill them. */
const ofCard = (size: number, fsci: number): FieldCase => ({
  title: [
    `A card with frames of ${size} bytes takes that much and no more`,
    `フレーム長${size}バイトのカードはその長さまで受け取る`,
  ],
  clause: '4, 7.5.2 and 7.5.5.2',
  basis: 'inferred',
  text: [
    `A chained block that makes a frame of ${size} bytes is acknowledged; one byte more is met with silence.`,
    `${size}バイトのフレームになる連鎖ブロックにはR(ACK)を返し、1バイト長ければ応答しない。`,
  ],
  rules: ['frame-within-fsc', 'chain-acknowledged'],
  lies: [{ modulation: 'B', protocolInfo: toHex(Uint8Array.of(0xb3, (fsci << 4) | 1, 0xa1)) }],
  async run(bench) {
    await bench.activate();
    const data = size - 3;
    await bench.expect(concat(hex('12'), new Uint8Array(data + 1)), 'silence');
    // GET CHALLENGE with a command field that is too long for it is refused, and answered all the same.
    const command = concat(hex('00 84 00 00'), Uint8Array.of(data), new Uint8Array(data));
    await bench.expect(concat(hex('12'), command.subarray(0, data)), 'a2');
    await bench.expect(concat(hex('03'), command.subarray(data)), '03 .. ..');
  },
});

const subject = { needs: 'type-b & jpki' };

/** Chains in both directions at every frame size there is. */
export const frameSizeCases = fieldCases('block', subject, {
  ...Object.fromEntries(sizes.map((size, fsdi) => [`answer-in-frames-of-${size}`, ofReader(size, fsdi)])),
  ...Object.fromEntries(
    sizes.map((size, fsci) => [`command-in-frames-of-${size}`, ofCard(size, fsci)]).slice(0, 8),
  ),
});
