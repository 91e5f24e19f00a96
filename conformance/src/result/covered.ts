import { commitment, type Opening } from './opening.ts';
import type { CaseResult, Result } from './result-schema.ts';

/** What an exchange or check has where a member is covered. */
interface Coverable {
  readonly n: number;
  readonly covered?: Readonly<Record<string, string | undefined>> | undefined;
  readonly opened?:
    | Readonly<Record<string, { readonly salt: string; readonly shown: string } | undefined>>
    | undefined;
}

const memberOf = (item: object, member: string): string => String(Reflect.get(item, member) ?? '');

function openedItem<T extends Coverable>(item: T, openings: readonly Opening[]): T {
  if (openings.length === 0) return item;
  const values = Object.fromEntries(openings.map(({ member, value }) => [member, value]));
  const opened = Object.fromEntries(
    openings.map(({ member, salt }) => [member, { salt, shown: memberOf(item, member) }]),
  );
  return { ...item, ...values, opened };
}

function maskedItem<T extends Coverable>(item: T): T {
  if (item.opened === undefined) return item;
  const { opened, ...rest } = item;
  const shown = Object.entries(opened).map(([member, entry]) => [member, entry?.shown]);
  return { ...rest, ...Object.fromEntries(shown) } as T;
}

/** The full copy of a case: covered members in clear, each with what the masked copy shows and its salt. */
export function openedCase(result: CaseResult, openings: readonly Opening[]): CaseResult {
  const of = (list: Opening['list'], n: number) =>
    openings.filter((opening) => opening.list === list && opening.n === n);
  return {
    ...result,
    exchanges: result.exchanges.map((item) => openedItem(item, of('exchanges', item.n))),
    checks: result.checks.map((item) => openedItem(item, of('checks', item.n))),
  };
}

/** The masked copy of a case; itself when nothing in it is open. */
export function maskedCase(result: CaseResult): CaseResult {
  const isOpen = ({ opened }: Coverable): boolean => opened !== undefined;
  if (!result.exchanges.some(isOpen) && !result.checks.some(isOpen)) return result;
  return { ...result, exchanges: result.exchanges.map(maskedItem), checks: result.checks.map(maskedItem) };
}

/** The masked copy of a result. Both copies have the same digest, since it is taken of this one. */
export function maskedCopy(result: Result): Result {
  return { ...result, cases: result.cases.map(maskedCase) };
}

export function isFullCopy({ cases }: Pick<Result, 'cases'>): boolean {
  return cases.some((result) => maskedCase(result) !== result);
}

/** Where an opened value is not the one that was committed to, or not the one that the masked copy half shows. */
export function openingFaults(result: CaseResult): string[] {
  const faults: string[] = [];
  for (const list of ['exchanges', 'checks'] as const) {
    for (const item of result[list] as readonly Coverable[]) {
      for (const member of Object.keys(item.opened ?? {})) {
        const { salt, shown } = item.opened![member]!;
        const value = memberOf(item, member);
        const where = `${result.id}#${result.attempt} ${list} ${item.n} ${member}`;
        if (commitment(salt, value) !== item.covered?.[member]) {
          faults.push(`${where}: not the value that was committed to`);
        } else if (!covers(shown, value)) faults.push(`${where}: does not fit what the masked copy shows`);
      }
    }
  }
  return faults;
}

/** Whether `**` for some bytes, or for all of a value, gives what is shown. */
function covers(shown: string, value: string): boolean {
  if (shown === '**') return true;
  return shown.length === value.length && [...shown].every((c, i) => c === '*' || c === value[i]);
}
