import { type Check, hasPcscSocket, ok, problem } from '../check.ts';
import type { Environment } from '../environment.ts';

const soname = 'libpcsclite.so.1';
const directories = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib/arm-linux-gnueabihf',
  '/usr/lib/riscv64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/lib',
  '/usr/local/lib',
];

/** How distributions name it, by the words of ID and ID_LIKE in os-release. */
const installers: Readonly<Record<string, string>> = {
  debian: 'sudo apt-get install libpcsclite1',
  ubuntu: 'sudo apt-get install libpcsclite1',
  fedora: 'sudo dnf install pcsc-lite-libs',
  rhel: 'sudo dnf install pcsc-lite-libs',
  suse: 'sudo zypper install libpcsclite1',
  arch: 'sudo pacman -S pcsclite',
  alpine: 'sudo apk add pcsc-lite-libs',
};

async function find(environment: Environment): Promise<string | undefined> {
  for (const directory of directories) {
    const path = `${directory}/${soname}`;
    if (environment.stat(path) !== undefined) return path;
  }
  for (const ldconfig of ['ldconfig', '/sbin/ldconfig']) {
    const cache = await environment.run(ldconfig, ['-p']);
    const path = cache?.split('\n').find((line) => line.includes(`${soname} `));
    if (path !== undefined) return path.split('=> ')[1]?.trim() ?? soname;
  }
  return undefined;
}

function installer(environment: Environment): string {
  const release = environment.readText('/etc/os-release') ?? '';
  for (const line of release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)) {
    for (const id of line[1]!.split(' ')) {
      const command = installers[id];
      if (command !== undefined) return command;
    }
  }
  return installers.debian!;
}

export const pcscLibrary: Check = {
  id: 'pcsc/library',
  title: { en: 'PC/SC library', ja: 'PC/SCライブラリー' },
  applies: hasPcscSocket,
  async run(environment) {
    const path = await find(environment);
    if (path !== undefined) return ok({ en: `libpcsclite: ${path}`, ja: `libpcsclite: ${path}` });
    return problem(
      {
        en: 'libpcsclite is not installed: programs cannot use PC/SC, and so not this card (pcscd itself is not needed)',
        ja: 'libpcsclite がありません。プログラムはPC/SCを使えず、このカードにも届きません(pcscd自体は不要です)',
      },
      installer(environment),
    );
  },
};
