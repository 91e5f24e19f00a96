import { type Check, hasPcscSocket, note, ok } from '../check.ts';
import { probePcsc } from '../pcsc-probe.ts';

/** Where pcscd listens; older builds use the second. */
const sockets = ['/run/pcscd/pcscd.comm', '/var/run/pcscd/pcscd.comm'];

export const pcscDaemon: Check = {
  id: 'pcsc/daemon',
  title: { en: 'pcscd of the system', ja: 'システムのpcscd' },
  applies: hasPcscSocket,
  async run(environment) {
    const path = sockets.find((socket) => environment.stat(socket)?.kind === 'socket');
    const none = ok({
      en: 'no pcscd runs; none is needed',
      ja: 'pcscd は動いていません(不要です)',
    });
    if (path === undefined) return none;
    const probe = await probePcsc(environment, path);
    switch (probe.kind) {
      case 'unreachable':
        if (probe.code === 'ECONNREFUSED') return none;
        return note({
          en: `pcscd runs at ${path}, but this user may not ask it (${probe.code})`,
          ja: `pcscd が ${path} で動いていますが、このユーザーは接続できません (${probe.code})`,
        });
      case 'mute':
        return note({
          en: `pcscd runs at ${path} and gives this user no answer; polkit may refuse it`,
          ja: `pcscd が ${path} で動いていますが応答しません。polkitに拒否された可能性があります`,
        });
      case 'readers': {
        const { names, version } = probe;
        const en = names.length === 0 ? 'no reader' : names.map((name) => `"${name}"`).join(', ');
        const ja = names.length === 0 ? 'リーダーなし' : names.map((name) => `「${name}」`).join('、');
        return note({
          en: `pcscd runs (protocol ${version}) and shows: ${en}. A program started without PCSCLITE_CSOCK_NAME sees those, not the simulator`,
          ja: `pcscd が動いています(プロトコル ${version}): ${ja}。PCSCLITE_CSOCK_NAME なしで起動したプログラムにはこれらが見え、シミュレーターは見えません`,
        });
      }
    }
  },
};
