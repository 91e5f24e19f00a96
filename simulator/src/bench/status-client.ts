import { certId } from '../pki/cert-id.ts';
import { encodeOcspRequest, nonceExtension } from '../pki/ocsp-request.ts';
import { startChild } from './child.ts';
import { HttpLoad, postOf } from './http-load.ts';
import { childCommand } from './program.ts';
import type { BenchRun } from './row.ts';
import type { StatusBench } from './status-server.ts';

/** The status services of a child process with that many revoked certificates, while `body` measures. */
export async function withStatusServer<T>(
  run: BenchRun,
  revoked: number,
  body: (server: StatusBench) => Promise<T>,
): Promise<T> {
  const module = await import('./status-server.ts');
  const child = await startChild(
    childCommand(run.program, module, [String(revoked)]),
    run.env as NodeJS.ProcessEnv,
  );
  try {
    return await body(JSON.parse(child.line));
  } finally {
    await child.stop();
  }
}

/** An OCSP request about the holder's certificate, as it goes over the wire. */
export function ocspPost({ url, serials }: StatusBench, nonce?: Uint8Array): Uint8Array {
  const certificates = [certId('authentication', 2, serials[0]!)];
  const extensions = nonce === undefined ? [] : [nonceExtension(nonce)];
  return postOf(url, '/ocsp/authentication', encodeOcspRequest({ certificates, extensions }));
}

/** Connections at a time: as verifiers come to a responder. */
export const connections = 8;

/** Median rate of OCSP answers, with a nonce of its own for each or without. */
export function ocspRate(run: BenchRun, withNonce: boolean): Promise<number[]> {
  const rounds = 7;
  const roundMs = 500;
  return withStatusServer(run, 0, async (server) => {
    const load = await HttpLoad.open(server.url, connections);
    let next = 0;
    const plain = ocspPost(server);
    const request = (): Uint8Array => {
      if (!withNonce) return plain;
      const nonce = new Uint8Array(16);
      new DataView(nonce.buffer).setUint32(0, next++);
      return ocspPost(server, nonce);
    };
    // A successful response begins { 0 …; an error is five bytes.
    const check = (body: Buffer): void => {
      if (body.length < 100) throw new Error(`an OCSP answer of ${body.length} bytes`);
    };
    const rates: number[] = [];
    await load.perSecond(request, check, roundMs);
    for (let i = 0; i < rounds; i++) rates.push(await load.perSecond(request, check, roundMs));
    load.close();
    return rates;
  });
}
