/** What a responder says of certificates in every state of their life. */
import type { CaseDefinition } from '../../engine/case.ts';
import { certIdOf, writeOcspRequest } from '../../x509/ocsp-request.ts';
import { t } from '../support/bilingual.ts';
import { androidSteps } from '../support/enrolment-steps.ts';
import { bench, kindName, kinds, type StatusCase, statusCase } from './status-case.ts';

const told = 'RFC 6960, 2.2';
const verifier = 'jpki-card reference, 7';
const hourMs = 3_600_000;
const revocationTime = t('revocation time', '失効日時');

const revoke = (at: StatusCase, certificate: string, reason?: string): Promise<void> =>
  at.event('counter.revokeCertificate', { certificate, ...(reason === undefined ? {} : { reason }) });

const byKind = kinds.flatMap((kind): readonly CaseDefinition[] => {
  const [en, ja] = kindName[kind];
  return [
    statusCase({
      name: `ocsp/good-${kind}`,
      title: [`A valid ${en} is good`, `有効な${ja}にはgoodを返す`],
      clause: told,
      basis: 'standard',
      text: ['A certificate that is not revoked is answered good.', '失効していない証明書にはgoodを返す。'],
      catches: ['ocsp/valid-good'],
      async run(at) {
        at.is(await at.single(kind), 'good');
      },
    }),
    statusCase({
      name: `ocsp/hold-${kind}`,
      title: [
        `A ${en} on hold is revoked for certificateHold`,
        `一時停止中の${ja}にはcertificateHoldのrevokedを返す`,
      ],
      clause: verifier,
      basis: 'guide',
      text: [
        'From the call about a lost card on, its certificates are on hold, at once and with that reason.',
        '紛失の電話を受けた時点から、証明書は一時停止となり、その理由とともに直ちに応答に反映される。',
      ],
      catches: ['ocsp/hold-told', 'ocsp/hold-reason'],
      async run(at) {
        at.is(await at.single(kind), 'good');
        await at.event('callCentre.holdCard');
        at.is(await at.single(kind), 'revoked certificateHold');
      },
    }),
    statusCase({
      name: `ocsp/revoked-${kind}`,
      title: [`A revoked ${en} is revoked at once`, `失効した${ja}には直ちにrevokedを返す`],
      clause: told,
      basis: 'standard',
      text: [
        'A revocation is answered from the same moment on, with its reason.',
        '失効は、その時点から理由とともに応答に反映される。',
      ],
      catches: ['ocsp/revoked-told', 'ocsp/at-once', 'ocsp/revoked-reason'],
      async run(at) {
        await revoke(at, kind);
        at.is(await at.single(kind), 'revoked cessationOfOperation');
      },
    }),
  ];
});

const reasons = (['keyCompromise', 'superseded', 'affiliationChanged'] as const).map((reason) =>
  statusCase({
    name: `ocsp/reason-${reason.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    title: [`The reason ${reason} is told`, `失効理由${reason}を示す`],
    clause: verifier,
    basis: 'guide',
    text: ['The answer revoked carries the reason there is.', 'revokedの応答には失効理由が入る。'],
    catches: ['ocsp/revoked-reason'],
    async run(at) {
      await revoke(at, 'signature', reason);
      at.is(await at.single('signature'), `revoked ${reason}`);
    },
  }),
);

const times: readonly CaseDefinition[] = [
  statusCase({
    name: 'ocsp/revocation-time',
    needs: bench,
    title: ['The revocation time is that of the revocation', '失効日時は失効した時刻である'],
    clause: 'RFC 6960, 4.2.1',
    basis: 'standard',
    text: [
      'An hour later the answer still tells when it happened, not when it was asked.',
      '1時間後に問い合わせても、失効日時は失効した時刻である。',
    ],
    catches: ['ocsp/revoked-time'],
    async run(at) {
      const then = await at.now();
      await revoke(at, 'authentication');
      await at.hand.advance(hourMs);
      const { certStatus } = await at.single('authentication');
      at.time(revocationTime, certStatus.status === 'revoked' ? certStatus.at : undefined, then);
    },
  }),
  statusCase({
    name: 'ocsp/hold-then-revoked',
    needs: bench,
    title: [
      'A hold that ends in revocation counts from the hold',
      '一時停止から失効した証明書は一時停止の時刻から数える',
    ],
    clause: 'X.509, certificateHold',
    basis: 'standard',
    text: [
      'Between the hold and the revocation the certificate was good at no time.',
      '一時停止から失効までの間、証明書は一度も有効ではなかった。',
    ],
    catches: ['ocsp/hold-time-kept'],
    async run(at) {
      const then = await at.now();
      await at.event('callCentre.holdCard');
      await at.hand.advance(hourMs);
      await revoke(at, 'signature');
      const single = await at.single('signature');
      at.is(single, 'revoked cessationOfOperation');
      at.time(
        revocationTime,
        single.certStatus.status === 'revoked' ? single.certStatus.at : undefined,
        then,
      );
    },
  }),
  statusCase({
    name: 'ocsp/hold-lifted',
    title: ['After the hold is lifted the certificate is good', '一時停止の解除後はgoodを返す'],
    clause: verifier,
    basis: 'inferred',
    text: [
      'The user authentication certificate of a card that was found is good again from the same moment on.',
      '見つかったカードの利用者証明用電子証明書は、解除の時点から再びgoodとなる。',
    ],
    catches: ['ocsp/hold-lifted-good'],
    async run(at) {
      await at.event('callCentre.holdCard');
      at.is(await at.single('authentication'), 'revoked certificateHold');
      await at.event('counter.reportLost');
      await at.event('counter.liftHold');
      at.is(await at.single('authentication'), 'good');
    },
  }),
  statusCase({
    name: 'ocsp/expired',
    needs: bench,
    title: ['An expired certificate is still answered', '期限切れの証明書にも応答する'],
    clause: told,
    basis: 'inferred',
    text: [
      'Expiry is for the relying party to see: the books still have the certificate as good.',
      '期限は検証者が確認する。台帳上の状態はgoodのままである。',
    ],
    catches: ['ocsp/expired-kept'],
    async run(at) {
      await at.at(at.leaf('authentication').notAfter + 86_400_000);
      at.is(await at.single('authentication'), 'good');
    },
  }),
];

const unknown: readonly CaseDefinition[] = [
  statusCase({
    name: 'ocsp/not-issued',
    title: ['A serial number that nobody has is unknown', '発行されていないシリアル番号にはunknownを返す'],
    clause: told,
    basis: 'standard',
    text: ['Good would vouch for a forged certificate.', 'goodを返すと偽造された証明書を保証してしまう。'],
    catches: ['ocsp/not-issued-unknown'],
    async run(at) {
      const id = certIdOf(at.issuer('authentication'), '5e57000000000001');
      at.is(at.only(await at.answer('authentication', { ids: [id] })), 'unknown');
    },
  }),
  statusCase({
    name: 'ocsp/pending',
    needs: bench,
    title: ['A certificate that is not issued yet is unknown', '未発行の証明書にはunknownを返す'],
    clause: told,
    basis: 'inferred',
    text: [
      'A phone certificate that was applied for waits for the back office; until then nobody vouches for it.',
      '申請したスマホ用電子証明書は、発行されるまではgoodにならない。',
    ],
    catches: ['ocsp/pending-unknown'],
    async run(at) {
      await at.hand.phone('android/supported');
      for (const [type, data] of androidSteps({ cardPassword: 'AB1234', textPin: '9120' }))
        await at.event(type, data);
      // The back office gets to it; the holder has not taken it over yet.
      await at.hand.nextDeadline();
      const waiting = (await at.state()).certificates.filter(({ state }) => state === 'pending');
      at.equal(t('certificates that wait', '発行待ちの証明書'), waiting.length > 0, true);
      for (const { kind, serial } of waiting) {
        const of = kind === 'signature' ? 'signature' : 'authentication';
        const id = certIdOf(at.issuer(of), serial.replace(/^(?:00)+/, ''));
        at.is(at.only(await at.answer(of, { ids: [id] })), 'unknown');
      }
    },
  }),
  statusCase({
    name: 'ocsp/foreign-issuer',
    title: ['A certificate of somebody else is unknown', '対象外の発行者の証明書にはunknownを返す'],
    clause: told,
    basis: 'standard',
    text: [
      'The serial number is looked up under the issuer that the question names, not alone.',
      'シリアル番号は問い合わせられた発行者のものとして調べる。',
    ],
    catches: ['ocsp/foreign-issuer-unknown'],
    async run(at) {
      const nameHash = Uint8Array.from({ length: 20 }, (_, i) => i);
      const id = { ...at.id('authentication'), nameHash, keyHash: nameHash.toReversed() };
      at.is(at.only(await at.answer('authentication', { ids: [id] })), 'unknown');
    },
  }),
  statusCase({
    name: 'ocsp/same-name-other-key',
    title: [
      'A CA of the same name with another key is another CA',
      '同名でも鍵の異なる認証局は別の発行者とする',
    ],
    clause: 'jpki-card reference, 6.1',
    basis: 'standard',
    text: [
      'Generations of the CA share a name; the hash of the key tells them apart.',
      '認証局の各世代は同じ名前を持つ。鍵のハッシュで区別する。',
    ],
    catches: ['ocsp/generation-told-apart'],
    async run(at) {
      const id = { ...at.id('authentication'), keyHash: Uint8Array.from({ length: 20 }, () => 0xa5) };
      at.is(at.only(await at.answer('authentication', { ids: [id] })), 'unknown');
    },
  }),
  statusCase({
    name: 'ocsp/other-kind',
    title: ['A responder does not answer for the other kind', 'レスポンダーは別の種別の証明書に答えない'],
    clause: 'jpki-card reference, 6.2',
    basis: 'inferred',
    text: [
      'The responder of logins knows nothing of signature certificates, and the other way round.',
      '利用者証明用と署名用のレスポンダーは、互いの証明書について答えない。',
    ],
    catches: ['ocsp/kinds-apart'],
    async run(at) {
      at.is(at.only(await at.answer('authentication', { ids: [at.id('signature')] })), 'unknown');
      at.is(at.only(await at.answer('signature', { ids: [at.id('authentication')] })), 'unknown');
    },
  }),
  statusCase({
    name: 'ocsp/several',
    title: ['Several certificates in one request are answered in order', '複数の証明書に順に答える'],
    clause: 'RFC 6960, 4.2.1',
    basis: 'standard',
    text: ['Every certificate of a request is answered.', '要求に含まれるすべての証明書に答える。'],
    catches: ['ocsp/every-certificate-answered', 'ocsp/certid-echoed'],
    async run(at) {
      const known = at.id('authentication');
      const ids = [known, certIdOf(at.issuer('authentication'), '5e57000000000002'), known];
      const basic = at.basic(await at.post('authentication', writeOcspRequest({ ids })));
      const serials = basic.responses.map(({ id }) => id.serial).join();
      at.equal(t('serial numbers', 'シリアル番号'), serials, ids.map(({ serial }) => serial).join());
      const states = basic.responses.map(({ certStatus }) => certStatus.status).join();
      at.equal(t('states', '状態'), states, 'good,unknown,good');
    },
  }),
];

export const ocspStateCases: readonly CaseDefinition[] = [...byKind, ...reasons, ...times, ...unknown];
