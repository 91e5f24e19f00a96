import { type Language, say, type Words } from '../cli/io.ts';
import type { Machine } from './machine.ts';
import type { Outcome } from './outcome.ts';
import type { Goal } from './row.ts';
import { type Column, textTable } from './text-table.ts';

type Told = { readonly language: Language };

/** Three significant digits, thousands apart. */
export function figure(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1000 ? rounded.toLocaleString('en-US') : String(rounded);
}

export function goalText(io: Told, goal: Goal, unit: string): string {
  const sign = goal.bound === 'at-least' ? '≥' : '≤';
  const limit = figure(goal.limit);
  switch (goal.of) {
    case 'value':
      return `${sign} ${limit} ${unit}`;
    case 'ratio':
      return say(io, { en: `${sign} ${limit} × peer`, ja: `${sign} 基準の${limit}倍` });
    case 'difference':
      return say(io, { en: `${sign} peer + ${limit} ${unit}`, ja: `${sign} 基準 + ${limit} ${unit}` });
  }
}

function verdict(io: Told, outcome: Outcome): string {
  if (outcome.state !== 'measured') {
    const failed = outcome.state === 'failed';
    return say(io, failed ? { en: 'failed', ja: '測定失敗' } : { en: 'not measured', ja: '測定不可' });
  }
  const { reached, missedBy } = outcome.judgement;
  if (reached) return say(io, { en: 'reached', ja: '達成' });
  const part = `${figure(Number((missedBy * 100).toPrecision(2)))} %`;
  return say(io, { en: `missed by ${part}`, ja: `${part} 未達` });
}

const columns: readonly Column[] = [
  { align: 'left' },
  { align: 'right' },
  { align: 'right' },
  { align: 'right' },
  { align: 'left' },
  { align: 'left' },
];

const head: readonly Words[] = [
  { en: 'what', ja: '項目' },
  { en: 'figure', ja: '値' },
  { en: 'peer', ja: '基準' },
  { en: 'ratio', ja: '比' },
  { en: 'goal', ja: '目標' },
  { en: 'verdict', ja: '判定' },
];

function cells(io: Told, outcome: Outcome): string[] {
  const { row } = outcome;
  const goal = goalText(io, row.goal, row.unit);
  const title = say(io, row.title);
  if (outcome.state !== 'measured') return [title, '–', '–', '–', goal, verdict(io, outcome)];
  const { measurement, judgement } = outcome;
  const withUnit = (value: number): string => `${figure(value)} ${row.unit}`;
  const peer = measurement.peer === undefined ? '–' : withUnit(measurement.peer);
  return [title, withUnit(measurement.value), peer, figure(judgement.ratio), goal, verdict(io, outcome)];
}

function notes(io: Told, outcome: Outcome): string[] {
  const title = say(io, outcome.row.title);
  if (outcome.state !== 'measured') return [`${title}: ${say(io, outcome.reason)}`];
  const { peer } = outcome.row;
  const parts = [
    ...(peer === undefined ? [] : [say(io, { en: `peer: ${say(io, peer)}`, ja: `基準: ${say(io, peer)}` })]),
    ...(outcome.measurement.note === undefined ? [] : [say(io, outcome.measurement.note)]),
  ];
  return parts.length === 0 ? [] : [`${title}: ${parts.join('; ')}`];
}

/** The table for people, with what has to be known to read it. */
export function benchText(io: Told, machine: Machine, outcomes: readonly Outcome[]): string[] {
  const { cpu, cpus, os, arch, node, load } = machine;
  return [
    say(io, {
      en: `${cpu}, ${cpus} CPUs, ${os} ${arch}, Node ${node}, load before ${load[0]}`,
      ja: `${cpu}、CPU ${cpus}個、${os} ${arch}、Node ${node}、開始前の負荷 ${load[0]}`,
    }),
    '',
    ...textTable(columns, [
      head.map((words) => say(io, words)),
      ...outcomes.map((outcome) => cells(io, outcome)),
    ]),
    '',
    ...outcomes.flatMap((outcome) => notes(io, outcome)),
  ];
}
