import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Signer, signDetached } from '../evidence/signature.ts';
import type { CliIo } from './io.ts';
import { messages } from './messages.ts';
import type { RunCommandOptions } from './run-command-options.ts';
import { UsageError } from './usage-error.ts';

/** `--sign-key` and `--sign-cert`, read before anything is run. The first certificate is the signer's. */
export function readSigner(
  { signKey, signCert }: RunCommandOptions,
  io: Pick<CliIo, 'cwd'>,
): Signer | undefined {
  if (signKey === undefined || signCert === undefined) return undefined;
  const read = <T>(file: string, parse: (text: string) => T): T => {
    try {
      return parse(readFileSync(resolve(io.cwd, file), 'utf8'));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new UsageError('usage/signer', messages.badSigner(file, why));
    }
  };
  const key = read(signKey, createPrivateKey);
  const [certificate, ...chain] = read(signCert, (text) =>
    (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [text]).map(
      (pem) => new X509Certificate(pem),
    ),
  );
  const signer = { key, certificate: certificate!, chain };
  read(signCert, () => signDetached(new Uint8Array(0), signer, 0));
  return signer;
}
