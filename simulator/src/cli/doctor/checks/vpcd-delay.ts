import { type Check, note, ok, problem } from '../check.ts';
import { probeVpcd, vpcdPort } from '../vpcd-probe.ts';

const route = (destination: string): string =>
  `sudo ip route change local ${destination} dev lo proto kernel scope host src 127.0.0.1 table local quickack 1`;

export const vpcdDelay: Check = {
  id: 'vpcd/delay',
  title: { en: 'speed of vpcd', ja: 'vpcdの速さ' },
  async run(environment) {
    const probe = await probeVpcd(environment);
    const address = `127.0.0.1:${vpcdPort}`;
    switch (probe.kind) {
      case 'none':
        return ok({ en: `no vpcd listens at ${address}`, ja: `${address} で待つvpcdはありません` });
      case 'unreachable':
        return note({
          en: `${address} could not be tried: ${probe.code}`,
          ja: `${address} に接続できません: ${probe.code}`,
        });
      case 'silent':
        return note({
          en: `something listens at ${address} and asks for no card: another card may be in its slot`,
          ja: `${address} で待つものがありますが、カードを要求しません。別のカードが入っている可能性があります`,
        });
      case 'asked': {
        const gap = Math.round(Math.max(...probe.gapsMs));
        if (!probe.delayed) {
          return ok({
            en: `vpcd at ${address} asks without delay (${probe.gapsMs.length} messages, at most ${gap} ms)`,
            ja: `${address} のvpcdに遅延はありません(${probe.gapsMs.length}件、最大 ${gap} ms)`,
          });
        }
        return problem(
          {
            en:
              `this vpcd waits ${gap} ms in every APDU: it sends length and payload apart without TCP_NODELAY, so ` +
              "Nagle's algorithm holds the payload until the delayed ACK of this machine. Use a vpcd built from " +
              'vsmartcard after 2023-03-14 (virtualsmartcard-0.9 or later), or let the machine acknowledge at once ' +
              '(until it restarts), or the endpoint pcsc',
            ja:
              `このvpcdはAPDUごとに ${gap} ms 待ちます。長さと本体をTCP_NODELAYなしで別々に送るため、` +
              'NagleアルゴリズムがこのマシンのディレイドACKまで本体を止めます。2023-03-14以降のvsmartcard' +
              '(virtualsmartcard-0.9以降)からビルドしたvpcdを使うか、ACKを即時にするか(再起動まで有効)、接続口pcscを使ってください',
          },
          route('127.0.0.1'),
          route('127.0.0.0/8'),
        );
      }
    }
  },
};
