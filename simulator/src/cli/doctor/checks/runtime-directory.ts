import { dirname } from 'node:path';
import { type Check, ok, problem } from '../check.ts';
import type { Environment, FileFacts } from '../environment.ts';
import { shellWord } from '../shell-word.ts';

const others = 0o077;
const elsewhere = 'export XDG_RUNTIME_DIR="$(mktemp -d)"';

/** The nearest directory above a path that is there. */
function nearest({ stat }: Environment, path: string): { path: string; facts: FileFacts } | undefined {
  for (let at = dirname(path); ; at = dirname(at)) {
    const facts = stat(at);
    if (facts !== undefined) return { path: at, facts };
    if (dirname(at) === at) return undefined;
  }
}

/** Whether this user may make an entry there; group rights are left out of account. */
const mayWrite = ({ uid }: Environment, { uid: owner, mode }: FileFacts): boolean =>
  uid === 0 || (owner === uid ? (mode & 0o200) !== 0 : (mode & 0o022) !== 0);

export const runtimeDirectory: Check = {
  id: 'runtime-directory/permissions',
  title: { en: 'runtime directory', ja: 'ランタイムディレクトリ' },
  applies: ({ platform }) => platform !== 'win32',
  async run(environment) {
    const { runtimePath, stat, uid } = environment;
    const facts = stat(runtimePath);
    if (facts === undefined) {
      const above = nearest(environment, runtimePath);
      if (above !== undefined && above.facts.kind === 'directory' && mayWrite(environment, above.facts)) {
        return ok({ en: `${runtimePath} will be made`, ja: `${runtimePath} は起動時に作られます` });
      }
      return problem(
        {
          en: `${runtimePath} is not there and cannot be made: ${above?.path ?? '/'} is not this user's`,
          ja: `${runtimePath} がなく、作成もできません: ${above?.path ?? '/'} はこのユーザーのものではありません`,
        },
        elsewhere,
      );
    }
    if (facts.kind !== 'directory' || facts.uid !== uid) {
      return problem(
        {
          en: `${runtimePath} belongs to another user, or is no directory: it is refused`,
          ja: `${runtimePath} は他のユーザーのもの、またはディレクトリではないため、使えません`,
        },
        elsewhere,
      );
    }
    if ((facts.mode & others) !== 0) {
      return problem(
        {
          en: `${runtimePath} has mode ${facts.mode.toString(8)}: others may reach the sockets in it`,
          ja: `${runtimePath} のモードは ${facts.mode.toString(8)} です。他のユーザーがソケットに届きます`,
        },
        `chmod 700 ${shellWord(runtimePath)}`,
      );
    }
    return ok({ en: `${runtimePath} is this user's alone`, ja: `${runtimePath} はこのユーザー専用です` });
  },
};
