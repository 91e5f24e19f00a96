import { join } from 'node:path';
import { EndpointError } from '../../endpoints/endpoint.ts';
import { type Child, startChild } from '../child.ts';
import { childCommand } from '../program.ts';
import { type BenchRow, NotMeasured } from '../row.ts';
import { median } from '../sampling.ts';
import { upEnv } from '../up.ts';

/** The far end of a serial line: the harness's driver, and the bare package that it stands on. */
export interface SerialRates {
  /** Reads of 256 bytes a second. */
  apduRate(path: string, count: number): Promise<number>;
  /** Exchanges of so many bytes for so many others a second. */
  echoRate(path: string, requestLength: number, answerLength: number, count: number): Promise<number>;
}

const rounds = 7;
const count = 2000;
/** InDataExchange with a READ BINARY, in a normal frame. */
const requestLength = 5 + 3 + 5 + 2;
/** ACK, and an extended frame with status, 256 bytes and status word. */
const answerLength = 6 + 8 + 3 + 258 + 2;

/** The harness is given: the simulator does not know it. */
export const serialRateRow = (harness: () => Promise<SerialRates>): BenchRow => ({
  id: 'pn532/rate',
  title: {
    en: 'PN532 on a pseudo-terminal, 256-byte reads: rate',
    ja: '疑似端末上のPN532、256バイト読み出し: 回数',
  },
  unit: '/s',
  peer: { en: 'echo of as many bytes, same terminals', ja: '同じ端末・同じバイト数のエコー' },
  goal: { of: 'ratio', bound: 'at-least', limit: 0.3 },
  async measure(run) {
    const { apduRate, echoRate } = await harness();
    const [card, echo] = [join(run.directory, 'pn532'), join(run.directory, 'echo')];
    const children: Child[] = [];
    try {
      const up = [
        ...run.program.command,
        'up',
        '--json',
        '--pacing',
        'off',
        '--endpoint',
        `pn532:${card}`,
      ] as const;
      const [first, ...rest] = up;
      children.push(await startChild([first!, ...rest], upEnv(run)).catch(notHere));
      const server = await import('../terminal-echo.ts');
      const lengths = [requestLength, answerLength].map(String);
      children.push(await startChild(childCommand(run.program, server, [echo, ...lengths]), run.env));
      const roundsOfCard: number[] = [];
      const roundsOfEcho: number[] = [];
      await apduRate(card, count);
      await echoRate(echo, requestLength, answerLength, count);
      for (let round = 0; round < rounds; round++) {
        roundsOfEcho.push(await echoRate(echo, requestLength, answerLength, count));
        roundsOfCard.push(await apduRate(card, count));
      }
      return {
        value: median(roundsOfCard),
        peer: median(roundsOfEcho),
        rounds: roundsOfCard,
        peerRounds: roundsOfEcho,
      };
    } finally {
      await Promise.all(children.map((child) => child.stop()));
    }
  },
});

function notHere(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  if (!text.includes('pseudo-terminal') && !(error instanceof EndpointError)) throw error;
  throw new NotMeasured({ en: 'no pseudo-terminal can be had here', ja: '疑似端末がここでは使えません' });
}
