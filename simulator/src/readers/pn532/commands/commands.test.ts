import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodecError } from '../../../codec/codec-error.ts';
import { hex, toHex } from '../../../codec/hex.ts';
import type { Codec } from '../chip-command.ts';
import * as initiator from './initiator-commands.ts';
import * as chip from './miscellaneous-commands.ts';
import * as rf from './rf-commands.ts';
import * as target from './target-commands.ts';

const commands = [initiator, chip, rf, target].flatMap((module) =>
  Object.values(module).filter((one) => typeof one === 'object' && 'clause' in one),
);

const again = <T>(codec: Codec<T>, bytes: Uint8Array): string => toHex(codec.encode(codec.decode(bytes)));

test.each([
  [chip.DIAGNOSE, '006c6962', '006c6962'],
  [chip.GET_FIRMWARE_VERSION, '', '32010607'],
  [chip.GET_GENERAL_STATUS, '', '27000101000000' + '80'],
  [chip.READ_REGISTER, '63026303', '0080'],
  [chip.WRITE_REGISTER, '630280633c10', ''],
  [chip.READ_GPIO, '', '3f0700'],
  [chip.WRITE_GPIO, 'a080', ''],
  [chip.SET_SERIAL_BAUD_RATE, '07', ''],
  [chip.SET_PARAMETERS, '14', ''],
  [chip.SAM_CONFIGURATION, '011401', ''],
  [chip.POWER_DOWN, 'b000', '00'],
  [rf.RF_CONFIGURATION, '05ff0102', ''],
  [rf.RF_REGULATION_TEST, '00', ''],
  [initiator.IN_LIST_PASSIVE_TARGET, '010300', '010150a1b2c3d4000005e0b381a10101'],
  [initiator.IN_DATA_EXCHANGE, '4100a40400', '409000'],
  [initiator.IN_COMMUNICATE_THRU, '050008', '00ca01'],
  [initiator.IN_DESELECT, '01', '00'],
  [initiator.IN_RELEASE, '00', '27'],
  [initiator.IN_SELECT, '01', '2a'],
  [initiator.IN_AUTO_POLL, '1402200310', '00'],
  [initiator.IN_JUMP_FOR_DEP, '000000', '01'],
  [target.TG_INIT_AS_TARGET, `05${'00'.repeat(34)}02aabb01cc`, '0400'],
] as const)('$0.name goes through its codec both ways', (command, request, answer) => {
  const { request: asked, answer: answered } = command as { request: Codec<unknown>; answer: Codec<unknown> };
  expect(again(asked, hex(request))).toBe(request);
  expect(again(answered, hex(answer))).toBe(answer);
});

test('no two commands share a code', () => {
  const codes = commands.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

describe('bytes that are no request', () => {
  test.each([
    [chip.DIAGNOSE, ''],
    [chip.READ_REGISTER, '63'],
    [chip.SET_SERIAL_BAUD_RATE, '09'],
    [chip.SAM_CONFIGURATION, ''],
    [initiator.IN_LIST_PASSIVE_TARGET, '0303'],
    [initiator.IN_LIST_PASSIVE_TARGET, '0106'],
    [initiator.IN_AUTO_POLL, '000103'],
    [initiator.IN_AUTO_POLL, '0110'],
    [target.TG_INIT_AS_TARGET, '05'],
  ] as const)('$0.name "%s"', (command, request) => {
    expect(() => command.request.decode(hex(request))).toThrow(CodecError);
  });

  test('any bytes are decoded or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...commands), fc.uint8Array({ maxLength: 60 }), (command, bytes) => {
        for (const codec of [command.request, command.answer] as Codec<unknown>[]) {
          try {
            expect(again(codec, bytes)).toBe(toHex(bytes));
          } catch (error) {
            if (!(error instanceof CodecError)) throw error;
          }
        }
      }),
    );
  });
});
