import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hex } from '../bytes/hex.ts';
import { crlPointsOf, ocspUrlsOf, policiesOf, readCertificate } from '../x509/certificate.ts';
import { certIdOf, writeOcspRequest } from '../x509/ocsp-request.ts';
import { readOcspResponse } from '../x509/ocsp-response.ts';
import { crlNumberOf, readRevocationList } from '../x509/revocation-list.ts';
import { type RunningRelyingBench, startRelyingBench } from './relying-bench.ts';

const found = spawnSync('openssl', ['version']).status === 0;
let directory: string;
let bench: RunningRelyingBench;
// OpenSSL looks at the machine's clock.
const now = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-bench-'));
  bench = await startRelyingBench(now, directory);
});
afterAll(async () => {
  await bench.close();
  rmSync(directory, { recursive: true });
});

const pem = (bytes: Uint8Array, name = 'CERTIFICATE'): string =>
  `-----BEGIN ${name}-----\n${Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n')}\n-----END ${name}-----\n`;
const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
const leafFile = (certificate: string): string => file('leaf.pem', pem(hex(certificate)));
/** Anchors of one kind and generation: the first four stand in a fixed order. */
const anchor = (index: number): string =>
  file(
    'ca.pem',
    `${readFileSync(bench.env.KAZASHI_TRUST_ANCHORS!, 'utf8').match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g)![index]}\n`,
  );

describe.skipIf(!found)('OpenSSL (skipped where there is none)', () => {
  /** What it makes of the answer, while the bench in this process serves. */
  const ocsp = (leaf: string, ca: string, url: string): Promise<string> =>
    new Promise((resolve) => {
      const args = ['ocsp', '-issuer', ca, '-cert', leaf, '-url', url, '-CAfile', ca];
      execFile('openssl', args, (_error, stdout, stderr) => resolve(stderr + stdout));
    });

  test('takes the certificates for what they are', () => {
    const { certificate } = bench.issue({ kind: 'signature' });
    expect(
      execFileSync('openssl', ['verify', '-CAfile', anchor(2), leafFile(certificate)]).toString(),
    ).toContain('OK');
    const stranger = leafFile(bench.issue({ kind: 'signature', by: 'impostor' }).certificate);
    expect(spawnSync('openssl', ['verify', '-CAfile', anchor(2), stranger]).status).not.toBe(0);
    const expired = leafFile(bench.issue({ kind: 'signature', notAfter: -1 }).certificate);
    expect(spawnSync('openssl', ['verify', '-CAfile', anchor(2), expired]).stderr.toString()).toContain(
      'expired',
    );
  });

  test('believes the responder in every state, and no stranger', async () => {
    const { certificate, serial } = bench.issue({ kind: 'authentication' });
    const [leaf, ca] = [leafFile(certificate), anchor(0)];
    const [url] = ocspUrlsOf(readCertificate(hex(certificate)));
    const ask = (): Promise<string> => ocsp(leaf, ca, url!);
    expect(await ask()).toMatch(/Response verify OK[\s\S]*: good/);
    bench.set(serial, { status: 'revoked', at: Date.parse(now) - 3_600_000, reason: 'certificateHold' });
    expect(await ask()).toMatch(/: revoked[\s\S]*certificateHold/);
    bench.set(serial, { status: 'unknown' });
    expect(await ask()).toMatch(/: unknown/);
    bench.set(serial, { status: 'good' });
    for (const signer of ['stranger', 'leaf', 'other-generation', 'other-kind'] as const) {
      bench.ocsp({ signer });
      expect(await ask()).toContain('Response Verify Failure');
    }
    bench.ocsp({ signature: 'wrong' });
    expect(await ask()).toContain('Response Verify Failure');
    bench.ocsp({ thisUpdate: -7 * 86_400_000, nextUpdate: -6 * 86_400_000 });
    expect(await ask()).toMatch(/WARNING: Status times invalid|status expired/i);
    bench.ocsp({ error: 'tryLater' });
    expect(await ask()).toContain('trylater');
    bench.ocsp({ nonce: 'other' });
    expect(await ask()).toMatch(/Nonce Verify error/i);
    await bench.reset();
  });

  test('checks the certificate against the list', async () => {
    const { certificate, serial } = bench.issue({ kind: 'signature' });
    const [leaf, ca] = [leafFile(certificate), anchor(2)];
    const url = crlPointsOf(readCertificate(hex(certificate)))[0]!.urls[0]!;
    const verify = async (): Promise<string> => {
      const list = new Uint8Array(await (await fetch(url)).arrayBuffer());
      const crl = file('list.pem', pem(list, 'X509 CRL'));
      const { stdout, stderr } = spawnSync('openssl', [
        'verify',
        '-crl_check',
        '-CAfile',
        ca,
        '-CRLfile',
        crl,
        leaf,
      ]);
      return stdout.toString() + stderr.toString();
    };
    expect(await verify()).toContain('OK');
    bench.set(serial, { status: 'revoked', at: Date.parse(now) - 3_600_000, reason: 'superseded' });
    expect(await verify()).toContain('certificate revoked');
    bench.crl({ thisUpdate: -7 * 86_400_000, nextUpdate: -6 * 86_400_000 });
    expect(await verify()).toContain('CRL has expired');
    bench.crl({ signer: 'stranger' });
    expect(await verify()).toMatch(/CRL signature failure|unable to get certificate CRL|different CRL/);
    await bench.reset();
  });
});

test('what the bench writes is read back as it was meant', async () => {
  const { certificate, serial } = bench.issue({ kind: 'authentication', carrier: 'phone' });
  const leaf = readCertificate(hex(certificate));
  expect(policiesOf(leaf)).toEqual(['1.2.392.200149.8.5.1.0.50']);
  bench.set(serial, { status: 'revoked', at: Date.parse(now) - 1000, reason: 'keyCompromise' });
  const nonce = hex('a0 a1 a2 a3');
  const ids = [certIdOf(leaf, serial, 'sha256')];
  const body = Buffer.from(writeOcspRequest({ ids, nonce }));
  const response = await fetch(ocspUrlsOf(leaf)[0]!, { method: 'POST', body });
  const { basic } = readOcspResponse(new Uint8Array(await response.arrayBuffer()));
  expect(basic?.nonce).toEqual(nonce);
  expect(basic?.responses.map(({ id, certStatus }) => [id.hash, id.serial, certStatus])).toEqual([
    ['sha256', serial, { status: 'revoked', at: Date.parse(now) - 1000, reason: 'keyCompromise' }],
  ]);
  const list = readRevocationList(
    new Uint8Array(await (await fetch(crlPointsOf(leaf)[0]!.urls[0]!)).arrayBuffer()),
  );
  expect([list.version, list.entries.length, crlNumberOf(list) === undefined]).toEqual([2, 1, false]);
  expect(bench.asked).toMatchObject([
    { service: 'ocsp', serials: [serial], nonce: true },
    { service: 'crl' },
  ]);
  await bench.reset();
  expect(bench.asked).toEqual([]);
});

test('wrong requests are answered and end nothing', async () => {
  const url = ocspUrlsOf(readCertificate(hex(bench.issue({ kind: 'signature' }).certificate)))[0]!;
  const response = await fetch(url, { method: 'POST', body: 'TEST: no DER' });
  expect(readOcspResponse(new Uint8Array(await response.arrayBuffer())).status).toBe('malformedRequest');
  expect((await fetch(new URL('/nothing', url))).status).toBe(404);
});
