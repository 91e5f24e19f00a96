/** Relying parties against the life of a card: its own keys and certificates, and the simulator's status services. */
import { textBytes, toHex } from '../../bytes/hex.ts';
import type { CaseDefinition } from '../../engine/case.ts';
import type { Basis } from '../../engine/classification.ts';
import type { ClientRun, FaultOrder } from '../../engine/client-under-test.ts';
import type { BenchKind } from '../../engine/relying-bench.ts';
import { certificateFiles } from './client-case.ts';
import { relyingCase } from './relying-case.ts';

const verifier = 'jpki-card reference, 7';
const data = toHex(textBytes('TEST challenge for a card'));
const dayMs = 86_400_000;

interface CardCase {
  accepts(run: ClientRun): void;
  refuses(run: ClientRun, ...reasons: readonly string[]): void;
  /** Has the card sign, and puts that to the relying party. */
  ask(kind: BenchKind, method?: 'ocsp' | 'crl'): Promise<ClientRun>;
  event(type: string, data?: Readonly<Record<string, string>>): Promise<void>;
  fault(order: FaultOrder): Promise<void>;
  advance(milliseconds: number): Promise<void>;
}

const cardCase = (definition: {
  readonly name: string;
  readonly title: readonly [string, string];
  readonly basis: Basis;
  readonly text: readonly [string, string];
  readonly catches: readonly string[];
  /** Both operations are needed. */
  readonly signs?: true;
  readonly run: (at: CardCase) => Promise<void>;
}): CaseDefinition =>
  relyingCase({
    ...definition,
    name: `card/${definition.name}`,
    ...(definition.signs ? { also: ['verify-signature'] } : {}),
    clause: verifier,
    run: ({ client, accepts, refuses }) =>
      definition.run({
        accepts,
        refuses,
        async ask(kind, method) {
          const certificate = toHex(await client.content(certificateFiles[kind]));
          const signature = await client.cardSigns(kind, data);
          const operation = kind === 'authentication' ? 'verify-login' : 'verify-signature';
          const now = await client.now();
          return client.run(operation, {
            certificate,
            data,
            signature,
            now,
            ...(method === undefined ? {} : { method }),
          });
        },
        event: (type, about) => client.event(type, about),
        fault: (order) => client.fault(order),
        advance: (milliseconds) => client.advance(milliseconds),
      }),
  });

const life: readonly CaseDefinition[] = [
  cardCase({
    name: 'lost-and-found',
    signs: true,
    title: ['A card that was lost and found', '紛失後に見つかったカード'],
    basis: 'guide',
    text: [
      'While the card is on hold it still signs, and neither login nor signature is accepted; once found the login is, and the signature is not.',
      '一時停止中もカードは署名できるが、ログインも署名も受け入れない。見つかった後はログインだけを受け入れる。',
    ],
    catches: ['accepts-hold', 'asks-nobody', 'remembers-hold'],
    async run(at) {
      at.accepts(await at.ask('authentication'));
      at.accepts(await at.ask('signature'));
      await at.event('callCentre.holdCard');
      at.refuses(await at.ask('authentication'), 'held');
      at.refuses(await at.ask('signature'), 'held');
      await at.event('counter.reportLost');
      await at.event('counter.liftHold');
      at.accepts(await at.ask('authentication'));
      at.refuses(await at.ask('signature'), 'held', 'revoked');
    },
  }),
  cardCase({
    name: 'moved',
    signs: true,
    title: [
      'After a change of address the old signature certificate is refused',
      '住所変更後は古い署名用電子証明書を拒否する',
    ],
    basis: 'guide',
    text: [
      'The signature certificate carries the old address and is revoked; the login goes on.',
      '古い住所が記載された署名用電子証明書は失効する。ログインは引き続きできる。',
    ],
    catches: ['sees-holds-only', 'asks-nobody'],
    async run(at) {
      at.accepts(await at.ask('signature'));
      await at.event('counter.revokeCertificate', { certificate: 'signature', reason: 'affiliationChanged' });
      at.refuses(await at.ask('signature'), 'revoked');
      at.accepts(await at.ask('authentication'));
    },
  }),
  cardCase({
    name: 'list-of-tomorrow',
    title: ['A loss is in the list from the next day on', '紛失は翌日の失効リストから分かる'],
    basis: 'guide',
    text: [
      'Who goes by lists refuses the card from the next daily publication on.',
      '失効リストによる検証者は、次の日次公開からカードを拒否する。',
    ],
    catches: ['accepts-hold', 'asks-nobody'],
    async run(at) {
      await at.event('callCentre.holdCard');
      at.accepts(await at.ask('authentication', 'crl'));
      await at.advance(1.5 * dayMs);
      at.refuses(await at.ask('authentication', 'crl'), 'held');
    },
  }),
];

/** The services fail while the card is on hold: whoever lets it pass has been deceived. */
const failing = (
  kind: string,
  order: Partial<FaultOrder>,
  title: readonly [string, string],
  catches: readonly string[],
  method: 'ocsp' | 'crl' = 'ocsp',
): CaseDefinition =>
  cardCase({
    name: `${method}-${kind.replace('status-', '')}`,
    title,
    basis: 'guide',
    text: [
      'An answer that cannot be trusted has not said good, whatever it says.',
      '信頼できない応答は、内容によらずgoodとはならない。',
    ],
    catches,
    async run(at) {
      at.accepts(await at.ask('authentication', method));
      await at.fault({ kind, sticky: true, service: method, ...order });
      at.refuses(await at.ask('authentication', method), 'no-status');
    },
  });

const services: readonly CaseDefinition[] = [
  failing(
    'status-silent',
    {},
    ['The responder hangs up', 'レスポンダーが応答しない'],
    ['takes-silence-for-good'],
  ),
  failing(
    'status-unavailable',
    {},
    ['The responder is unavailable', 'レスポンダーが利用できない'],
    ['takes-silence-for-good'],
  ),
  failing(
    'status-slow',
    { ms: 60_000 },
    ['The responder takes a minute', 'レスポンダーの応答に1分かかる'],
    ['waits-for-ever', 'takes-silence-for-good'],
  ),
  failing(
    'status-try-later',
    {},
    ['The responder answers tryLater', 'レスポンダーがtryLaterを返す'],
    ['takes-errors-for-good'],
  ),
  failing(
    'status-stale',
    {},
    ['The responder gives an answer of last week', 'レスポンダーが1週間前の応答を返す'],
    ['ignores-next-update'],
  ),
  failing(
    'status-wrong-signature',
    {},
    ['The signature of the answer is wrong', '応答の署名が正しくない'],
    ['checks-no-response-signature'],
  ),
  failing(
    'status-stranger',
    {},
    ['A stranger has signed the answer', '無関係の者が応答に署名している'],
    ['trusts-sent-certificate', 'checks-no-response-signature'],
  ),
  failing(
    'status-stale',
    {},
    ['The list is of last week', '失効リストが1週間前のものである'],
    ['takes-old-list'],
    'crl',
  ),
  failing(
    'status-stranger',
    {},
    ['A stranger has signed the list', '無関係の者が失効リストに署名している'],
    ['takes-list-by-name', 'checks-no-list-signature'],
    'crl',
  ),
  failing(
    'status-wrong-signature',
    {},
    ['The signature of the list is wrong', '失効リストの署名が正しくない'],
    ['checks-no-list-signature'],
    'crl',
  ),
];

export const relyingCardCases: readonly CaseDefinition[] = [...life, ...services];
