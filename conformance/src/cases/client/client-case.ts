import { verify, X509Certificate } from 'node:crypto';
import { hex, textBytes, toHex } from '../../bytes/hex.ts';
import { type CaseDefinition, defineCase } from '../../engine/case.ts';
import type { CaseContext, Checks } from '../../engine/case-context.ts';
import { CaseEnd } from '../../engine/case-end.ts';
import type { Basis } from '../../engine/classification.ts';
import type {
  ClientExchange,
  ClientRun,
  ClientUnderTest,
  FaultOrder,
  Operation,
} from '../../engine/client-under-test.ts';
import type { SecretName } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';

/** What a case of a client has at hand. */
export interface ClientCase {
  readonly client: ClientUnderTest;
  readonly check: Checks;
}

type Words = readonly [en: string, ja: string];

/** A case of a client, by its name, the operations it needs, and the habits of wrong clients that it catches. */
export function clientCase(definition: {
  readonly name: string;
  /** Operations, and PINs as `pin-text`. */
  readonly needs: readonly (Operation | 'pin-text')[];
  readonly title: Words;
  readonly clause: string;
  readonly basis: Basis;
  readonly text: Words;
  readonly catches: readonly string[];
  readonly limitMs?: number;
  readonly run: (at: ClientCase) => Promise<void>;
}): CaseDefinition {
  const { name, needs, title, clause, basis, text, catches, limitMs = 60_000, run } = definition;
  return defineCase({
    id: `client/${name}`,
    title: t(...title),
    requirement: requires(clause, basis, ...text),
    level: 'client',
    appliesTo: ['client', ...needs.map((operation) => `client-${operation}`)].join(' & '),
    cost: 'none',
    rules: catches.map((habit) => `client/${habit}`),
    limitMs,
    run: ({ client, check }: CaseContext) => {
      if (client === undefined) {
        throw new CaseEnd('INCONCLUSIVE', t('there is no client to run', '実行するクライアントがない'));
      }
      return run({ client, check });
    },
  });
}

/** What is shown of a run: its exit code, and the answer without what it holds. */
const shown = ({ exitCode, answer, stdout }: ClientRun): string => {
  const told =
    answer === undefined
      ? `no single JSON object in ${stdout.length} characters`
      : answer.ok === true
        ? `ok with ${Object.keys(answer).slice(1).join(', ') || 'nothing'}`
        : `error ${String(answer.error)}${answer.triesLeft === undefined ? '' : `, triesLeft ${String(answer.triesLeft)}`}`;
  return `${told}; exit code ${exitCode ?? 'none'}`;
};

/** The client has to have done it; gives its answer. */
export function answered({ check }: ClientCase, run: ClientRun): Readonly<Record<string, unknown>> {
  check.that(
    t('the client did what it was asked', 'クライアントが処理に成功した'),
    run.answer?.ok === true && run.exitCode === 0,
    'ok; exit code 0',
    shown(run),
  );
  return run.answer!;
}

/** The client has to have refused, with one of these errors and an exit code other than 0. */
export function refused({ check }: ClientCase, run: ClientRun, ...errors: readonly string[]): void {
  const { answer, exitCode } = run;
  check.that(
    t('the client tells why it did not do it', 'クライアントが処理しなかった理由を伝えた'),
    answer?.ok === false && errors.includes(String(answer.error)) && exitCode !== undefined && exitCode > 0,
    `error ${errors.join(' or ')}; exit code not 0`,
    shown(run),
  );
}

/** Errors that blame what came between the client and the card, or the card. */
export const onTheWay = ['no-card', 'card-removed', 'reader-gone', 'card-error', 'not-on-card'] as const;

/** Whether a command is a VERIFY that carries a value. */
export const isPinSent = ({ command }: ClientExchange): boolean =>
  command.slice(2, 4) === '20' && command.length > 10;
const isQuery = ({ command }: ClientExchange): boolean =>
  command.slice(2, 4) === '20' && command.length <= 10;
export const isRead = ({ command }: ClientExchange): boolean => command.slice(2, 4) === 'b0';
export const isSignature = ({ command }: ClientExchange): boolean => command.slice(2, 4) === '2a';

export function pinsSent({ check }: ClientCase, run: ClientRun, expected: number): void {
  const count = run.exchanges.filter(isPinSent).length;
  check.that(t('PINs sent', '送信された暗証番号'), count === expected, String(expected), String(count));
}

/** No VERIFY with a value follows another one without the counter being asked for in between. */
export function notResent({ check }: ClientCase, run: ClientRun): void {
  let blind = 0;
  let unanswered = false;
  for (const exchange of run.exchanges) {
    if (isQuery(exchange)) unanswered = false;
    if (!isPinSent(exchange)) continue;
    if (unanswered) blind++;
    unanswered = exchange.host !== undefined;
  }
  check.that(
    t('VERIFYs sent again without asking for the tries left', '残り回数を確認せずに再送されたVERIFY'),
    blind === 0,
    '0',
    String(blind),
  );
}

export async function triesAre(
  { client, check }: ClientCase,
  secret: SecretName,
  expected: number,
): Promise<void> {
  const left = await client.tries(secret);
  check.that(
    t(`tries left of ${secret}`, `${secret}の残り回数`),
    left === expected,
    String(expected),
    String(left),
  );
}

/** Runs the operation undisturbed to learn the client's commands. Not judged. */
export async function rehearsed(
  { client }: ClientCase,
  operation: Operation,
  parameters: Readonly<Record<string, unknown>>,
): Promise<readonly ClientExchange[]> {
  const run = await client.run(operation, parameters);
  if (run.answer?.ok === true) return run.exchanges;
  throw new CaseEnd(
    'INCONCLUSIVE',
    t(`undisturbed, the client does not do it: ${shown(run)}`, `障害がなくても処理できない:${shown(run)}`),
  );
}

/** Number of the command, from 1, that is the nth of its kind when the client is undisturbed. */
export async function stepOf(
  at: ClientCase,
  operation: Operation,
  parameters: Readonly<Record<string, unknown>>,
  kind: (exchange: ClientExchange) => boolean,
  nth = 1,
): Promise<number> {
  const exchanges = await rehearsed(at, operation, parameters);
  const steps = exchanges.flatMap((exchange, i) => (kind(exchange) ? [i + 1] : []));
  const step = steps[nth - 1];
  if (step !== undefined) return step;
  throw new CaseEnd(
    'INCONCLUSIVE',
    t('the client sends no command of the kind that the case waits for', '対象となるコマンドが送信されない'),
  );
}

/** Rehearses, and runs once more with a fault at that command. */
export async function disturbed(
  at: ClientCase,
  operation: Operation,
  parameters: Readonly<Record<string, unknown>>,
  kind: (exchange: ClientExchange) => boolean,
  order: FaultOrder,
  nth = 1,
): Promise<ClientRun> {
  const step = await stepOf(at, operation, parameters, kind, nth);
  await at.client.fault({ ...order, nth: step });
  return at.client.run(operation, parameters);
}

/** A message for the keys of the card. */
export const message = toHex(textBytes('TEST message to be signed'));

/** The request that signs with a key. */
export const signWith = (client: ClientUnderTest, key: 'authentication' | 'signature') => ({
  key,
  pin: client.secretOf(`jpki/${key}`),
  data: message,
});

export const certificateFiles = {
  authentication: 0x000a,
  signature: 0x0001,
  'authentication-ca': 0x000b,
  'signature-ca': 0x0002,
} as const;

/** The signature opens with the key of the certificate that the bench reads from the card itself. */
export async function validSignature(
  { client, check }: ClientCase,
  key: 'authentication' | 'signature',
  data: string,
  signature: unknown,
): Promise<void> {
  const certificate = new X509Certificate(await client.content(certificateFiles[key]));
  const given =
    typeof signature === 'string' && /^([0-9a-f]{2})+$/i.test(signature) ? hex(signature) : undefined;
  check.that(
    t('the signature holds for the data and the certificate', '署名がデータと証明書に対して正しい'),
    given !== undefined && verify('sha256', hex(data), certificate.publicKey, given),
    'valid RSASSA-PKCS1-v1_5 with SHA-256',
    given === undefined ? 'no signature' : 'not valid',
  );
}

/** Whatever came in between: the signature is right, or the client tells a fault that blames no PIN. */
export async function signedOrFault(
  at: ClientCase,
  run: ClientRun,
  key: 'authentication' | 'signature',
): Promise<void> {
  if (run.answer?.ok === true) await validSignature(at, key, message, run.answer.signature);
  else refused(at, run, ...onTheWay);
}
