import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { toJst } from '../clock/calendar.ts';
import { authorityCertificate } from './authority.ts';
import { issueCertificate } from './certificate.ts';
import type { CertificateKind, Generation } from './certificate-profile.ts';
import { certificatePem } from './pem.ts';
import { cardExpiry, certificateEnd } from './validity.ts';

const found = spawnSync('openssl', ['version']).status === 0;
const required = process.env.KAZASHI_INTEROP === 'required';
const day = 86_400_000;

describe.skipIf(!found && !required)('OpenSSL (skipped where there is none)', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kazashi-pki-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (name: string, ...certificates: readonly Uint8Array[]): string => {
    const path = join(directory, name);
    writeFileSync(path, certificates.map(certificatePem).join(''));
    return path;
  };
  const openssl = (...args: string[]) => spawnSync('openssl', args, { encoding: 'utf8' });

  // OpenSSL checks dates against the machine's clock.
  const start = Date.now();
  const issue = (kind: CertificateKind, generation: Generation, issuedDaysBefore = 200): Uint8Array => {
    const notBefore = start - issuedDaysBefore * day;
    const dates = { issued: toJst(notBefore), birth: { year: 1985, month: 4, day: 12 } };
    const request = {
      generation,
      serial: 0x0a0b_0c0d,
      subjectCommonName: 'TESTABCDEFGHIJ99001WXYZ',
      notBefore,
      notAfter: certificateEnd({ ...dates, cardExpiry: cardExpiry(dates) }),
      municipality: { prefecture: 'Mihon-ken', name: 'Test-shi' },
      ocspUrl: 'http://127.0.0.1:8888/',
    } as const;
    const holder = {
      name: '見本吉田　花子',
      nameSubstitutes: '0010000',
      birth: dates.birth,
      sex: '2',
      address: '見本県テスト市見本町１丁目２番３号',
      addressSubstitutes: '0'.repeat(17),
    } as const;
    return kind === 'signature'
      ? issueCertificate({ kind, keyName: 'leaf-00', holder, ...request })
      : issueCertificate({ kind, keyName: 'leaf-01', ...request });
  };
  const root = (kind: CertificateKind, generation: Generation): Uint8Array =>
    authorityCertificate(kind, generation, start);

  const each = (['signature', 'authentication'] as const).flatMap((kind) =>
    ([1, 2] as const).map((generation): [CertificateKind, Generation] => [kind, generation]),
  );

  test.each(each)(
    'accepts the chain for %s, generation %i, with both generations trusted',
    (kind, generation) => {
      const roots = file(`${kind}-roots.pem`, root(kind, 1), root(kind, 2));
      const leaf = file(`${kind}-${generation}.pem`, issue(kind, generation));
      const result = openssl('verify', '-x509_strict', '-check_ss_sig', '-CAfile', roots, leaf);
      expect(result.stdout + result.stderr).toBe(`${leaf}: OK\n`);
    },
  );

  test.each(each)(
    'refuses the chain for %s, generation %i, with the other generation alone',
    (kind, generation) => {
      const roots = file(`${kind}-other.pem`, root(kind, generation === 1 ? 2 : 1));
      const leaf = file(`${kind}-${generation}-alone.pem`, issue(kind, generation));
      expect(openssl('verify', '-CAfile', roots, leaf).status).not.toBe(0);
    },
  );

  test('calls a certificate issued 3,700 days ago expired', () => {
    const roots = file('expired-root.pem', root('authentication', 1));
    const leaf = file('expired.pem', issue('authentication', 1, 3700));
    expect(openssl('verify', '-CAfile', roots, leaf).stderr).toContain('certificate has expired');
    expect(openssl('verify', '-no_check_time', '-CAfile', roots, leaf).status).toBe(0);
  });

  test('accepts the authentication certificate for TLS clients', () => {
    const roots = file('client-root.pem', root('authentication', 2));
    const leaf = file('client.pem', issue('authentication', 2));
    expect(openssl('verify', '-purpose', 'sslclient', '-CAfile', roots, leaf).status).toBe(0);
  });

  test('prints every field of a leaf', () => {
    const leaf = file('print.pem', issue('signature', 2));
    const text = execFileSync(
      'openssl',
      ['x509', '-in', leaf, '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus'],
      {
        encoding: 'utf8',
      },
    );
    const order = [...text.matchAll(/^ {12}(?:X509v3 )?([A-Z][^:\n]*): ?(critical)?/gm)]
      .map(([, name, critical]) => `${name}${critical ? ' critical' : ''}`)
      .slice(-8);
    expect(order).toEqual([
      'Key Usage critical',
      'Certificate Policies critical',
      'Subject Alternative Name',
      'Issuer Alternative Name',
      'CRL Distribution Points',
      'Authority Information Access',
      'Authority Key Identifier',
      'Subject Key Identifier',
    ]);
    expect(text).toContain('Digital Signature, Non Repudiation');
    expect(text).toContain('OCSP - URI:http://127.0.0.1:8888/');
    expect(text).toContain('Serial Number: 168496141 (0xa0b0c0d)');
  });
});
