/** Who stands on a revocation list, since when, for which reason, and from when on. */
import type { CaseDefinition } from '../../engine/case.ts';
import type { BenchKind } from '../../engine/relying-bench.ts';
import { certIdOf } from '../../x509/ocsp-request.ts';
import { t } from '../support/bilingual.ts';
import { bench, kindName, kinds, type StatusCase, statusCase } from './status-case.ts';

const verifier = 'jpki-card reference, 7';
const entryClause = 'RFC 5280, 5.1.2.6';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const date = t('date of the entry', '項目の日時');

const serialOf = (at: StatusCase, kind: BenchKind): string => at.leaf(kind).serial;
const revoke = (at: StatusCase, certificate: BenchKind, reason?: string): Promise<void> =>
  at.event('counter.revokeCertificate', { certificate, ...(reason === undefined ? {} : { reason }) });

export const crlEntryCases: readonly CaseDefinition[] = [
  ...kinds.map((kind) =>
    statusCase({
      name: `crl/revoked-${kind}`,
      needs: bench,
      title: [
        `A revoked ${kindName[kind][0]} is in the next list`,
        `失効した${kindName[kind][1]}は次の失効リストに載る`,
      ],
      clause: entryClause,
      basis: 'standard',
      text: ['With the reason that there was.', '失効理由とともに掲載される。'],
      catches: ['crl/revoked-listed', 'crl/reason-given'],
      async run(at) {
        await revoke(at, kind, 'superseded');
        const found = at.listed(await at.nextList(kind), serialOf(at, kind), true);
        at.equal(t('reason', '理由'), found?.reason, 'superseded');
      },
    }),
  ),
  statusCase({
    name: 'crl/daily',
    needs: bench,
    title: [
      'Until the next publication the list is that of today',
      '次の公開までは当日の失効リストが配布される',
    ],
    clause: verifier,
    basis: 'guide',
    text: [
      'The responder tells a revocation at once, the list from the next daily publication on.',
      '失効はレスポンダーには直ちに、失効リストには次の日次公開から反映される。',
    ],
    catches: ['crl/daily'],
    async run(at) {
      await revoke(at, 'signature');
      at.listed(await at.list('signature'), serialOf(at, 'signature'), false);
      at.is(await at.single('signature'), 'revoked cessationOfOperation');
    },
  }),
  statusCase({
    name: 'crl/minutes-of-publication',
    needs: bench,
    title: [
      "Yesterday's list ends with the minutes of the publication",
      '前日の失効リストは公開作業の数分で終わる',
    ],
    clause: verifier,
    basis: 'guide',
    text: [
      'Lists are published daily; yesterday’s may still be served for 5 to 10 minutes, and no longer than its nextUpdate.',
      '失効リストは毎日公開される。前日のものが配布されるのは公開作業の5~10分間だけで、nextUpdateを過ぎることはない。',
    ],
    catches: ['crl/window-ends'],
    async run(at) {
      await revoke(at, 'signature');
      const today = await at.list('signature');
      const daily = today.thisUpdate + 24 * hourMs + 10 * minuteMs;
      at.equal(t('the list is of today', '当日の失効リスト'), (await at.now()) <= daily, true);
      await at.at(Math.min(daily, today.nextUpdate ?? daily) + 1000);
      const next = await at.list('signature');
      at.equal(t('a newer list', '新しい失効リスト'), next.thisUpdate > today.thisUpdate, true);
      at.listed(next, serialOf(at, 'signature'), true);
    },
  }),
  statusCase({
    name: 'crl/hold',
    needs: bench,
    title: ['A certificate on hold is listed as on hold', '一時停止中の証明書はcertificateHoldとして載る'],
    clause: 'RFC 5280, 5.3.1',
    basis: 'standard',
    text: ['The entry carries certificateHold.', '項目の理由はcertificateHoldである。'],
    catches: ['crl/hold-listed', 'crl/hold-reason'],
    async run(at) {
      await at.event('callCentre.holdCard');
      const found = at.listed(await at.nextList('authentication'), serialOf(at, 'authentication'), true);
      at.equal(t('reason', '理由'), found?.reason, 'certificateHold');
    },
  }),
  statusCase({
    name: 'crl/hold-lifted',
    needs: bench,
    title: [
      'What was lifted leaves the list without a trace',
      '一時停止が解除された証明書は失効リストから消える',
    ],
    clause: 'RFC 5280, 5.3.1',
    basis: 'inferred',
    text: [
      'The entry leaves with the next list; removeFromCRL belongs to delta lists.',
      '次の失効リストから項目が消える。removeFromCRLは差分リストのものである。',
    ],
    catches: ['crl/hold-lifted-leaves', 'crl/no-remove-from-crl'],
    async run(at) {
      await at.event('callCentre.holdCard');
      at.listed(await at.nextList('authentication'), serialOf(at, 'authentication'), true);
      await at.event('counter.reportLost');
      await at.event('counter.liftHold');
      at.listed(await at.nextList('authentication'), serialOf(at, 'authentication'), false);
    },
  }),
  statusCase({
    name: 'crl/hold-then-revoked',
    needs: bench,
    title: [
      'A hold that ends in revocation counts from the hold',
      '一時停止から失効した項目は一時停止の時刻から数える',
    ],
    clause: 'X.509, certificateHold',
    basis: 'standard',
    text: ['The certificate was good at no time between.', 'その間、証明書は一度も有効ではなかった。'],
    catches: ['crl/hold-time-kept'],
    async run(at) {
      const then = await at.now();
      await at.event('callCentre.holdCard');
      await at.hand.advance(hourMs);
      await revoke(at, 'signature');
      const found = at.listed(await at.nextList('signature'), serialOf(at, 'signature'), true);
      at.time(date, found?.at, then);
    },
  }),
  statusCase({
    name: 'crl/revocation-date',
    needs: bench,
    title: ['The date of an entry is that of the revocation', '項目の日時は失効した時刻である'],
    clause: entryClause,
    basis: 'standard',
    text: ['Not that of the list.', '失効リストの発行日時ではない。'],
    catches: ['crl/revocation-date'],
    async run(at) {
      const then = await at.now();
      await revoke(at, 'authentication');
      const found = at.listed(await at.nextList('authentication'), serialOf(at, 'authentication'), true);
      at.time(date, found?.at, then);
    },
  }),
  statusCase({
    name: 'crl/unspecified',
    needs: bench,
    title: ['The reason unspecified is told by none', '理由unspecifiedは理由を省いて示す'],
    clause: 'RFC 5280, 5.3.1',
    basis: 'standard',
    text: ['The extension should be absent instead.', 'unspecifiedの場合は理由の拡張を省く。'],
    catches: ['crl/unspecified-absent'],
    async run(at) {
      await revoke(at, 'authentication', 'unspecified');
      const found = at.listed(await at.nextList('authentication'), serialOf(at, 'authentication'), true);
      at.equal(t('reason', '理由'), found?.reason ?? 'none', 'none');
    },
  }),
  statusCase({
    name: 'crl/other-kind',
    needs: bench,
    title: [
      'The list of logins has no signature certificates',
      '利用者証明用の失効リストに署名用の証明書は載らない',
    ],
    clause: 'jpki-card reference, 6.2',
    basis: 'standard',
    text: ['Each kind has its own CA and its own lists.', '種別ごとに認証局と失効リストがある。'],
    catches: ['crl/kinds-apart'],
    async run(at) {
      await revoke(at, 'signature');
      at.listed(await at.nextList('signature'), serialOf(at, 'signature'), true);
      at.listed(await at.list('authentication'), serialOf(at, 'signature'), false);
    },
  }),
  statusCase({
    name: 'crl/other-municipality',
    needs: bench,
    title: ["A municipality's list has its own residents", '失効リストにはその市区町村の証明書だけが載る'],
    clause: verifier,
    basis: 'guide',
    text: ['Each municipality has its own distribution point.', '市区町村ごとに配布点がある。'],
    catches: ['crl/municipality-only'],
    async run(at) {
      const card = await at.status.neighbour();
      await at.event('counter.revokeCertificate', { card, certificate: 'authentication' });
      const theirs = (await at.state()).cards
        .find(({ id }) => id === card)
        ?.certificates.find(({ kind }) => kind === 'authentication');
      const serial = theirs?.serial.replace(/^(?:00)+/, '') ?? '';
      const id = certIdOf(at.issuer('authentication'), serial);
      at.is(at.only(await at.answer('authentication', { ids: [id] })), 'revoked cessationOfOperation');
      at.listed(await at.nextList('authentication'), serial, false);
    },
  }),
  statusCase({
    name: 'crl/expired',
    needs: bench,
    title: [
      'An entry stays for one list after the certificate ended, and then leaves',
      '項目は期限後最初の失効リストまで残り、その後消える',
    ],
    clause: 'RFC 5280, 5',
    basis: 'standard',
    text: [
      'Otherwise nobody who asks late would see that it was revoked in its time.',
      '期限直後に確認する検証者にも、期限前の失効が分かるようにする。',
    ],
    catches: ['crl/expired-stays-once', 'crl/expired-leaves'],
    async run(at) {
      const { serial, notAfter } = at.leaf('signature');
      await revoke(at, 'signature');
      await at.at(notAfter + 1000);
      let list = await at.list('signature');
      if (list.thisUpdate <= notAfter) {
        at.listed(list, serial, true);
        await at.at((list.nextUpdate ?? 0) + 1000);
        list = await at.list('signature');
      }
      at.equal(t('the first list after the end', '期限後最初の失効リスト'), list.thisUpdate > notAfter, true);
      at.listed(list, serial, true);
      await at.at((list.nextUpdate ?? 0) + 1000);
      at.listed(await at.list('signature'), serial, false);
    },
  }),
];
