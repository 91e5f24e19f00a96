/** OpenSSL judges what OpenSC and other programs bring from the card. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProgramResult, requireProgram, runProgram, type Skips } from './interop.ts';

export interface OpenSsl {
  run(...args: readonly string[]): Promise<ProgramResult>;
  /** PEM of a certificate in DER. */
  pemOf(der: Uint8Array): Promise<string>;
  /** Serial number in upper-case hex. */
  serialOf(certificate: string): Promise<string>;
  /** `OK`, or why the authority's certificate does not vouch for the other. */
  chain(authority: string, certificate: string): Promise<string>;
  /** Whether it is the signature of `data` (RSASSA-PKCS1-v1_5, SHA-256) by the certificate's key. */
  signed(certificate: string, data: string, signature: Uint8Array): Promise<boolean>;
}

/** OpenSSL, with a directory for what it wants as files. Certificates are in PEM. */
export async function requireOpenSsl(context: Skips, directory: string): Promise<OpenSsl> {
  const path = await requireProgram(context, 'openssl');
  const run = (...args: readonly string[]) => runProgram(path, args);
  let files = 0;
  const file = async (content: string | Uint8Array): Promise<string> => {
    const name = join(directory, `openssl-${files++}`);
    await writeFile(name, content);
    return name;
  };
  const told = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args);
    if (code !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
    return stdout;
  };
  return {
    run,
    pemOf: async (der) => told('x509', '-inform', 'DER', '-in', await file(der)),
    async serialOf(certificate) {
      return (await told('x509', '-noout', '-serial', '-in', await file(certificate)))
        .trim()
        .slice('serial='.length);
    },
    async chain(authority, certificate) {
      const leaf = await file(certificate);
      const args = ['verify', '-x509_strict', '-check_ss_sig', '-CAfile', await file(authority), leaf];
      const { stdout, stderr } = await run(...args);
      return (stdout + stderr).trim().replaceAll(`${leaf}: `, '');
    },
    async signed(certificate, data, signature) {
      const key = await file(await told('x509', '-noout', '-pubkey', '-in', await file(certificate)));
      const args = ['dgst', '-sha256', '-verify', key, '-signature', await file(signature), await file(data)];
      const { code, stdout } = await run(...args);
      if (code !== (stdout === 'Verified OK\n' ? 0 : 1)) throw new Error(`openssl dgst: ${code}, ${stdout}`);
      return code === 0;
    },
  };
}
