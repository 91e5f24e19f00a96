import { anyFaultKind } from '../faults/any-fault-kind.ts';
import { type ListedStatusFault, statusFaultKinds } from '../faults/status-faults.ts';
import type { ListedFault, RemedyOutcome } from '../readers/fault-bench.ts';
import type { Language } from './io.ts';

const words = {
  en: {
    nth: 'nth',
    at: 'at',
    once: 'once',
    sticky: 'at every match',
    until: 'until',
    over: 'over',
    hit: 'struck',
    bytes: 'bytes or more',
    after: 'ms later',
    times: 'times',
    value: 'value',
  },
  ja: {
    nth: '番目',
    at: '条件',
    once: '1回',
    sticky: '毎回',
    until: '対処',
    over: '終了',
    hit: '発生',
    bytes: 'バイト以上',
    after: 'ms後',
    times: '回',
    value: '値',
  },
} as const;

/** `1  lost-answer  at 20 .. .., nth 2, once  (struck 0)  Kazashi TEST Reader 00 00: …` */
export function faultLine(fault: ListedFault | ListedStatusFault, language: Language): string {
  if (!('reader' in fault)) return statusFaultLine(fault, language);
  const say = words[language];
  const { ins, p1 = '..', p2 = '..', nth } = fault;
  const when = ins === undefined ? [] : [`${say.at} ${ins} ${p1} ${p2}`];
  if (nth > 1) when.push(`${say.nth} ${nth}`);
  if (fault.probability !== undefined) when.push(`p=${fault.probability} seed ${fault.seed}`);
  if (fault.bytes !== undefined) when.push(`${fault.bytes} ${say.bytes}`);
  if (fault.after !== undefined) when.push(`${fault.after} ${say.after}`);
  if (fault.times !== undefined) when.push(`${fault.times} ${say.times}`);
  if (fault.value !== undefined) when.push(`${say.value} ${fault.value}`);
  if (fault.ms !== undefined) when.push(`${fault.ms} ms`);
  when.push(fault.scope === 'until-remedy' ? `${say.until} ${fault.until}` : say[fault.scope]);
  const state = fault.over ? `, ${say.over}` : '';
  return `${fault.id}  ${fault.kind}  ${when.join(', ')}  (${say.hit} ${fault.fired}${state})  ${fault.reader}: ${anyFaultKind(fault.kind).text[language]}`;
}

/** `s1  status-slow  ocsp signature, nth 2, 300 ms, once  (struck 0): the answer comes late` */
function statusFaultLine(fault: ListedStatusFault, language: Language): string {
  const say = words[language];
  const { id, kind, service, certificate, nth, probability, seed, ms } = fault;
  const when = [[service ?? 'ocsp crl', certificate].filter((word) => word !== undefined).join(' ')];
  if (nth > 1) when.push(`${say.nth} ${nth}`);
  if (probability !== undefined) when.push(`p=${probability} seed ${seed}`);
  if (ms !== undefined) when.push(`${ms} ms`);
  when.push(say[fault.scope]);
  const state = fault.over ? `, ${say.over}` : '';
  const { text } = statusFaultKinds[kind];
  return `${id}  ${kind}  ${when.join(', ')}  (${say.hit} ${fault.fired}${state}): ${text[language]}`;
}

/** What a remedy came to. */
export function remedyLine({ remedy, cleared, left }: RemedyOutcome, language: Language): string {
  const ids = (list: readonly string[]): string => list.join(', ');
  const [ended, none, still] =
    language === 'en' ? ['ended', 'helps nothing', 'still there'] : ['解消', '効果なし', '継続'];
  const done = cleared.length === 0 ? none : `${ended} ${ids(cleared)}`;
  return `${remedy}: ${done}${left.length === 0 ? '' : `; ${still} ${ids(left)}`}`;
}
