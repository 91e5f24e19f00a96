import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** The token that a simulator running for this user left for its control URL, if one did. */
export function runningControl(
  env: Readonly<Record<string, string | undefined>>,
  url: string,
): string | undefined {
  const directory = env.XDG_RUNTIME_DIR
    ? join(env.XDG_RUNTIME_DIR, 'kazashi')
    : join(tmpdir(), `kazashi-${userInfo().username}`);
  try {
    for (const name of readdirSync(directory)) {
      if (!/^\d+\.json$/.test(name)) continue;
      const { control, token } = JSON.parse(readFileSync(join(directory, name), 'utf8')) as Record<
        string,
        unknown
      >;
      if (control === url && typeof token === 'string') return token;
    }
  } catch {
    // No simulator has run here, or its file is half written: as good as none.
  }
  return undefined;
}
