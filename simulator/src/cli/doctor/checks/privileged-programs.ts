import { type Check, hasPcscSocket, ok, problem } from '../check.ts';
import type { Environment } from '../environment.ts';
import { programsOnPath } from '../programs.ts';
import { shellWord } from '../shell-word.ts';

const setuid = 0o4000;
const setgid = 0o2000;

/** What makes the program loader mistrust the environment. */
async function privilegeOf(
  environment: Environment,
  path: string,
  mode: number,
): Promise<string | undefined> {
  if (mode & setuid) return 'setuid';
  if (mode & setgid) return 'setgid';
  for (const getcap of ['getcap', '/sbin/getcap']) {
    const capabilities = await environment.run(getcap, [path]);
    if (capabilities !== undefined) return capabilities.includes('cap_') ? 'file capabilities' : undefined;
  }
  return undefined;
}

export const privilegedPrograms: Check = {
  id: 'pcsc/privileged-programs',
  title: { en: 'programs that ignore PCSCLITE_CSOCK_NAME', ja: 'PCSCLITE_CSOCK_NAMEを無視するプログラム' },
  applies: hasPcscSocket,
  async run(environment) {
    const programs = programsOnPath(environment);
    const privileged: { name: string; path: string; privilege: string }[] = [];
    for (const { name, path, mode } of programs) {
      const privilege = await privilegeOf(environment, path, mode);
      if (privilege !== undefined) privileged.push({ name, path, privilege });
    }
    if (privileged.length > 0) {
      const list = privileged.map(({ path, privilege }) => `${path} (${privilege})`).join(', ');
      return problem(
        {
          en: `libpcsclite from 2.1.0 on ignores PCSCLITE_CSOCK_NAME in programs with privileges: ${list}. A copy has none`,
          ja: `libpcsclite 2.1.0以降は特権付きプログラムで PCSCLITE_CSOCK_NAME を無視します: ${list}。コピーには特権が付きません`,
        },
        ...privileged.map(({ name, path }) => `cp ${shellWord(path)} ./${name}`),
      );
    }
    const names = programs.map(({ name }) => name).join(', ');
    if (names === '') {
      return ok({
        en: 'opensc-tool, pkcs11-tool and pcsc_scan are not on the PATH',
        ja: 'opensc-tool、pkcs11-tool、pcsc_scan はPATH上にありません',
      });
    }
    return ok({
      en: `these honour PCSCLITE_CSOCK_NAME: ${names}`,
      ja: `PCSCLITE_CSOCK_NAME に従うプログラム: ${names}`,
    });
  },
};
