import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { jstIso } from '../clock/calendar.ts';
import { hex, toHex } from '../codec/hex.ts';
import { authority, authorityCertificate } from '../pki/authority.ts';
import { certId, sha256Oid } from '../pki/cert-id.ts';
import { numberOf } from '../pki/crl.ts';
import { nonceOf } from '../pki/ocsp-request.ts';
import { decodeOcspResponse } from '../pki/ocsp-response.ts';
import { responderKey } from '../pki/responder-certificate.ts';
import { isSignedBy, StatusBench } from '../test-status.ts';

const seen = (bench: StatusBench) =>
  Promise.all([bench.says('signature'), bench.says('authentication')]).then((both) => both.join(' | '));
const listed = (bench: StatusBench) =>
  Promise.all([bench.lists('signature'), bench.lists('authentication')]).then((both) => both.join(' | '));
const evening = '2026-11-20T18:00:00+09:00';

describe('what OCSP and the list say', () => {
  test('valid certificates are good and not listed', async () => {
    const bench = await StatusBench.open();
    expect(await seen(bench)).toBe('good | good');
    expect(await listed(bench)).toBe('not listed | not listed');
  });

  test('a hold is told by OCSP at once, by the list from the next day, and yesterday’s list lasts five minutes more', async () => {
    const bench = await StatusBench.open();
    expect(await bench.does('callCentre.holdCard')).toBe('taken');
    const hold = `revoked certificateHold ${evening}`;
    expect(await seen(bench)).toBe(`${hold} | ${hold}`);
    expect(await listed(bench)).toBe('not listed | not listed');
    await bench.clock('2026-11-21T00:04:59+09:00');
    expect(await listed(bench)).toBe('not listed | not listed');
    await bench.clock('2026-11-21T00:05:00+09:00');
    expect(await listed(bench)).toBe(`certificateHold ${evening} | certificateHold ${evening}`);
  });

  test('a lifted hold is good again at once, and leaves the list with the next one; the other is revoked from the hold on', async () => {
    const bench = await StatusBench.open();
    await bench.does('callCentre.holdCard');
    await bench.clock('2026-11-21T10:00:00+09:00');
    expect(await bench.does('counter.liftHold')).toBe('taken');
    expect(await seen(bench)).toBe(`revoked unspecified ${evening} | good`);
    expect(await listed(bench)).toBe(`certificateHold ${evening} | certificateHold ${evening}`);
    await bench.clock('2026-11-22T10:00:00+09:00');
    expect(await listed(bench)).toBe(`no reason ${evening} | not listed`);
  });

  test('a certificate that was held and released between two lists is in neither', async () => {
    const bench = await StatusBench.open();
    await bench.does('callCentre.holdCard');
    await bench.does('counter.liftHold');
    await bench.clock('2026-11-21T10:00:00+09:00');
    expect(await bench.lists('authentication')).toBe('not listed');
  });

  test.each([
    'unspecified',
    'keyCompromise',
    'cACompromise',
    'affiliationChanged',
    'superseded',
    'cessationOfOperation',
  ])('revoked for %s', async (reason) => {
    const bench = await StatusBench.open();
    await bench.does('counter.revokeCertificate', { certificate: 'authentication', reason });
    expect(await seen(bench)).toBe(`good | revoked ${reason} ${evening}`);
    await bench.clock('2026-11-21T10:00:00+09:00');
    const told = reason === 'unspecified' ? 'no reason' : reason;
    expect(await listed(bench)).toBe(`not listed | ${told} ${evening}`);
  });

  test('E-12: a hold that can be lifted has no reason where the service keeps the reason for the final ones', async () => {
    const bench = await StatusBench.open({ switches: { holdReason: 'irreversibleOnly' } });
    await bench.does('callCentre.holdCard');
    expect(await seen(bench)).toBe(`revoked certificateHold ${evening} | revoked no reason ${evening}`);
  });

  test('the certificates of a phone are unknown until they are issued', async () => {
    const bench = await StatusBench.open({ phones: ['android/supported'] });
    await bench.story.enrols('1', { 'portal.register': null });
    const last = bench.certificate('signature', -1);
    expect(last.serial).not.toBe(bench.certificate('signature').serial);
    expect(await bench.says('signature', {}, -1)).toBe('good');
    const pending = await StatusBench.open({ phones: ['android/supported'] });
    const { story } = pending;
    const { androidSteps } = await import('../test-story.ts');
    await story.walks(androidSteps());
    while (story.phone().enrolment !== 'notified') await story.simulator.nextDeadline();
    expect(story.certificates()).toBe('pending pending');
    expect(await pending.says('signature', {}, -1)).toBe('unknown');
  });

  test('an expired certificate is answered as before; a revoked one is in one more list and in none after', async () => {
    const bench = await StatusBench.open({ clock: '2030-04-11T10:00:00+09:00' });
    const { notAfter } = bench.certificate('authentication');
    await bench.does('counter.revokeCertificate', { certificate: 'authentication' });
    await bench.clock(jstIso(notAfter));
    const told = 'cessationOfOperation 2030-04-11T10:00:00+09:00';
    expect(await bench.lists('authentication')).toBe(told);
    await bench.clock(jstIso(notAfter + 12 * 3_600_000)); // the first list after the end
    expect(await bench.lists('authentication')).toBe(told);
    expect(await bench.says('authentication')).toBe(`revoked ${told}`);
    expect(await bench.says('signature')).toBe('good');
    await bench.clock(jstIso(notAfter + 36 * 3_600_000));
    expect(await bench.lists('authentication')).toBe('not listed');
  });
});

describe('an OCSP response', () => {
  test('is signed by a responder whose certificate the issuing generation has signed for that purpose', async () => {
    const bench = await StatusBench.open();
    const basic = await bench.asks('authentication', [bench.id('authentication')]);
    const { generation } = bench.certificate('authentication');
    expect(isSignedBy(responderKey('authentication'), basic.data, basic.signature)).toBe(true);
    expect(basic.certificates).toHaveLength(1);
    const certificate = new X509Certificate(Buffer.from(basic.certificates[0]!));
    const ca = new X509Certificate(
      authorityCertificate('authentication', generation, bench.story.simulator.calendar.now()),
    );
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.9']);
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(basic.producedAt);
  });

  test('answers several certificates in their order, a stranger among them, and brings the nonce back', async () => {
    const bench = await StatusBench.open();
    await bench.does('counter.revokeCertificate', { certificate: 'authentication' });
    const nonce = hex('00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff');
    const { generation, serial } = bench.certificate('authentication');
    const ids = [
      certId('authentication', generation, serial ^ 1),
      bench.id('authentication', sha256Oid),
      certId('signature', generation, serial),
    ];
    const basic = await bench.asks('authentication', ids, { nonce });
    expect(basic.responses.map(({ certStatus }) => certStatus.status)).toEqual([
      'unknown',
      'revoked',
      'unknown',
    ]);
    expect(basic.responses.map(({ certId: { der } }) => toHex(der))).toEqual(ids.map((id) => toHex(id)));
    expect(toHex(nonceOf(basic.extensions)!)).toBe(toHex(nonce));
  });

  test('without nonce is the same bytes until it is due or the certificate changes, and with nonce never', async () => {
    const bench = await StatusBench.open();
    const ask = async (nonce?: Uint8Array) =>
      toHex((await bench.post('signature', bench.request([bench.id('signature')], nonce && { nonce }))).body);
    const first = await ask();
    await bench.clock('2026-11-20T18:04:59+09:00');
    expect(await ask()).toBe(first);
    await bench.clock('2026-11-20T18:05:00+09:00');
    const second = await ask();
    expect(second).not.toBe(first);
    await bench.does('callCentre.holdCard');
    expect(await ask()).not.toBe(second);
    expect(await ask(hex('01'))).not.toBe(await ask(hex('02')));
  });

  test('to a request longer than verifiers send is not kept: nobody fills the memory with such', async () => {
    const bench = await StatusBench.open();
    const ask = async (padding: number) => {
      const extensions = [{ oid: '1.2.392.1', critical: false, value: new Uint8Array(padding) }];
      const request = bench.request([bench.id('signature')], { extensions });
      const { status, body } = await bench.post('signature', request);
      return [status, toHex(body)];
    };
    const [short, long] = [await ask(100), await ask(1000)];
    expect([short[0], long[0]]).toEqual([200, 200]);
    await bench.clock('2026-11-20T18:00:01+09:00');
    expect(await ask(100)).toEqual(short);
    expect(await ask(1000)).not.toEqual(long);
  });

  test('is malformedRequest for whatever is no request', async () => {
    const bench = await StatusBench.open();
    const whole = bench.request([bench.id('signature')]);
    const wrong = [
      new Uint8Array(0),
      hex('30'),
      hex('3000'),
      whole.subarray(0, -1),
      Uint8Array.of(...whole, 0),
    ];
    for (const body of wrong) {
      const answer = await bench.post('signature', body);
      expect([answer.status, toHex(answer.body)]).toEqual([200, '30030a0101']);
    }
    for (const path of ['%zz', '', '****', 'MAA%3D']) {
      const answer = await bench.http({ path: `/ocsp/signature/${path}` });
      expect([answer.status, toHex(answer.body)]).toEqual([200, '30030a0101']);
    }
  });
});

describe('a revocation list', () => {
  test('follows from the books alone: it is the same after a restart, and its number grows by one a day', async () => {
    const bench = await StatusBench.open({ persons: ['test/adult', 'test/adult', 'test/adult'] });
    for (const card of ['1', '2', '3']) await bench.does('callCentre.holdCard', { card });
    await bench.clock('2026-11-21T10:00:00+09:00');
    const { body } = await bench.http({ path: bench.crlPath('signature') });
    const again = await StatusBench.open();
    await again.story.simulator.load(JSON.parse(JSON.stringify(bench.story.simulator.save())));
    expect(toHex((await again.http({ path: bench.crlPath('signature') })).body)).toBe(toHex(body));
    const crl = await bench.crl('signature');
    expect(crl.entries?.length).toBe(3);
    const serials = crl.entries!.map(({ serial }) => serial);
    expect(serials).toEqual(serials.toSorted((a, b) => a - b));
    await bench.clock('2026-11-22T10:00:00+09:00');
    expect(numberOf(await bench.crl('signature'))).toBe(numberOf(crl) + 1);
  });

  test('is signed by the CA and names its distribution point as the certificates do', async () => {
    const bench = await StatusBench.open();
    const crl = await bench.crl('authentication');
    const { generation } = bench.certificate('authentication');
    expect(isSignedBy(authority('authentication', generation).key, crl.body, crl.signature)).toBe(true);
    expect(crl.extensions.map(({ oid, critical }) => [oid, critical])).toEqual([
      ['2.5.29.35', false],
      ['2.5.29.20', false],
      ['2.5.29.28', true],
    ]);
    expect([jstIso(crl.thisUpdate), jstIso(crl.nextUpdate!)]).toEqual([
      '2026-11-20T00:00:00+09:00',
      '2026-11-21T00:05:00+09:00',
    ]);
  });

  test('has those of its own municipality', async () => {
    const bench = await StatusBench.open({ persons: ['test/adult', 'test/neighbour'] });
    const codes = [...bench.story.simulator.world.persons.values()].map(
      ({ profile }) => profile.municipality.code,
    );
    await bench.does('callCentre.holdCard', { card: '1' });
    await bench.does('callCentre.holdCard', { card: '2' });
    await bench.clock('2026-11-21T10:00:00+09:00');
    expect(new Set(codes).size).toBe(2);
    for (const code of codes) expect((await bench.crl('signature', code)).entries).toHaveLength(1);
    expect((await bench.http({ path: bench.crlPath('signature', '00000') })).status).toBe(404);
  });

  test('the publication and its window can be at other times', async () => {
    const switches = { crlPublicationMs: 6 * 3_600_000, crlWindowMs: 0 };
    const bench = await StatusBench.open({ switches });
    await bench.does('callCentre.holdCard');
    await bench.clock('2026-11-21T05:59:59+09:00');
    expect(await bench.lists('signature')).toBe('not listed');
    await bench.clock('2026-11-21T06:00:00+09:00');
    expect(await bench.lists('signature')).toBe(`certificateHold ${evening}`);
  });
});

describe('HTTP', () => {
  test('a GET is answered with headers for caches, and 304 for whoever has the answer', async () => {
    const bench = await StatusBench.open();
    const request = bench.request([bench.id('signature')]);
    const { status, headers, body } = await bench.get('signature', request);
    expect([status, decodeOcspResponse(body).status]).toEqual([200, 'successful']);
    expect(headers).toEqual({
      'content-type': 'application/ocsp-response',
      'cache-control': 'max-age=600, public, no-transform, must-revalidate',
      'last-modified': 'Fri, 20 Nov 2026 09:00:00 GMT',
      expires: 'Fri, 20 Nov 2026 09:10:00 GMT',
      etag: expect.stringMatching(/^"[0-9a-f]{40}"$/),
    });
    const again = await bench.get('signature', request, { 'if-none-match': `W/${headers.etag}` });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  test.each([
    ['DELETE', '/ocsp/signature', 405],
    ['POST', '/crl/signature-2/99001.crl', 405],
    ['POST', '/', 405],
    ['GET', '/ocsp/other', 404],
    ['GET', '/crl/signature-3/99001.crl', 404],
    ['GET', '/ca/signature-1.cer', 200],
    ['GET', '/', 200],
  ])('%s %s is answered %i', async (method, path, status) => {
    const bench = await StatusBench.open();
    expect((await bench.http({ method, path })).status).toBe(status);
  });
});
