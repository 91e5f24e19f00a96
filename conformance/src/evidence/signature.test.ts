import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isTrusted, type Signer, signDetached, verifyDetached } from './signature.ts';

const openssl = spawnSync('openssl', ['version']).status === 0;
if (!openssl && process.env.KAZASHI_INTEROP === 'required') throw new Error('openssl is missing');

const content = Buffer.from('{"kind":"TEST"}\n');
let directory: string;
const at = (name: string): string => join(directory, name);
const run = (...args: string[]): string =>
  execFileSync('openssl', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-cms-'));
  if (!openssl) return;
  const keys = { rsa: ['rsa:2048'], ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] } as const;
  for (const [name, kind] of Object.entries(keys)) {
    run(
      ...[
        'req',
        '-x509',
        '-newkey',
        ...kind,
        '-nodes',
        '-days',
        '30',
        '-subj',
        `/CN=TEST lab ${name}`,
      ].concat(['-keyout', `${name}.key`, '-out', `${name}.pem`]),
    );
  }
  run(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=TEST lab below',
    '-keyout',
    'below.key',
    '-out',
    'below.csr',
  );
  run(
    'x509',
    '-req',
    '-in',
    'below.csr',
    '-CA',
    'rsa.pem',
    '-CAkey',
    'rsa.key',
    '-days',
    '30',
    '-out',
    'below.pem',
  );
  run('genpkey', '-algorithm', 'ed25519', '-out', 'ed.key');
});
afterAll(() => rmSync(directory, { recursive: true }));

const certificate = (name: string): X509Certificate => new X509Certificate(readFileSync(at(`${name}.pem`)));
const signer = (name: string): Signer => ({
  key: createPrivateKey(readFileSync(at(`${name}.key`))),
  certificate: certificate(name),
});

describe.skipIf(!openssl)('a detached signature', () => {
  test.each(['rsa', 'ec'])('with a key of the kind %s is accepted by openssl and by us', (name) => {
    const cms = signDetached(content, signer(name), Date.now());
    writeFileSync(at('content'), content);
    writeFileSync(at('made.p7s'), cms);
    const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'made.p7s', '-content', 'content'];
    expect(run(...args, '-CAfile', `${name}.pem`, '-purpose', 'any')).toBe(content.toString());
    const found = verifyDetached(content, cms);
    expect(found.certificate.subject).toBe(`CN=TEST lab ${name}`);
    expect(Math.abs(found.signedAt! - Date.now())).toBeLessThan(60_000);
    expect(isTrusted(found, certificate(name), Date.now())).toBe(true);
    expect(isTrusted(found, certificate(name === 'rsa' ? 'ec' : 'rsa'), Date.now())).toBe(false);
  });

  test('made by openssl is accepted by us', () => {
    writeFileSync(at('content'), content);
    run(
      'cms',
      '-sign',
      '-binary',
      '-in',
      'content',
      '-signer',
      'rsa.pem',
      '-inkey',
      'rsa.key',
      '-md',
      'sha256',
      '-outform',
      'DER',
      '-out',
      'theirs.p7s',
    );
    expect(verifyDetached(content, readFileSync(at('theirs.p7s'))).certificate.subject).toBe(
      'CN=TEST lab rsa',
    );
  });

  test('is trusted through the issuer, until its certificate ends', () => {
    const found = verifyDetached(content, signDetached(content, signer('below'), Date.now()));
    expect(isTrusted(found, certificate('rsa'), Date.now())).toBe(true);
    expect(isTrusted(found, certificate('rsa'), Date.now() + 40 * 86_400_000)).toBe(false);
    expect(isTrusted(found, certificate('ec'), Date.now())).toBe(false);
  });

  test('is broken by any bit of the content, and by any of its own', () => {
    const cms = signDetached(content, signer('ec'), Date.now());
    const broken = expect.objectContaining({ code: 'signature/broken' });
    expect(() => verifyDetached(Buffer.from('{"kind":"TESU"}\n'), cms)).toThrow(broken);
    // The last bytes are the signature value.
    for (let i = cms.length - 60; i < cms.length; i += 7) {
      const changed = Uint8Array.from(cms);
      changed[i]! ^= 0x10;
      expect(() => verifyDetached(content, changed), `byte ${i}`).toThrow(broken);
    }
    expect(() => verifyDetached(content, Buffer.from('no DER'))).toThrow(broken);
    expect(() => verifyDetached(content, cms.subarray(0, 200))).toThrow(broken);
  });

  test('is refused with the key of another, or of a kind that is not carried', () => {
    const wrong = expect.objectContaining({ code: 'signature/key' });
    expect(() => signDetached(content, { ...signer('rsa'), certificate: certificate('ec') }, 0)).toThrow(
      wrong,
    );
    const ed = createPrivateKey(readFileSync(at('ed.key')));
    expect(() => signDetached(content, { key: ed, certificate: certificate('ec') }, 0)).toThrow(wrong);
  });
});
