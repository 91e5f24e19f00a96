import { type Check, hasPcscSocket, note, ok, problem } from '../check.ts';
import { probePcsc } from '../pcsc-probe.ts';
import { shellWord } from '../shell-word.ts';

export const socketVariable: Check = {
  id: 'pcsc/socket-variable',
  title: { en: 'PCSCLITE_CSOCK_NAME', ja: 'PCSCLITE_CSOCK_NAME' },
  applies: hasPcscSocket,
  async run(environment) {
    const path = environment.variables.PCSCLITE_CSOCK_NAME;
    if (!path) {
      return ok({
        en: 'PCSCLITE_CSOCK_NAME is not set here; kazashi exec sets it for the command it starts',
        ja: 'PCSCLITE_CSOCK_NAME は未設定です。kazashi exec は起動するコマンドに設定します',
      });
    }
    const probe = await probePcsc(environment, path);
    const remedies = [`kazashi up --endpoint ${shellWord(`pcsc:${path}`)}`, 'unset PCSCLITE_CSOCK_NAME'];
    switch (probe.kind) {
      case 'unreachable':
        return problem(
          {
            en: `PCSCLITE_CSOCK_NAME is ${path}, and nothing answers there (${probe.code}): programs started here see no reader`,
            ja: `PCSCLITE_CSOCK_NAME は ${path} ですが応答がありません (${probe.code})。ここから起動したプログラムにはリーダーが見えません`,
          },
          ...remedies,
        );
      case 'mute':
        return problem(
          {
            en: `PCSCLITE_CSOCK_NAME is ${path}, and what listens there does not speak PC/SC`,
            ja: `PCSCLITE_CSOCK_NAME は ${path} ですが、そこで待つものはPC/SCではありません`,
          },
          ...remedies,
        );
      case 'readers': {
        const names = probe.names.map((name) => `"${name}"`).join(', ');
        if (names !== '') {
          return ok({
            en: `programs started here see, through ${path}: ${names}`,
            ja: `ここから起動したプログラムには ${path} を通じて次が見えます: ${names}`,
          });
        }
        return note(
          {
            en: `the PC/SC service at ${path} has no reader`,
            ja: `${path} のPC/SCサービスにはリーダーがありません`,
          },
          'kazashi reader add',
        );
      }
    }
  },
};
