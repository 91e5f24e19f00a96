import { type Check, note, ok } from '../check.ts';
import { vpcdPort } from '../vpcd-probe.ts';

const listening = '0A';
/** vpcd takes one port for each slot, two unless built otherwise and sixteen at most. */
const slots = 16;

/** Ports on which somebody listens for the whole network, from the kernel's table of sockets. @see proc(5) */
function openPorts(table: string): number[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    return state === listening && /^0+$/.test(address) ? [Number.parseInt(port, 16)] : [];
  });
}

/** @see pcsc reference, 2.2 */
export const vpcdOpenPort: Check = {
  id: 'vpcd/open-port',
  title: { en: 'who may reach vpcd', ja: 'vpcdに届く範囲' },
  applies: ({ platform }) => platform === 'linux',
  async run({ readText }) {
    const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readText(file) ?? '');
    const open = [...new Set(tables.flatMap(openPorts))]
      .filter((port) => port >= vpcdPort && port < vpcdPort + slots)
      .sort((a, b) => a - b);
    if (open.length === 0) {
      return ok({
        en: 'no vpcd port is open to the network',
        ja: 'ネットワークに開いたvpcdのポートはありません',
      });
    }
    const ports = open.join(', ');
    return note(
      {
        en: `port ${ports} listens on 0.0.0.0, as vpcd does: any host that reaches it can be the card, unasked`,
        ja: `ポート ${ports} が0.0.0.0で待っています(vpcdの既定)。届くホストは誰でも認証なしでカードになれます`,
      },
      // Not by turning vpcd round (DEVICENAME 127.0.0.1:0x8C7B): that of Debian 12 then aborts pcscd as soon as one
      // of its slots finds nobody listening.
      `sudo iptables -I INPUT ! -i lo -p tcp --dport ${open[0]}:${open.at(-1)} -j DROP`,
    );
  },
};
