import { describe, expect, test } from 'vitest';
import { EndpointError } from '../endpoints/endpoint.ts';
import { SimulatorError } from '../errors.ts';
import { ReaderError } from '../readers/reader.ts';
import { StoreError } from '../store/store-error.ts';
import { exitCodeOf } from './exit-codes.ts';

describe('the exit code of', () => {
  test.each<[string, unknown, number]>([
    ['a refused event', new SimulatorError('event/refused', ''), 1],
    ['a clock that does not move', new SimulatorError('clock/backwards', ''), 1],
    ['a clock of the machine', new SimulatorError('clock/real', ''), 1],
    ['a reader without card', new ReaderError('reader/no-card', ''), 1],
    ['an unknown event', new SimulatorError('event/unknown', ''), 2],
    ['a wrong option', new SimulatorError('usage/option', ''), 2],
    ['an unknown rule', new SimulatorError('rules/unknown', ''), 2],
    ['an unknown profile', new SimulatorError('profile/unknown', ''), 2],
    ['no simulator', new SimulatorError('usage/no-simulator', ''), 2],
    ['a busy socket', new EndpointError('endpoint/address-in-use', ''), 2],
    ['state that another process has', new StoreError('store/in-use', '/s', ''), 10],
    ['state that is cut', new StoreError('store/truncated', '/s', ''), 11],
    ['state that is damaged', new StoreError('store/damaged', '/s', ''), 12],
    ['state of a later version', new StoreError('store/newer-format', '/s', ''), 13],
    ['a full disk', new StoreError('store/full', '/s', ''), 14],
    ['a directory of others', new StoreError('store/not-permitted', '/s', ''), 15],
    ['an error of nobody', new Error('what'), 1],
    ['no error at all', 'what', 1],
  ])('%s', (_what, error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});
