import { toHex } from '../../bytes/hex.ts';
import { secretNames, secrets } from '../../engine/secret.ts';
import { triesLeft } from '../../engine/status-word.ts';
import { answering, type Fault, fault, goesTo, isIns, says, slugOf, status } from './fault.ts';

const verifies = 0x20;
const changes = [0x24, 0x32] as const;
const isQuery = (command: Uint8Array): boolean => command[1] === verifies && command.length <= 5;
const counted = (response: Uint8Array): number | undefined =>
  triesLeft(response.at(-2)! * 256 + response.at(-1)!);
const tries = (left: number): Uint8Array => says(`63c${left.toString(16)}`);

/** The rules of VERIFY, each broken for one reference alone. */
export const verifyFaults: readonly Fault[] = secretNames.flatMap((secret) => {
  const { title } = secrets[secret];
  const slug = slugOf(secret);
  return [
    answering(
      `blocked-${slug}`,
      `VERIFY of the blocked ${title.en} is answered 6984`,
      `閉塞した${title.ja}のVERIFYには6984を返す`,
      (exchange, response) =>
        goesTo(exchange, secret) && isIns(exchange, verifies) && status(response) === '6984'
          ? says('6983')
          : response,
    ),
    fault(
      `query-spends-${slug}`,
      `The ${title.en} may be asked for its tries as often as one likes`,
      `${title.ja}の残り回数は何度でも照会できる`,
      () => {
        let asked = 0;
        return {
          response(exchange, response) {
            const asks = goesTo(exchange, secret) && isQuery(exchange.command);
            asked = asks ? asked + 1 : 0;
            const left = counted(response);
            return asked < 3 || left === undefined || left === 0 ? response : tries(left - 1);
          },
        };
      },
    ),
    fault(
      `restores-${slug}`,
      `The right value restores the tries of the ${title.en}`,
      `正しい値で${title.ja}の残り回数が戻る`,
      () => {
        let left: number | undefined;
        return {
          response(exchange, response) {
            if (!goesTo(exchange, secret) || !isIns(exchange, verifies)) return response;
            if (isQuery(exchange.command)) return left === undefined ? response : tries(left);
            // What is told is the number before the right value; a right one alone has nothing to restore.
            left = counted(response) ?? left;
            return response;
          },
        };
      },
    ),
  ];
});

const changed = ['jpki/authentication', 'jpki/signature', 'text/pin', 'common/pin', 'juki/pin'] as const;

/** The rules of changing a secret and of having it reset, each broken for one reference alone. */
export const changeFaults: readonly Fault[] = changed.flatMap((secret) => {
  const { title } = secrets[secret];
  const slug = slugOf(secret);
  const turned = (id: string, en: string, ja: string, from: string): Fault =>
    answering(`${id}-${slug}`, en, ja, (exchange, response) =>
      goesTo(exchange, secret) && isIns(exchange, ...changes) && toHex(response) === from
        ? says('9000')
        : response,
    );
  return [
    fault(
      `changed-value-${slug}`,
      `The ${title.en} is what it was changed to`,
      `${title.ja}は変更した値になる`,
      () => ({
        command: (exchange) =>
          goesTo(exchange, secret) && isIns(exchange, ...changes)
            ? exchange.command.map((byte, i, { length }) => (i === length - 1 ? byte ^ 0x01 : byte))
            : exchange.command,
      }),
    ),
    turned(
      'change-unverified',
      `The ${title.en} is changed only after it was verified`,
      `${title.ja}の変更には照合が必要`,
      '6982',
    ),
    turned(
      'change-form',
      `The ${title.en} is changed by one command alone`,
      `${title.ja}を変更するコマンドは一つだけ`,
      '6d00',
    ),
    fault(
      `counter-${slug}`,
      `The municipal counter resets the ${title.en}`,
      `市区町村窓口は${title.ja}を初期化できる`,
      () => ({
        loses: (type, data) =>
          type === 'counter.resetSecret' && data.secret === secret && data.value === undefined,
      }),
    ),
  ];
});
