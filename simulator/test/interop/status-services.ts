/** The status services of a running simulator, and the programs that ask them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentOf } from '../../src/card/test-card.ts';
import { type RunningHere, runSimulator } from '../../src/cli/run-simulator.ts';
import { capturingIo } from '../../src/cli/test-program.ts';
import { certificatePem } from '../../src/pki/pem.ts';
import { rsaKey } from '../../src/pki/rsa-key.ts';
import { type ProgramResult, requireProgram, runProgram, type Skips, withDirectory } from './interop.ts';

export type Kind = 'signature' | 'authentication';

const files = { signature: 0x01, authentication: 0x0a } as const;
const authorities = { signature: 0x02, authentication: 0x0b } as const;
const pemOfCrl = (der: Uint8Array): string => certificatePem(der).replaceAll('CERTIFICATE', 'X509 CRL');

/** Everything a verifier has of the holder's certificates, read from the card, and of the services, over HTTP. */
export class Verifier {
  readonly running: RunningHere;
  readonly directory: string;
  readonly url: string;
  #files = 0;
  #hasCompiled = false;

  constructor(running: RunningHere, directory: string) {
    this.running = running;
    this.directory = directory;
    this.url = running.endpoints.find(({ kind }) => kind === 'status')!.address;
  }

  get now(): number {
    return this.running.simulator.calendar.now();
  }

  async event(type: string, data: Readonly<Record<string, string>> = {}): Promise<void> {
    const outcome = await this.running.simulator.send({ type, data });
    if (!outcome.taken) throw new Error(`${type}: ${outcome.rule}`);
  }

  leaf(kind: Kind): Uint8Array {
    return contentOf(this.running.simulator.card(), 'jpki', files[kind]);
  }

  authority(kind: Kind): Uint8Array {
    return contentOf(this.running.simulator.card(), 'jpki', authorities[kind]);
  }

  async file(content: string | Uint8Array): Promise<string> {
    const path = join(this.directory, `file-${this.#files++}`);
    await writeFile(path, content);
    return path;
  }

  /** The list that the certificate names, over HTTP. */
  crl(kind: Kind): Promise<Uint8Array> {
    const url = /http:\/\/[^\0-\x20]*?\.crl/.exec(Buffer.from(this.leaf(kind)).toString('latin1'))![0];
    return this.#fetch(url);
  }

  async #fetch(url: string): Promise<Uint8Array> {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Runs a program that takes the calendar's date, or another one, for the machine's. */
  async dated(
    context: Skips,
    program: string,
    args: readonly string[],
    at = this.now,
  ): Promise<ProgramResult> {
    const faketime = await requireProgram(context, 'faketime');
    const path = await requireProgram(context, program);
    const date = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
    // -m: for programs of several threads, whose waiting must not be bent with the date.
    const env = { TZ: 'UTC', NODE_OPTIONS: undefined, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
    return runProgram(faketime, ['-m', date, path, ...args], { env, limitMs: 60_000 });
  }

  /** What `openssl ocsp` says, asking where the certificate says: `good`, `revoked certificateHold`, or why not. */
  async opensslOcsp(context: Skips, kind: Kind, at?: number, leaf = this.leaf(kind)): Promise<string> {
    const issuer = await this.file(certificatePem(this.authority(kind)));
    const cert = await this.file(certificatePem(leaf));
    const args = [
      'ocsp',
      '-issuer',
      issuer,
      '-cert',
      cert,
      '-url',
      `${this.url}/ocsp/${kind}`,
      '-CAfile',
      issuer,
    ];
    const { stdout, stderr } = await this.dated(context, 'openssl', args, at);
    if (!stderr.includes('Response verify OK')) return `not verified: ${stdout}${stderr}`;
    const status = /: (good|revoked|unknown)$/m.exec(stdout)?.[1];
    const reason = /Reason: (\w+)/.exec(stdout)?.[1];
    if (stdout.includes('Status times invalid')) return 'status times invalid';
    return reason === undefined ? `${status}` : `${status} ${reason}`;
  }

  /** What `openssl verify -crl_check` says: `OK`, or the error. */
  async opensslCrl(context: Skips, kind: Kind, at?: number): Promise<string> {
    const ca = await this.file(certificatePem(this.authority(kind)));
    const cert = await this.file(certificatePem(this.leaf(kind)));
    const crl = await this.file(pemOfCrl(await this.crl(kind)));
    const args = ['verify', '-crl_check', '-CAfile', ca, '-CRLfile', crl, cert];
    const { stdout, stderr, code } = await this.dated(context, 'openssl', args, at);
    return code === 0 ? 'OK' : (/lookup: (.*)/.exec(stdout + stderr)?.[1] ?? stdout + stderr);
  }

  /** Where the Java program lies compiled. */
  async #compiled(context: Skips): Promise<string> {
    if (this.#hasCompiled) return this.directory;
    const javac = await requireProgram(context, 'javac');
    const source = join(import.meta.dirname, 'java', 'RevocationCheck.java');
    const { code, stderr } = await runProgram(javac, ['-d', this.directory, source], { limitMs: 60_000 });
    if (code !== 0) throw new Error(stderr);
    this.#hasCompiled = true;
    return this.directory;
  }

  /**
   * What Java's PKIX says: `OK`, `REVOKED reason instant`, or why it cannot say. A second after the calendar's
   * instant: it takes a revocation of the same instant for one of the future. OCSP answers are held against the
   * machine's clock whatever the date that is asked for.
   */
  async java(context: Skips, by: 'ocsp' | 'crl', kind: Kind): Promise<string> {
    const java = await requireProgram(context, 'java');
    const compiled = await this.#compiled(context);
    const ca = await this.file(this.authority(kind));
    const leaf = await this.file(this.leaf(kind));
    const args = [
      '-XX:TieredStopAtLevel=1',
      '-cp',
      compiled,
      'RevocationCheck',
      by,
      ca,
      leaf,
      String(this.now + 1000),
    ];
    const { stdout, stderr } = await runProgram(java, args, { limitMs: 60_000 });
    if (stdout === '') throw new Error(stderr);
    return stdout.trim();
  }

  /** What a TLS server of Node says that checks its client against the list. */
  async nodeTls(context: Skips, kind: Kind): Promise<string> {
    const { keyName } = this.running.simulator.card().facts[kind]!;
    const key = rsaKey(keyName).privateKey.export({ format: 'pem', type: 'pkcs8' });
    const given = await Promise.all([
      this.file(certificatePem(this.authority(kind))),
      // Node checks whole chains: it wants the list of the CA's own certificate too.
      this.file(
        pemOfCrl(await this.crl(kind)) + pemOfCrl(await this.#fetch(`${this.url}/crl/${kind}-2/ca.crl`)),
      ),
      this.file(certificatePem(this.leaf(kind))),
      this.file(key.toString()),
    ]);
    const script = join(import.meta.dirname, 'node', 'tls-crl.mjs');
    const { stdout, stderr } = await this.dated(context, process.execPath, [script, ...given]);
    return stdout.trim() || stderr;
  }
}

/** A simulator with status services while `body` runs; its calendar stands still at an instant. */
export function withVerifier<T>(clock: string, body: (verifier: Verifier) => Promise<T>): Promise<T> {
  return withDirectory(async (directory) => {
    const options = { clock, seed: '1', endpoint: ['status:127.0.0.1:0'] };
    const { io } = capturingIo(directory);
    const running = await runSimulator(options, io, (error) => {
      throw error;
    });
    try {
      return await body(new Verifier(running, directory));
    } finally {
      await running.close();
    }
  });
}
