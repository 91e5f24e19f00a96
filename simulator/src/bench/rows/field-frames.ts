import { cardProfiles, personProfiles, readerProfiles } from '@kazashi/profiles';
import { concatBytes, hex } from '../../codec/hex.ts';
import type { RfAnswer } from '../../media/rf-frame.ts';
import { createSimulator, profileOf } from '../../start-card.ts';
import { selectJpki } from '../commands.ts';
import type { BenchRow } from '../row.ts';
import { callsPerSecond, median } from '../sampling.ts';

const rounds = 21;
const roundMs = 50;
const warmMs = 300;

/** An activated card in a field; sends a frame that is answered at once. */
async function activatedCard(): Promise<(bytes: Uint8Array) => RfAnswer> {
  const simulator = createSimulator({ seed: 1 });
  const card = await simulator.issueCard({
    card: profileOf(cardProfiles, 'mynumber/contactless-05e0', 'card'),
    person: profileOf(personProfiles, 'test/adult', 'person'),
  });
  const field = simulator.addReader(profileOf(readerProfiles, 'kazashi/generic', 'reader'), card).field!;
  field.power(true);
  const send = (bytes: Uint8Array): RfAnswer => {
    const answer = field.transceive({ modulation: 'B', bitRate: 106, bytes, crc: 'reader', timeoutMs: 400 });
    if (answer instanceof Promise) throw new Error('the field did not answer at once');
    return answer;
  };
  const atqb = send(hex('05 00 08'));
  if (atqb.kind !== 'frame') throw new Error(`no card: ${atqb.kind}`);
  send(concatBytes(hex('1d'), atqb.bytes.subarray(1, 5), hex('00 08 01 00')));
  return send;
}

export const fieldFramesRow: BenchRow = {
  id: 'field/frames',
  title: {
    en: 'I-blocks with a SELECT, field and card, in process',
    ja: 'SELECTを運ぶIブロック(磁界とカード、プロセス内)',
  },
  unit: '/s',
  goal: { of: 'value', bound: 'at-least', limit: 300_000 },
  async measure() {
    const send = await activatedCard();
    const blocks = [concatBytes(hex('02'), selectJpki), concatBytes(hex('03'), selectJpki)] as const;
    let number: 0 | 1 = 0;
    const call = (): void => {
      const answer = send(blocks[number]);
      // 02 or 03, 9000: a refusal or a repetition would be measured as a fast card.
      if (answer.kind !== 'frame' || answer.bytes.length !== 3 || answer.bytes[0] !== blocks[number][0]) {
        throw new Error('the card did not answer as it should');
      }
      number ^= 1;
    };
    callsPerSecond(call, 1000, warmMs);
    const rates = Array.from({ length: rounds }, () => callsPerSecond(call, 1000, roundMs));
    return { value: median(rates), rounds: rates };
  },
};
