import { cardProfiles, personProfiles, readerProfiles } from '@kazashi/profiles';
import { concatBytes, hex } from '../../codec/hex.ts';
import { answerGuardMs, frameMs, requestGuardMs } from '../../media/pacing.ts';
import { createSimulator, profileOf } from '../../start-card.ts';
import { read256, selectCertificate, selectJpki } from '../commands.ts';
import type { BenchRow } from '../row.ts';
import { median } from '../sampling.ts';

const rounds = 5;
const readsPerRound = 8;
const crcLength = 2;

/** Reads of 256 bytes in two blocks each, at 106 kbit/s, as long as they take on the air. */
export const fieldPacingRow: BenchRow = {
  id: 'field/pacing',
  title: {
    en: 'paced reads of 256 bytes, time over that of the arithmetic',
    ja: '256バイトの読み出し(所要時間の再現)、計算値との比',
  },
  unit: 'ms',
  peer: { en: 'arithmetic of ISO/IEC 14443-3', ja: 'ISO/IEC 14443-3による計算' },
  goal: { of: 'ratio', bound: 'at-most', limit: 1.05 },
  async measure() {
    const simulator = createSimulator({ seed: 1 });
    const card = await simulator.issueCard({
      card: profileOf(cardProfiles, 'mynumber/contactless-05e0', 'card'),
      person: profileOf(personProfiles, 'test/adult', 'person'),
    });
    const field = simulator.addReader(profileOf(readerProfiles, 'kazashi/generic', 'reader'), card).field!;
    field.power(true);
    let arithmetic = 0;
    const send = async (bytes: Uint8Array): Promise<Uint8Array> => {
      const answer = await field.transceive({
        modulation: 'B',
        bitRate: 106,
        bytes,
        crc: 'reader',
        timeoutMs: 400,
      });
      if (answer.kind !== 'frame') throw new Error(`no answer: ${answer.kind}`);
      arithmetic +=
        requestGuardMs.B +
        frameMs('B', 106, bytes.length + crcLength) +
        answerGuardMs.B +
        frameMs('B', 106, answer.bytes.length + crcLength);
      return answer.bytes;
    };
    const atqb = await send(hex('05 00 08'));
    await send(concatBytes(hex('1d'), atqb.subarray(1, 5), hex('00 08 01 00')));
    await send(concatBytes(hex('02'), selectJpki));
    await send(concatBytes(hex('03'), selectCertificate));
    field.pacing = true;
    let number = 0;
    const block = (pcb: number, rest: Uint8Array = new Uint8Array(0)): Uint8Array => {
      const made = concatBytes(Uint8Array.of(pcb | number), rest);
      number ^= 1;
      return made;
    };
    const times: number[] = [];
    const peers: number[] = [];
    for (let round = 0; round < rounds; round++) {
      arithmetic = 0;
      const start = performance.now();
      for (let n = 0; n < readsPerRound; n++) {
        await send(block(0x02, read256));
        await send(block(0xa2));
      }
      times.push((performance.now() - start) / readsPerRound);
      peers.push(arithmetic / readsPerRound);
    }
    return { value: median(times), peer: median(peers), rounds: times, peerRounds: peers };
  },
};
