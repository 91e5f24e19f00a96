import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hex, toHex } from '../../codec/hex.ts';
import { encodeFrame } from '../pn532/pn532-frames.ts';
import { parseRecording } from './recording.ts';
import { replayedCard } from './replayed-card.ts';
import { ReplayedChip } from './replayed-chip.ts';

const head = (level: string): string =>
  JSON.stringify({ kazashi: 'recording', version: 1, level, title: 'TEST', answerToReset: '3b80' });
const text = (level: string, ...exchanges: readonly (readonly [string, string])[]): string =>
  [head(level), ...exchanges.map(([sent, came]) => JSON.stringify({ sent, came }))].join('\n');

describe('a replayed card', () => {
  const recording = parseRecording(
    text(
      'card',
      ['00a40400', '9000'],
      ['00b00000', '30****9000'],
      ['00a4020c', '9000'],
      ['00b00000', '6986'],
    ),
  );

  test('answers the same command as it was answered at that point of the session', () => {
    const session = replayedCard(recording, () => {}).open();
    const ask = (command: string): string => toHex(session.execute(hex(command)).response);
    expect(['00a40400', '00b00000', '00a4020c', '00b00000'].map(ask)).toEqual([
      '9000',
      '3000009000',
      '9000',
      '6986',
    ]);
  });

  test('begins anew when it is powered anew, and tells what it was never asked', () => {
    const unseen: string[] = [];
    const card = replayedCard(recording, (command) => void unseen.push(command));
    expect(toHex(card.atr)).toBe('3b80');
    for (let i = 0; i < 2; i++) {
      expect(toHex(card.open().execute(hex('00b00000')).response)).toBe('3000009000');
    }
    expect(toHex(card.open().execute(hex('00840000 08')).response)).toBe('6f00');
    expect(unseen).toEqual(['0084000008']);
  });
});

test('a replayed chip acknowledges, answers, repeats on NACK, and refuses what it does not know', () => {
  const said: string[] = [];
  const unseen: string[] = [];
  const chip = new ReplayedChip({
    recording: parseRecording(text('pn532', ['02', '0332010607'], ['99', 'error'])),
    write: (bytes) => void said.push(toHex(bytes)),
    onUnseen: (command) => void unseen.push(command),
  });
  const [ack, error] = ['0000ff00ff00', '0000ff01ff7f8100'];
  const version = toHex(encodeFrame(hex('d50332010607')));
  chip.receive(hex('5555000000000000'));
  chip.receive(encodeFrame(hex('d402')));
  chip.receive(hex('0000ffff0000'));
  chip.receive(encodeFrame(hex('d499')));
  chip.receive(encodeFrame(hex('d404')));
  expect(said).toEqual([ack, version, version, ack, error, ack, error]);
  expect(unseen).toEqual(['04']);
});

test.each([
  ['no JSON', 'no', 1],
  ['another kind of file', '{"kazashi":"result"}', 1],
  ['a level that is none', head('usb'), 1],
  ['an exchange that is no hex', text('card', ['00', 'zz']), 2],
  ['a line that is cut off', `${head('card')}\n{"sent":"00","ca`, 2],
])('%s is refused with its line', (_, recording, line) => {
  expect(() => parseRecording(recording)).toThrow(
    expect.objectContaining({ code: 'replay/form', message: expect.stringContaining(`line ${line}`) }),
  );
});

test('the session in the fixtures is of a simulator, covers what it read, and is played', () => {
  const file = new URL('../../../../firmware-fixtures/readers/pn532.jsonl', import.meta.url);
  const session = readFileSync(file, 'utf8');
  expect(JSON.parse(session.split('\n')[0]!)).toMatchObject({ nature: 'simulator', level: 'pn532' });
  const recording = parseRecording(session);
  const written: string[] = [];
  const chip = new ReplayedChip({
    recording,
    write: (bytes) => void written.push(toHex(bytes)),
    onUnseen: () => expect.unreachable('everything asked is in the recording'),
  });
  for (const { sent } of recording.exchanges) chip.receive(encodeFrame(hex(`d4${sent}`)));
  const answers = recording.exchanges.flatMap(({ came }) => (came === undefined ? [] : [toHex(came)]));
  for (const answer of answers) expect(written.join('')).toContain(answer);
});
