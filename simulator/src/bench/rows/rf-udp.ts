import { toHex } from '../../codec/hex.ts';
import { startChild } from '../child.ts';
import { selectJpki } from '../commands.ts';
import { DatagramHost } from '../datagrams.ts';
import { childCommand } from '../program.ts';
import type { BenchRow } from '../row.ts';
import { median } from '../sampling.ts';
import { upEnv } from '../up.ts';

const rounds = 9;
const warmUp = 20_000;
const count = 3000;

/** SELECT in I-blocks of both numbers, as they alternate. */
const blocks = [0x02, 0x03].map((pcb) => `106B ${toHex(Uint8Array.of(pcb))}${toHex(selectJpki)}`);

/** Exchanges a second. */
async function rate(host: DatagramHost, exchanges: number): Promise<number> {
  const begun = performance.now();
  await host.exchange(blocks, exchanges);
  return exchanges / ((performance.now() - begun) / 1000);
}

export const rfUdpRow: BenchRow = {
  id: 'rf-udp/rate',
  title: { en: 'RF over UDP, I-blocks with SELECT: rate', ja: 'RF over UDP、SELECTのIブロック: 回数' },
  unit: '/s',
  peer: { en: 'UDP echo of the same datagrams', ja: '同じデータグラムのUDPエコー' },
  goal: { of: 'ratio', bound: 'at-least', limit: 0.4 },
  async measure(run) {
    const up = [...run.program.command, 'up', '--json', '--endpoint', 'rf-udp:127.0.0.1:0'] as const;
    const server = await import('../udp-echo-server.ts');
    const card = await startChild([...up], upEnv(run));
    const echo = await startChild(childCommand(run.program, server, []), run.env);
    const { endpoints } = JSON.parse(card.line) as { endpoints: readonly { readonly address: string }[] };
    const hosts = {
      card: await DatagramHost.to(Number(endpoints[0]!.address.split(':').at(-1))),
      echo: await DatagramHost.to(Number(echo.line)),
    };
    try {
      const atqb = await hosts.card.exchange(['106B 050008'], 1);
      await hosts.card.exchange([`106B 1d${atqb.slice(7, 15)}00080100`], 1);
      await rate(hosts.echo, warmUp);
      await rate(hosts.card, warmUp);
      const [cardRounds, echoRounds]: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        echoRounds.push(await rate(hosts.echo, count));
        cardRounds.push(await rate(hosts.card, count));
      }
      return {
        value: median(cardRounds),
        peer: median(echoRounds),
        rounds: cardRounds,
        peerRounds: echoRounds,
      };
    } finally {
      hosts.card.close();
      hosts.echo.close();
      await Promise.all([card.stop(), echo.stop()]);
    }
  },
};
