import { type Check, note } from '../check.ts';

/** @see pcsc reference, sections 0 and 2.4 */
export const systemPrograms: Check = {
  id: 'pcsc/system',
  title: { en: 'PC/SC on this system', ja: 'このシステムのPC/SC' },
  applies: ({ platform }) => platform === 'darwin' || platform === 'win32',
  async run({ platform }) {
    if (platform === 'win32') {
      return note({
        en:
          'programs that use winscard.dll cannot be reached through a socket. They can through the BixVReader ' +
          'driver of vsmartcard (endpoint vpcd), in WSL or a Linux container (endpoint pcsc), or in process: ' +
          "import { startCard } from 'kazashi'",
        ja:
          'winscard.dll を使うプログラムにはソケットでは届きません。vsmartcardのBixVReaderドライバー(接続口vpcd)、' +
          "WSLやLinuxコンテナー(接続口pcsc)、またはプロセス内 import { startCard } from 'kazashi' が使えます",
      });
    }
    return note({
      en:
        'programs that use PCSC.framework cannot be reached through a socket. They can through ifd-vpcd of ' +
        'vsmartcard, which takes some effort (endpoint vpcd), in a Linux container or virtual machine (endpoint ' +
        "pcsc), or in process: import { startCard } from 'kazashi'",
      ja:
        'PCSC.framework を使うプログラムにはソケットでは届きません。vsmartcardのifd-vpcd(導入に手間がかかります、接続口vpcd)、' +
        "Linuxコンテナーや仮想マシン(接続口pcsc)、またはプロセス内 import { startCard } from 'kazashi' が使えます",
    });
  },
};
