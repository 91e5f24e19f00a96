import { textBytes, toHex } from '../../bytes/hex.ts';
import type { CaseDefinition } from '../../engine/case.ts';
import type { Basis } from '../../engine/classification.ts';
import type { ClientRun, Operation } from '../../engine/client-under-test.ts';
import type { BenchCertificate, BenchKind, RelyingBench } from '../../engine/relying-bench.ts';
import type { CertStatus, Reason } from '../../x509/ocsp-response.ts';
import { t } from '../support/bilingual.ts';
import { answered, type ClientCase, clientCase } from './client-case.ts';

type Words = readonly [en: string, ja: string];

/** How a login or signature is put to the relying party. */
export interface Asking {
  readonly carriers?: readonly ('card' | 'phone')[];
  readonly method?: 'ocsp' | 'crl';
  /** What is signed in place of the data that is shown. */
  readonly signed?: Uint8Array;
}

/** What a case of a relying party has at hand. */
export interface RelyingCase extends ClientCase {
  readonly bench: RelyingBench;
  readonly kind: BenchKind;
  /** Puts it to the relying party: a certificate of the bench, and a signature by its key. */
  ask(holder: BenchCertificate, asking?: Asking): Promise<ClientRun>;
  accepts(run: ClientRun): void;
  /** It is not accepted, for one of these reasons. */
  refuses(run: ClientRun, ...reasons: readonly string[]): void;
}

const operationOf = { authentication: 'verify-login', signature: 'verify-signature' } as const;
const challenge = textBytes('TEST challenge of a login, or document that was signed');

const told = (answer: Readonly<Record<string, unknown>>): string =>
  answer.accepted === true
    ? 'accepted'
    : answer.accepted === false
      ? `refused: ${String(answer.reason)}`
      : 'neither accepted nor refused';

/** A case of a relying party; ids are `client/relying/…`. */
export function relyingCase(definition: {
  readonly name: string;
  readonly kind?: BenchKind;
  /** Further operations that are needed. */
  readonly also?: readonly Operation[];
  readonly title: Words;
  readonly clause: string;
  readonly basis: Basis;
  readonly text: Words;
  readonly catches: readonly string[];
  readonly run: (at: RelyingCase) => Promise<void>;
}): CaseDefinition {
  const { name, kind = 'authentication', also = [], run, ...rest } = definition;
  const operation = operationOf[kind];
  return clientCase({
    ...rest,
    name: `relying/${name}`,
    needs: [operation, ...also],
    limitMs: 90_000,
    run: ({ client, check }) => {
      const bench = client.relying;
      const at: ClientCase = { client, check };
      return run({
        ...at,
        bench,
        kind,
        ask: (holder, { carriers, method, signed = challenge } = {}) =>
          client.run(operation, {
            certificate: holder.certificate,
            data: toHex(challenge),
            signature: holder.sign(signed),
            now: bench.now,
            ...(carriers === undefined ? {} : { carriers }),
            ...(method === undefined ? {} : { method }),
          }),
        accepts(outcome) {
          const answer = answered(at, outcome);
          check.that(t('it is accepted', '受け入れた'), answer.accepted === true, 'accepted', told(answer));
        },
        refuses(outcome, ...reasons) {
          const answer = answered(at, outcome);
          check.that(
            t('it is not accepted', '受け入れなかった'),
            answer.accepted === false,
            'refused',
            told(answer),
          );
          const reason = String(answer.reason);
          check.that(
            t('the reason is told', '理由を伝えた'),
            reasons.includes(reason),
            `refused: ${reasons.join(' or ')}`,
            told(answer),
          );
        },
      });
    },
  });
}

const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** Revoked an hour ago. */
export const revoked = ({ bench }: RelyingCase, reason: Reason): CertStatus => ({
  status: 'revoked',
  at: Date.parse(bench.now) - hourMs,
  reason,
});
