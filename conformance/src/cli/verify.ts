import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { journalName, resultName, signatureName } from '../evidence/run-directory.ts';
import { diskFiles } from '../evidence/run-files.ts';
import { verifyRun } from '../evidence/verify-run.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';
import { UsageError } from './usage-error.ts';

export interface VerifyCommandOptions {
  readonly trust?: string;
  readonly json?: boolean;
}

/**
 * `kazashi verify RUN`: whether everything in a run's directory is as it was written. Needs no network and no
 * subject. Exit code 0, or 1 with a line for every fault; no run at all throws UsageError.
 */
export function verify(path: string, options: VerifyCommandOptions, io: CliIo): 0 | 1 {
  const whole = resolve(io.cwd, path);
  const directory = existsSync(whole) && !statSync(whole).isDirectory() ? dirname(whole) : whole;
  if (!existsSync(join(directory, resultName)) && !existsSync(join(directory, journalName))) {
    throw new UsageError('usage/no-run', messages.noRun(path));
  }
  const signatureFile = join(directory, signatureName);
  const found = verifyRun(diskFiles(directory), {
    ...(existsSync(signatureFile) ? { signature: readFileSync(signatureFile) } : {}),
    ...(options.trust === undefined ? {} : { anchor: readCertificate(options.trust, io) }),
  });
  const { faults, cases, evidence, journalLines, fullCopy, signedBy } = found;
  const code = faults.length === 0 ? 0 : 1;
  if (options.json) {
    io.out(JSON.stringify({ type: 'verification', valid: code === 0, ...found }));
    return code;
  }
  for (const { code: name, file, what } of faults) io.out(say(io, messages.fault(name, file, what)));
  if (signedBy !== undefined) {
    io.out(say(io, messages.signedBy(signedBy.subject, signedBy.at ?? '?', signedBy.fingerprint256)));
    if (options.trust === undefined) io.out(say(io, messages.trustUnknown()));
  }
  if (fullCopy && code === 0) io.out(say(io, messages.fullBelongs()));
  io.out(
    say(
      io,
      code === 0
        ? messages.verified(String(cases), String(evidence), String(journalLines))
        : messages.faulty(String(faults.length)),
    ),
  );
  return code;
}

function readCertificate(file: string, io: CliIo): X509Certificate {
  try {
    return new X509Certificate(readFileSync(resolve(io.cwd, file)));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const words = missing ? messages.fileMissing(file) : messages.noCertificate(file);
    throw new UsageError('usage/certificate', words);
  }
}
