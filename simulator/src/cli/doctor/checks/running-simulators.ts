import { join } from 'node:path';
import { type Check, note, ok } from '../check.ts';
import type { Environment } from '../environment.ts';

interface Announced {
  readonly pid: number;
  readonly control: string;
  readonly version: string;
}

/** What simulators of this user left in the runtime directory; the tokens stay there. */
function announced({ list, readText, lives, runtimePath }: Environment): Announced[] {
  return list(runtimePath).flatMap((name) => {
    if (!/^\d+\.json$/.test(name)) return [];
    try {
      const { pid, control, version } = JSON.parse(readText(join(runtimePath, name)) ?? '');
      if (typeof pid !== 'number' || typeof control !== 'string' || !lives(pid)) return [];
      return [{ pid, control, version: typeof version === 'string' ? version : '?' }];
    } catch {
      return [];
    }
  });
}

async function answers(environment: Environment, control: string): Promise<boolean> {
  const { hostname, port } = new URL(control);
  try {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const connection = await environment.connect({ host, port: Number(port) });
    connection.close();
    return true;
  } catch {
    return false;
  }
}

export const runningSimulators: Check = {
  id: 'simulators/running',
  title: { en: 'running simulators', ja: '動作中のシミュレーター' },
  async run(environment) {
    const simulators = announced(environment);
    if (simulators.length === 0) {
      return ok({ en: 'no simulator runs', ja: '動作中のシミュレーターはありません' });
    }
    const told: string[] = [];
    const deaf: number[] = [];
    for (const { pid, control, version } of simulators) {
      told.push(`${control} (kazashi ${version}, pid ${pid})`);
      if (!(await answers(environment, control))) deaf.push(pid);
    }
    const list = told.join(', ');
    if (deaf.length > 0) {
      return note(
        {
          en: `simulators: ${list}; no answer from pid ${deaf.join(', ')}`,
          ja: `シミュレーター: ${list}。pid ${deaf.join(', ')} は応答しません`,
        },
        `ps -p ${deaf.join(',')}`,
      );
    }
    return ok({ en: `simulators: ${list}`, ja: `シミュレーター: ${list}` });
  },
};
