import { join } from 'node:path';
import { type Check, hasPcscSocket, note, ok } from '../check.ts';
import type { Environment } from '../environment.ts';
import { shellWord } from '../shell-word.ts';

function flatpaks({ list, variables }: Environment): readonly string[] {
  const own = variables.HOME === undefined ? [] : list(join(variables.HOME, '.local/share/flatpak/app'));
  return [...list('/var/lib/flatpak/app'), ...own];
}

const snaps = ({ list }: Environment): readonly string[] =>
  [...list('/snap/bin'), ...list('/var/lib/snapd/snap/bin')].filter((name) => !name.startsWith('snap'));

/** @see pcsc reference, 1.8: inferred, neither was tried */
export const sandboxedPrograms: Check = {
  id: 'pcsc/sandboxed-programs',
  title: { en: 'snap and flatpak programs', ja: 'snapとflatpakのプログラム' },
  applies: hasPcscSocket,
  async run(environment) {
    const inFlatpak = flatpaks(environment);
    const inSnap = snaps(environment);
    if (inFlatpak.length + inSnap.length === 0) {
      return ok({
        en: 'no program from snap or flatpak is installed',
        ja: 'snap・flatpakのプログラムはありません',
      });
    }
    const remedies: string[] = [];
    const app = inFlatpak[0];
    if (app !== undefined) {
      const files = `--filesystem=${shellWord(environment.runtimePath)}`;
      remedies.push(`flatpak run ${files} --env=PCSCLITE_CSOCK_NAME="$PCSCLITE_CSOCK_NAME" ${app}`);
    }
    const snap = inSnap[0];
    if (snap !== undefined) remedies.push(`kazashi up --endpoint "pcsc:$HOME/snap/${snap}/common/card"`);
    return note(
      {
        en: `programs from snap and flatpak (${inSnap.length}, ${inFlatpak.length} here) see the socket only if it lies where they may look`,
        ja: `snap・flatpakのプログラム(${inSnap.length}、${inFlatpak.length}個)には、見える場所に置いたソケットしか届きません`,
      },
      ...remedies,
    );
  },
};
