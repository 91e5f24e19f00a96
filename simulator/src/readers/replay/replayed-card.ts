import { answer, type Execution } from '../../card/execution.ts';
import type { Icc } from '../../card/icc.ts';
import { toHex } from '../../codec/hex.ts';
import { Playback, type Recording } from './recording.ts';

/** Status word of a command that the recording does not hold: no diagnosis. @see ISO/IEC 7816-4:2020, 5.6 */
const noDiagnosis = 0x6f00;

/** A card that says what a real one has said; `onUnseen` is told of commands that it was never asked. */
export function replayedCard(recording: Recording, onUnseen: (command: string) => void): Icc {
  return {
    id: 'replay',
    label: recording.title,
    atr: recording.answerToReset,
    contacts: true,
    contactless: undefined,
    open() {
      const playback = new Playback(recording);
      return {
        execute(command): Execution {
          const sent = toHex(command);
          const found = playback.find(sent);
          if (found?.came !== undefined) {
            return { response: found.came, change: undefined, executionTimeMs: 0, cause: undefined };
          }
          onUnseen(sent);
          return answer(noDiagnosis);
        },
        close: () => {},
      };
    },
  };
}
