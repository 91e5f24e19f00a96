/** OpenSC's tools, as a user calls them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProgramResult, requireProgram, runProgram, type Skips } from './interop.ts';
import { type Env, secrets } from './real-card.ts';

/** The names of the two tokens that OpenSC makes of the card. */
export const tokens = {
  authentication: 'JPKI (User Authentication PIN)',
  signature: 'JPKI (Digital Signature PIN)',
} as const;
export type Token = keyof typeof tokens;

export interface OpenSc {
  tool(...args: readonly string[]): Promise<ProgramResult>;
  pkcs15(...args: readonly string[]): Promise<ProgramResult>;
  pkcs11(...args: readonly string[]): Promise<ProgramResult>;
  /** Signs with the token's key by SHA256-RSA-PKCS, after logging in; with the default person's PIN unless given. */
  sign(token: Token, data: string, pin?: string): Promise<Uint8Array>;
}

/** OpenSC in an environment in which it finds the readers. It reads and writes no cache of the user's. */
export async function requireOpenSc(context: Skips, env: Env, directory: string): Promise<OpenSc> {
  const ownEnv = { ...env, XDG_CACHE_HOME: directory };
  const starts = async (name: string) => {
    const path = await requireProgram(context, name);
    return (...args: readonly string[]) => runProgram(path, args, { env: ownEnv });
  };
  const pkcs11 = await starts('pkcs11-tool');
  let signatures = 0;
  return {
    tool: await starts('opensc-tool'),
    pkcs15: await starts('pkcs15-tool'),
    pkcs11,
    async sign(token, data, pin = secrets[token]) {
      const input = join(directory, `data-${signatures}`);
      const output = join(directory, `signature-${signatures++}`);
      await writeFile(input, data);
      const login = ['--login', '--token-label', tokens[token], '--pin', pin];
      const what = ['--sign', '-m', 'SHA256-RSA-PKCS', '--input-file', input, '--output-file', output];
      const { code, stderr } = await pkcs11(...login, ...what);
      if (code !== 0) throw new Error(`pkcs11-tool --sign: ${stderr}`);
      return readFile(output);
    },
  };
}
