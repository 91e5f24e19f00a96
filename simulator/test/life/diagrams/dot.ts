import type { AnyStateMachine } from 'xstate';
import { type Arrow, arrowsOf } from '../transitions.ts';

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** Event, guard and actions as a diagram shows them; the event without the word that all of its machine have. */
function labelOf({ event, guard, actions }: Arrow): string {
  const name = event === 'always' ? '' : event.slice(event.indexOf('.') + 1);
  const parts = [
    name,
    guard === null ? '' : `[${guard}]`,
    actions.length === 0 ? '' : `/ ${actions.join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** A machine in the language of Graphviz: states, a dot where it begins, and one arrow for each two states. */
export function dotOf(machine: AnyStateMachine, direction: 'LR' | 'TB'): string {
  const labels = new Map<string, string[]>();
  for (const arrow of arrowsOf(machine)) {
    const ends = `${quoted(arrow.source)} -> ${quoted(arrow.target)}`;
    labels.set(ends, [...(labels.get(ends) ?? []), labelOf(arrow)]);
  }
  const initial = Object.keys(machine.states).find((state) => machine.config.initial === state)!;
  const font = 'fontname="Helvetica"';
  return [
    `digraph ${quoted(machine.id)} {`,
    `  rankdir=${direction}; bgcolor="white"; pad=0.3; nodesep=0.5; ranksep=${direction === 'LR' ? 0.6 : 0.7};`,
    `  node [${font}, fontsize=14, shape=box, style="rounded,filled", fillcolor="#eef4fb", color="#35618f", margin="0.2,0.1"];`,
    `  edge [${font}, fontsize=12, color="#555555", fontcolor="#222222", arrowsize=0.7];`,
    '  start [shape=circle, style=filled, fillcolor="black", color="black", label="", width=0.14, fixedsize=true];',
    `  start -> ${quoted(initial)};`,
    ...Object.keys(machine.states).map((state) => `  ${quoted(state)};`),
    // Each line of a label stands at the left, with a blank between it and the arrow.
    ...[...labels].map(([ends, lines]) => `  ${ends} [label=${label(lines)}];`),
    '}',
    '',
  ].join('\n');
}

const label = (lines: readonly string[]): string => `"${lines.map((line) => ` ${line} \\l`).join('')}"`;
