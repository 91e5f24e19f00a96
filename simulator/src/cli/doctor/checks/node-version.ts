import { type Check, note, ok, problem } from '../check.ts';

/** The oldest Node this program runs on. */
const oldest = { major: 20, minor: 19 };

/** When support of a line ends or ended. @see packages reference, section 2; nodejs/Release */
const ends: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
};
const recommended = 24;

export const nodeVersion: Check = {
  id: 'node/version',
  title: { en: 'Node', ja: 'Node' },
  async run({ nodeVersion: version, today }) {
    const [, major = 0, minor = 0] = /^v(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
    const newer = `nvm install ${recommended}`;
    if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
      const needed = `${oldest.major}.${oldest.minor}`;
      return problem(
        {
          en: `Node ${version} is too old: ${needed} or newer is needed (https://nodejs.org)`,
          ja: `Node ${version} は古すぎます。${needed} 以降が必要です (https://nodejs.org)`,
        },
        newer,
      );
    }
    const end = ends[major];
    if (end !== undefined && end < today) {
      return note(
        {
          en: `Node ${version} works, but its support ended on ${end}`,
          ja: `Node ${version} で動作しますが、サポートは ${end} に終了しています`,
        },
        newer,
      );
    }
    return ok({ en: `Node ${version}`, ja: `Node ${version}` });
  },
};
