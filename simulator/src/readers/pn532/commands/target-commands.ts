import { bytes, defineChipCommand, syntaxError } from '../chip-command.ts';

export interface TargetRequest {
  readonly mode: number;
  readonly mifare: Uint8Array;
  readonly felica: Uint8Array;
  readonly nfcid3: Uint8Array;
  readonly generalBytes: Uint8Array;
  readonly historicalBytes: Uint8Array;
}

const [mifareLength, felicaLength, nfcid3Length] = [6, 18, 10];
const fixedLength = 1 + mifareLength + felicaLength + nfcid3Length;

/** Card emulation. The chip is a card of type A, FeliCa or NFC-DEP; type B it cannot be. */
export const TG_INIT_AS_TARGET = defineChipCommand<TargetRequest, Uint8Array>({
  name: 'TgInitAsTarget',
  code: 0x8c,
  clause: 'UM0701-02, 7.3.14',
  request: {
    decode(all) {
      const general = all[fixedLength];
      const historical = all[fixedLength + 1 + (general ?? 0)];
      if (general === undefined || historical === undefined) throw syntaxError('parameters are missing');
      const generalFrom = fixedLength + 1;
      const historicalFrom = generalFrom + general + 1;
      if (all.length !== historicalFrom + historical) throw syntaxError('lengths do not agree', generalFrom);
      const felicaFrom = 1 + mifareLength;
      const nfcid3From = felicaFrom + felicaLength;
      return {
        mode: all[0]!,
        mifare: all.subarray(1, felicaFrom),
        felica: all.subarray(felicaFrom, nfcid3From),
        nfcid3: all.subarray(nfcid3From, fixedLength),
        generalBytes: all.subarray(generalFrom, generalFrom + general),
        historicalBytes: all.subarray(historicalFrom),
      };
    },
    encode: ({ mode, mifare, felica, nfcid3, generalBytes, historicalBytes }) =>
      Uint8Array.of(
        mode,
        ...mifare,
        ...felica,
        ...nfcid3,
        generalBytes.length,
        ...generalBytes,
        historicalBytes.length,
        ...historicalBytes,
      ),
  },
  /** Mode, and the first command of the initiator. */
  answer: bytes,
});
