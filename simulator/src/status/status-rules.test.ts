import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { jstIso } from '../clock/calendar.ts';
import { hex, toHex } from '../codec/hex.ts';
import { authority, authorityCertificate } from '../pki/authority.ts';
import { certId, sha256Oid } from '../pki/cert-id.ts';
import type { DecodedCrl } from '../pki/crl.ts';
import { objectIdentifier } from '../pki/der.ts';
import { nonceOf } from '../pki/ocsp-request.ts';
import type { BasicOcspResponse } from '../pki/ocsp-response.ts';
import { responderKey } from '../pki/responder-certificate.ts';
import { type RuleId, rules } from '../rules/rule-set.ts';
import { isSignedBy, StatusBench } from '../test-status.ts';
import type { Setting } from '../test-story.ts';

/** Something asked of the services that ends in words: `whole` when all rules hold, `broken` for the mutant. */
interface Kill {
  readonly rule: RuleId;
  readonly setting?: Setting;
  readonly ask: (bench: StatusBench) => Promise<string>;
  readonly whole: string;
  readonly broken: string;
}

const evening = '2026-11-20T18:00:00+09:00';
const nextMorning = '2026-11-21T10:00:00+09:00';
const nonce = hex('000102030405060708090a0b0c0d0e0f');
const malformed = '200 30030a0101';

/** Lets something happen first, in turn: an event, or `@` and an instant. */
const after =
  (steps: readonly string[], ask: Kill['ask']): Kill['ask'] =>
  async (bench) => {
    for (const step of steps) {
      if (step.startsWith('@')) await bench.clock(step.slice(1));
      else {
        const [type, data] = step.split(' ');
        const told = await bench.does(type!, Object.fromEntries(new URLSearchParams(data)));
        if (told !== 'taken') throw new Error(`${step}: ${told}`);
      }
    }
    return ask(bench);
  };
const revoke = 'counter.revokeCertificate certificate=authentication&reason=superseded';
const hold = 'callCentre.holdCard';
const lift = 'counter.liftHold';

const says: Kill['ask'] = (bench) => bench.says('authentication');
const lists: Kill['ask'] = (bench) => bench.lists('authentication');
const lies = async (
  bench: StatusBench,
  kind: 'signature' | 'authentication',
  id: Uint8Array,
): Promise<string> => {
  const { responses } = await bench.asks(kind, [id]);
  return responses[0]!.certStatus.status;
};
/** Something of the response about the authentication certificate. */
const ofResponse =
  (
    tell: (basic: BasicOcspResponse, bench: StatusBench) => string,
    asked?: { nonce: Uint8Array },
  ): Kill['ask'] =>
  async (bench) =>
    tell(await bench.asks('authentication', [bench.id('authentication')], asked), bench);
const ofResponder = (tell: (certificate: X509Certificate, bench: StatusBench) => string): Kill['ask'] =>
  ofResponse(({ certificates }, bench) => tell(new X509Certificate(Buffer.from(certificates[0]!)), bench));
/** Which CA's key has signed a certificate. */
const issuerOf = (certificate: X509Certificate): string =>
  (['signature', 'authentication'] as const)
    .flatMap((kind) => ([1, 2] as const).map((generation) => [kind, generation] as const))
    .filter(([kind, generation]) =>
      certificate.verify(
        new X509Certificate(authorityCertificate(kind, generation, Date.parse(evening))).publicKey,
      ),
    )
    .map((found) => found.join(' '))
    .join();
const posted =
  (make: (bench: StatusBench) => Uint8Array): Kill['ask'] =>
  async (bench) => {
    const { status, body } = await bench.post('authentication', make(bench));
    return `${status} ${status === 200 && body.length < 10 ? toHex(body) : '-'}`;
  };
const ofGet =
  (
    tell: (answer: Awaited<ReturnType<StatusBench['get']>>) => string,
    asked?: { nonce: Uint8Array },
  ): Kill['ask'] =>
  async (bench) =>
    tell(await bench.get('authentication', bench.request([bench.id('authentication')], asked)));
const ofCrl =
  (tell: (crl: DecodedCrl, bench: StatusBench) => string): Kill['ask'] =>
  async (bench) =>
    tell(await bench.crl('authentication'), bench);
const ofCrlAnswer =
  (tell: (answer: Awaited<ReturnType<StatusBench['http']>>) => string, headers = {}): Kill['ask'] =>
  async (bench) =>
    tell(await bench.http({ path: bench.crlPath('authentication'), headers }));
const oids = (crl: DecodedCrl): string =>
  crl.extensions.map(({ oid, critical }) => `${oid.replace('2.5.29.', '')}${critical ? '!' : ''}`).join(' ');
const again =
  (path: (bench: StatusBench) => string): Kill['ask'] =>
  async (bench) => {
    const { headers } = await bench.http({ path: path(bench) });
    const second = await bench.http({ path: path(bench), headers: { 'if-none-match': headers.etag } });
    return String(second.status);
  };

const ocspKills: readonly Kill[] = [
  { rule: 'ocsp/valid-good', ask: says, whole: 'good', broken: 'unknown' },
  {
    rule: 'ocsp/revoked-told',
    ask: after([revoke], says),
    whole: `revoked superseded ${evening}`,
    broken: 'good',
  },
  {
    rule: 'ocsp/revoked-reason',
    ask: after([revoke], says),
    whole: `revoked superseded ${evening}`,
    broken: `revoked no reason ${evening}`,
  },
  {
    rule: 'ocsp/revoked-time',
    ask: after([revoke, `@${nextMorning}`], says),
    whole: `revoked superseded ${evening}`,
    broken: `revoked superseded ${nextMorning}`,
  },
  {
    rule: 'ocsp/hold-told',
    ask: after([hold], says),
    whole: `revoked certificateHold ${evening}`,
    broken: 'good',
  },
  {
    rule: 'ocsp/hold-reason',
    ask: after([hold], says),
    whole: `revoked certificateHold ${evening}`,
    broken: `revoked unspecified ${evening}`,
  },
  {
    rule: 'ocsp/hold-time-kept',
    ask: after([hold, `@${nextMorning}`, lift], (bench) => bench.says('signature')),
    whole: `revoked unspecified ${evening}`,
    broken: `revoked unspecified ${nextMorning}`,
  },
  {
    rule: 'ocsp/hold-lifted-good',
    ask: after([hold, lift], says),
    whole: 'good',
    broken: `revoked certificateHold ${evening}`,
  },
  {
    rule: 'ocsp/at-once',
    ask: after([revoke], says),
    whole: `revoked superseded ${evening}`,
    broken: 'good',
  },
  {
    rule: 'ocsp/not-issued-unknown',
    ask: (bench) => {
      const { generation, serial } = bench.certificate('authentication');
      return lies(bench, 'authentication', certId('authentication', generation, serial ^ 1));
    },
    whole: 'unknown',
    broken: 'good',
  },
  {
    rule: 'ocsp/pending-unknown',
    setting: { phones: ['android/supported'] },
    ask: async (bench) => {
      const { story } = bench;
      const { androidSteps } = await import('../test-story.ts');
      await story.walks(androidSteps());
      while (story.phone().enrolment !== 'notified') await story.simulator.nextDeadline();
      return bench.says('authentication', {}, -1);
    },
    whole: 'unknown',
    broken: 'good',
  },
  {
    rule: 'ocsp/foreign-issuer-unknown',
    ask: (bench) => {
      const { serial } = bench.certificate('authentication');
      const id = certId('authentication', 2, serial);
      id[25] = id[25]! ^ 1; // in the hash of the name
      return lies(bench, 'authentication', id);
    },
    whole: 'unknown',
    broken: 'good',
  },
  {
    rule: 'ocsp/generation-told-apart',
    ask: (bench) => {
      const { generation, serial } = bench.certificate('authentication');
      return lies(bench, 'authentication', certId('authentication', generation === 1 ? 2 : 1, serial));
    },
    whole: 'unknown',
    broken: 'good',
  },
  {
    rule: 'ocsp/kinds-apart',
    ask: (bench) => lies(bench, 'authentication', bench.id('signature')),
    whole: 'unknown',
    broken: 'good',
  },
  {
    rule: 'ocsp/expired-kept',
    ask: async (bench) => {
      await bench.clock(jstIso(bench.certificate('authentication').notAfter + 86_400_000));
      return says(bench);
    },
    whole: 'good',
    broken: 'unknown',
  },
  {
    rule: 'ocsp/every-certificate-answered',
    ask: async (bench) => {
      const { responses } = await bench.asks('authentication', [
        bench.id('authentication'),
        bench.id('signature'),
      ]);
      return String(responses.length);
    },
    whole: '2',
    broken: '1',
  },
  {
    rule: 'ocsp/certid-echoed',
    ask: ofResponse(({ responses }, bench) => {
      const { serial } = bench.certificate('authentication');
      return String(Number.parseInt(responses[0]!.certId.serial, 16) - serial);
    }),
    whole: '0',
    broken: '1',
  },
  {
    rule: 'ocsp/hash-kept',
    ask: async (bench) => {
      const { responses } = await bench.asks('authentication', [bench.id('authentication', sha256Oid)]);
      return responses[0]!.certId.hashAlgorithm;
    },
    whole: sha256Oid,
    broken: '1.3.14.3.2.26',
  },
  {
    rule: 'ocsp/nonce-echoed',
    ask: ofResponse(({ extensions }) => toHex(nonceOf(extensions) ?? hex('ee')), { nonce }),
    whole: toHex(nonce),
    broken: 'ee',
  },
  {
    rule: 'ocsp/nonce-exact',
    ask: ofResponse(({ extensions }) => toHex(nonceOf(extensions)!), { nonce }),
    whole: toHex(nonce),
    broken: '000102030405060708090a0b0c0d0e0e',
  },
  {
    rule: 'ocsp/nonce-length',
    ask: posted((bench) => bench.request([bench.id('authentication')], { nonce: new Uint8Array(33) })),
    whole: malformed,
    broken: '200 -',
  },
  {
    rule: 'ocsp/no-nonce-unasked',
    ask: ofResponse(({ extensions }) => String(extensions.length)),
    whole: '0',
    broken: '1',
  },
  {
    rule: 'ocsp/this-update',
    ask: ofResponse(({ responses }) => jstIso(responses[0]!.thisUpdate)),
    whole: evening,
    broken: '2026-11-20T19:00:00+09:00',
  },
  {
    rule: 'ocsp/next-update-given',
    ask: ofResponse(({ responses }) => String(responses[0]!.nextUpdate === null)),
    whole: 'false',
    broken: 'true',
  },
  {
    rule: 'ocsp/next-update',
    ask: ofResponse(({ responses }) => jstIso(responses[0]!.nextUpdate!)),
    whole: '2026-11-20T18:10:00+09:00',
    broken: '2026-11-20T17:59:00+09:00',
  },
  {
    rule: 'ocsp/produced-at',
    ask: ofResponse(({ producedAt }) => jstIso(producedAt)),
    whole: evening,
    broken: '2025-11-20T18:00:00+09:00',
  },
  {
    rule: 'ocsp/responder-issued-by-ca',
    ask: ofResponder(issuerOf),
    whole: 'authentication 2',
    broken: 'signature 2',
  },
  {
    rule: 'ocsp/responder-generation',
    ask: ofResponder(issuerOf),
    whole: 'authentication 2',
    broken: 'authentication 1',
  },
  {
    rule: 'ocsp/responder-eku',
    ask: ofResponder(({ keyUsage }) => keyUsage.join()),
    whole: '1.3.6.1.5.5.7.3.9',
    broken: '1.3.6.1.5.5.7.3.2',
  },
  {
    rule: 'ocsp/responder-nocheck',
    ask: ofResponder(({ raw }) =>
      String(raw.includes(Buffer.from(objectIdentifier('1.3.6.1.5.5.7.48.1.5')))),
    ),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'ocsp/responder-valid',
    ask: ofResponder(({ validTo }) => String(Date.parse(validTo) > Date.parse(evening))),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'ocsp/responder-certificate-sent',
    ask: ofResponse(({ certificates }) => String(certificates.length)),
    whole: '1',
    broken: '0',
  },
  {
    rule: 'ocsp/responder-id',
    ask: ofResponse(({ responderId }) =>
      String(
        'key' in responderId &&
          toHex(responderId.key) === toHex(responderKey('authentication').keyIdentifier),
      ),
    ),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'ocsp/signature',
    ask: ofResponse(({ data, signature }) =>
      String(isSignedBy(responderKey('authentication'), data, signature)),
    ),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'ocsp/signature-sha256',
    ask: ofResponse(({ signatureAlgorithm }) => signatureAlgorithm),
    whole: '1.2.840.113549.1.1.11',
    broken: '1.2.840.113549.1.1.5',
  },
  { rule: 'ocsp/malformed-answered', ask: posted(() => hex('30 00')), whole: malformed, broken: '400 -' },
  {
    rule: 'ocsp/error-bare',
    ask: posted(() => hex('30 00')),
    whole: malformed,
    broken: '200 30050a0101a000',
  },
  {
    rule: 'ocsp/version-one',
    ask: posted((bench) => {
      const whole = bench.request([bench.id('authentication')]);
      // { { [0] { 1 } … } }: version 2
      return Uint8Array.of(0x30, whole[1]! + 5, 0x30, whole[3]! + 5, 0xa0, 3, 2, 1, 1, ...whole.subarray(4));
    }),
    whole: malformed,
    broken: '200 -',
  },
  {
    rule: 'ocsp/critical-extension-refused',
    ask: posted((bench) =>
      bench.request([bench.id('authentication')], {
        extensions: [{ oid: '1.2.392.200149.8.5.1.0.99', critical: true, value: hex('0500') }],
      }),
    ),
    whole: malformed,
    broken: '200 -',
  },
  {
    rule: 'ocsp/trailing-refused',
    ask: posted((bench) => Uint8Array.of(...bench.request([bench.id('authentication')]), 0)),
    whole: malformed,
    broken: '200 -',
  },
  {
    rule: 'ocsp/empty-refused',
    ask: posted((bench) => bench.request([])),
    whole: malformed,
    broken: '200 -',
  },
  { rule: 'ocsp/get-answered', ask: ofGet(({ status }) => String(status)), whole: '200', broken: '405' },
  {
    rule: 'ocsp/get-decoding',
    ask: ofGet(({ body }) => String(body.length > 10)),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'ocsp/content-type',
    ask: ofGet(({ headers }) => headers['content-type']!),
    whole: 'application/ocsp-response',
    broken: 'application/octet-stream',
  },
  {
    rule: 'ocsp/caching-headers',
    ask: ofGet(({ headers }) => Object.keys(headers).join()),
    whole: 'content-type,cache-control,last-modified,expires,etag',
    broken: 'content-type',
  },
  {
    rule: 'ocsp/max-age',
    ask: ofGet(({ headers }) => headers['cache-control']!.split(',')[0]!),
    whole: 'max-age=600',
    broken: 'max-age=87000',
  },
  {
    rule: 'ocsp/nonce-not-cached',
    ask: ofGet(({ headers }) => headers['cache-control']!.split(',')[0]!, { nonce }),
    whole: 'no-store',
    broken: 'max-age=600',
  },
  {
    rule: 'ocsp/not-modified',
    ask: again((bench) => {
      const request = bench.request([bench.id('authentication')]);
      return `/ocsp/authentication/${encodeURIComponent(Buffer.from(request).toString('base64'))}`;
    }),
    whole: '304',
    broken: '200',
  },
];

const superseded = `superseded ${evening}`;
const held = `certificateHold ${evening}`;
const expiring = { clock: '2030-04-11T10:00:00+09:00' };
/** Revoked, and then the list that is published so many days after the one that follows the end. */
const expired =
  (days: number): Kill['ask'] =>
  async (bench) => {
    const { notAfter } = bench.certificate('authentication');
    await bench.does('counter.revokeCertificate', { certificate: 'authentication', reason: 'superseded' });
    await bench.clock(jstIso(notAfter + 12 * 3_600_000 + days * 86_400_000));
    return lists(bench);
  };

const crlKills: readonly Kill[] = [
  { rule: 'crl/daily', ask: after([revoke], lists), whole: 'not listed', broken: superseded },
  {
    rule: 'crl/window-ends',
    ask: after([revoke, `@${nextMorning}`], lists),
    whole: superseded,
    broken: 'not listed',
  },
  {
    rule: 'crl/municipality-only',
    setting: { persons: ['test/adult', 'test/neighbour'] },
    ask: after(
      [`${hold} card=1`, `${hold} card=2`, `@${nextMorning}`],
      ofCrl(({ entries }) => String(entries!.length)),
    ),
    whole: '1',
    broken: '2',
  },
  {
    rule: 'crl/kinds-apart',
    ask: after(
      [hold, `@${nextMorning}`],
      ofCrl(({ entries }) => String(entries!.length)),
    ),
    whole: '1',
    broken: '2',
  },
  {
    rule: 'crl/revoked-listed',
    ask: after([revoke, `@${nextMorning}`], lists),
    whole: superseded,
    broken: 'not listed',
  },
  {
    rule: 'crl/reason-given',
    ask: after([revoke, `@${nextMorning}`], lists),
    whole: superseded,
    broken: `no reason ${evening}`,
  },
  {
    rule: 'crl/unspecified-absent',
    ask: after(
      ['counter.revokeCertificate certificate=authentication&reason=unspecified', `@${nextMorning}`],
      lists,
    ),
    whole: `no reason ${evening}`,
    broken: `unspecified ${evening}`,
  },
  {
    rule: 'crl/revocation-date',
    ask: after([revoke, `@${nextMorning}`], lists),
    whole: superseded,
    broken: 'superseded 2026-11-21T00:00:00+09:00',
  },
  {
    rule: 'crl/hold-listed',
    ask: after([hold, `@${nextMorning}`], lists),
    whole: held,
    broken: 'not listed',
  },
  {
    rule: 'crl/hold-reason',
    ask: after([hold, `@${nextMorning}`], lists),
    whole: held,
    broken: `no reason ${evening}`,
  },
  {
    rule: 'crl/hold-time-kept',
    ask: after([hold, '@2026-11-20T20:00:00+09:00', lift, `@${nextMorning}`], (bench) =>
      bench.lists('signature'),
    ),
    whole: `no reason ${evening}`,
    broken: 'no reason 2026-11-20T20:00:00+09:00',
  },
  {
    rule: 'crl/hold-lifted-leaves',
    ask: after([hold, lift, `@${nextMorning}`], lists),
    whole: 'not listed',
    broken: held,
  },
  {
    rule: 'crl/no-remove-from-crl',
    ask: after([hold, lift, `@${nextMorning}`], lists),
    whole: 'not listed',
    broken: `removeFromCRL ${evening}`,
  },
  {
    rule: 'crl/expired-stays-once',
    setting: expiring,
    ask: expired(0),
    whole: 'superseded 2030-04-11T10:00:00+09:00',
    broken: 'not listed',
  },
  {
    rule: 'crl/expired-leaves',
    setting: expiring,
    ask: expired(1),
    whole: 'not listed',
    broken: 'superseded 2030-04-11T10:00:00+09:00',
  },
  {
    rule: 'crl/empty-absent',
    ask: ofCrl(({ entries }) => String(entries?.length)),
    whole: 'undefined',
    broken: '0',
  },
  {
    rule: 'crl/version-two',
    ask: ofCrl(({ version, body }) => `${version} ${toHex(body.subarray(4, 7))}`),
    whole: '2 020101',
    broken: '1 300d06',
  },
  {
    rule: 'crl/issuer',
    ask: ofCrl(({ issuer }) => String(toHex(issuer) === toHex(authority('authentication', 2).name))),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'crl/this-update',
    ask: ofCrl(({ thisUpdate }) => jstIso(thisUpdate)),
    whole: '2026-11-20T00:00:00+09:00',
    broken: '2026-11-20T19:00:00+09:00',
  },
  {
    rule: 'crl/next-update-given',
    ask: ofCrl(({ nextUpdate }) => String(nextUpdate === null)),
    whole: 'false',
    broken: 'true',
  },
  {
    rule: 'crl/next-update',
    ask: ofCrl(({ nextUpdate }) => jstIso(nextUpdate!)),
    whole: '2026-11-21T00:05:00+09:00',
    broken: '2026-11-20T00:00:00+09:00',
  },
  { rule: 'crl/number-given', ask: ofCrl(oids), whole: '35 20 28!', broken: '35 28!' },
  {
    rule: 'crl/number-grows',
    ask: async (bench) => {
      const number = async () =>
        Number.parseInt(toHex((await bench.crl('authentication')).extensions[1]!.value.slice(2)), 16);
      const before = await number();
      await bench.clock(nextMorning);
      return String((await number()) - before);
    },
    whole: '1',
    broken: '0',
  },
  { rule: 'crl/authority-key-identifier', ask: ofCrl(oids), whole: '35 20 28!', broken: '20 28!' },
  { rule: 'crl/distribution-point', ask: ofCrl(oids), whole: '35 20 28!', broken: '35 20' },
  {
    rule: 'crl/distribution-point-own',
    ask: ofCrl(({ extensions }) => String(Buffer.from(extensions[2]!.value).includes('Test-shi CRLDP'))),
    whole: 'true',
    broken: 'false',
  },
  { rule: 'crl/distribution-point-critical', ask: ofCrl(oids), whole: '35 20 28!', broken: '35 20 28' },
  {
    rule: 'crl/signature',
    ask: ofCrl(({ body, signature }) =>
      String(isSignedBy(authority('authentication', 2).key, body, signature)),
    ),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'crl/signed-by-generation',
    ask: ofCrl(({ body, signature }) =>
      String(
        ([1, 2] as const).find((one) => isSignedBy(authority('authentication', one).key, body, signature)),
      ),
    ),
    whole: '2',
    broken: '1',
  },
  {
    rule: 'crl/served-der',
    ask: ofCrlAnswer(({ body }) => toHex(body.subarray(0, 1))),
    whole: '30',
    broken: '2d',
  },
  {
    rule: 'crl/content-type',
    ask: ofCrlAnswer(({ headers }) => headers['content-type']!),
    whole: 'application/pkix-crl',
    broken: 'text/plain',
  },
  {
    rule: 'crl/caching-headers',
    ask: ofCrlAnswer(({ headers }) => Object.keys(headers).join()),
    whole: 'content-type,cache-control,last-modified,expires,etag',
    broken: 'content-type',
  },
  {
    rule: 'crl/not-modified',
    ask: again((bench) => bench.crlPath('authentication')),
    whole: '304',
    broken: '200',
  },
  {
    rule: 'crl/unknown-point',
    ask: async (bench) =>
      String((await bench.http({ path: bench.crlPath('authentication', '00000') })).status),
    whole: '404',
    broken: '200',
  },
];

const kills = [...ocspKills, ...crlKills];

describe('status services with one rule broken are told from whole ones', () => {
  test.each(kills.map((kill) => [kill.rule, kill] as const))(
    '%s',
    async (rule, { ask, setting, whole, broken }) => {
      expect(await ask(await StatusBench.open(setting))).toBe(whole);
      expect(await ask(await StatusBench.open({ ...setting, mutants: [rule] }))).toBe(broken);
    },
  );
});

test('no rule of the status services is without such a difference', () => {
  const ids = rules.flatMap(({ id }) => (/^(?:ocsp|crl)\//.test(id) ? [id] : []));
  expect(kills.map(({ rule }) => rule).toSorted()).toEqual(ids.toSorted());
});
