import { expect, test } from 'vitest';
import { withVerifier } from './status-services.ts';

const evening = '2026-11-20T18:00:00+09:00';
const held = Date.parse(evening);
const morning = Date.parse('2026-11-21T10:00:00+09:00');
const dayMs = 86_400_000;

test('OpenSSL says in every state what the books say, by OCSP at once and by list from the next day', async (context) => {
  await withVerifier(evening, async (verifier) => {
    const { simulator } = verifier.running;
    const says = async () => [
      await verifier.opensslOcsp(context, 'signature'),
      await verifier.opensslOcsp(context, 'authentication'),
      await verifier.opensslCrl(context, 'signature'),
      await verifier.opensslCrl(context, 'authentication'),
    ];
    expect(await says()).toEqual(['good', 'good', 'OK', 'OK']);
    await verifier.event('callCentre.holdCard');
    const onHold = 'revoked certificateHold';
    expect(await says()).toEqual([onHold, onHold, 'OK', 'OK']);
    await simulator.setClock(morning);
    expect(await says()).toEqual([onHold, onHold, 'certificate revoked', 'certificate revoked']);
    await verifier.event('counter.liftHold');
    const lifted = ['revoked unspecified', 'good'];
    expect(await says()).toEqual([...lifted, 'certificate revoked', 'certificate revoked']);
    await simulator.setClock(morning + dayMs);
    expect(await says()).toEqual([...lifted, 'certificate revoked', 'OK']);
    await verifier.event('counter.revokeCertificate', {
      certificate: 'authentication',
      reason: 'keyCompromise',
    });
    await simulator.setClock(morning + 2 * dayMs);
    const revoked = ['revoked unspecified', 'revoked keyCompromise'];
    expect(await says()).toEqual([...revoked, 'certificate revoked', 'certificate revoked']);
  });
});

test('OpenSSL finds unknown, expired, not yet valid, and an answer that is over', async (context) => {
  await withVerifier(evening, async (verifier) => {
    const { simulator } = verifier.running;
    const { notBefore, notAfter } = simulator.card().facts.authentication;
    const unknown = Uint8Array.from(verifier.leaf('authentication'));
    const serial = Buffer.from(unknown).indexOf(Buffer.from([0x02, 0x04])) + 5;
    unknown[serial]! ^= 1;
    expect(await verifier.opensslOcsp(context, 'authentication', undefined, unknown)).toBe('unknown');
    // The verifier's clock is elsewhere: an hour after the answer was over, and before the certificate began.
    expect(await verifier.opensslOcsp(context, 'authentication', held + 3_600_000)).toBe(
      'status times invalid',
    );
    expect(await verifier.opensslCrl(context, 'authentication', notBefore - dayMs)).toMatch(/not yet valid/);
    expect(await verifier.opensslCrl(context, 'authentication', held + 2 * dayMs)).toBe('CRL has expired');
    await simulator.setClock(notAfter + 3 * dayMs);
    expect(await verifier.opensslOcsp(context, 'authentication')).toBe('good');
    expect(await verifier.opensslCrl(context, 'authentication')).toBe('certificate has expired');
  });
});

test('OpenSSL is not taken in by a stranger, a wrong signature or an old answer', async (context) => {
  await withVerifier(evening, async (verifier) => {
    const { status } = verifier.running.simulator;
    for (const [kind, told] of [
      ['status-stranger', /not verified/],
      ['status-wrong-signature', /not verified/],
      ['status-stale', /^status times invalid$/],
      ['status-try-later', /trylater/i],
      ['status-unavailable', /not verified/],
    ] as const) {
      status.addFault({ kind, service: 'ocsp' });
      expect([kind, await verifier.opensslOcsp(context, 'signature')]).toEqual([
        kind,
        expect.stringMatching(told),
      ]);
    }
    for (const [kind, told] of [
      ['status-wrong-signature', 'CRL signature failure'],
      ['status-stranger', 'CRL signature failure'],
      ['status-stale', 'CRL has expired'],
    ] as const) {
      status.addFault({ kind, service: 'crl' });
      expect([kind, await verifier.opensslCrl(context, 'signature')]).toEqual([kind, told]);
    }
    expect(await verifier.opensslOcsp(context, 'signature')).toBe('good');
    expect(await verifier.opensslCrl(context, 'signature')).toBe('OK');
  });
});

test('PKIX of Java says the same, by OCSP and by list', { timeout: 90_000 }, async (context) => {
  const now = Math.floor(Date.now() / 1000) * 1000;
  await withVerifier(new Date(now).toISOString(), async (verifier) => {
    const { simulator } = verifier.running;
    const says = async () => [
      await verifier.java(context, 'ocsp', 'authentication'),
      await verifier.java(context, 'crl', 'authentication'),
    ];
    expect(await says()).toEqual(['OK', 'OK']);
    await verifier.event('callCentre.holdCard');
    expect(await says()).toEqual([`REVOKED CERTIFICATE_HOLD ${now}`, 'OK']);
    await verifier.event('counter.liftHold');
    expect(await verifier.java(context, 'ocsp', 'authentication')).toBe('OK');
    expect(await verifier.java(context, 'ocsp', 'signature')).toBe(`REVOKED UNSPECIFIED ${now}`);
    simulator.status.addFault({ kind: 'status-stranger', service: 'ocsp', sticky: true });
    expect(await verifier.java(context, 'ocsp', 'authentication')).not.toMatch(/^(?:OK|REVOKED)/);
    await simulator.setClock(now + dayMs);
    expect(await verifier.java(context, 'crl', 'signature')).toBe(`REVOKED UNSPECIFIED ${now}`);
    expect(await verifier.java(context, 'crl', 'authentication')).toBe('OK');
    simulator.status.addFault({ kind: 'status-wrong-signature', service: 'crl', sticky: true });
    expect(await verifier.java(context, 'crl', 'authentication')).not.toMatch(/^(?:OK|REVOKED)/);
  });
});

test('a TLS server of Node refuses a client whose certificate is on the list', async (context) => {
  await withVerifier(evening, async (verifier) => {
    expect(await verifier.nodeTls(context, 'authentication')).toBe('authorized');
    await verifier.event('callCentre.holdCard');
    expect(await verifier.nodeTls(context, 'authentication')).toBe('authorized');
    await verifier.running.simulator.setClock(morning);
    expect(await verifier.nodeTls(context, 'authentication')).toBe('CERT_REVOKED');
  });
});
