import { hex, toHex } from '../../bytes/hex.ts';
import { matches } from '../../bytes/pattern.ts';
import { type CaseDefinition, defineCase } from '../../engine/case.ts';
import type { CaseContext, Checks } from '../../engine/case-context.ts';
import { CaseEnd } from '../../engine/case-end.ts';
import type { Basis } from '../../engine/classification.ts';
import type { AntennaUnderTest } from '../../engine/frames-under-test.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { type Play, PlayedTypeB, type PlayOptions } from './played-card.ts';

type Words = readonly [en: string, ja: string];

/** What a case of a reader's antenna has at hand. */
export interface AntennaCase {
  readonly antenna: AntennaUnderTest;
  readonly check: Checks;
}

interface AntennaWords {
  readonly title: Words;
  /** Clause of ISO/IEC 14443, with its part: `4, 7.3`. */
  readonly clause: string;
  readonly basis?: Basis;
  readonly text: Words;
  /** Capability that the reader needs. */
  readonly needs?: string;
  /** Rules of antennas that the case holds the reader to. */
  readonly rules: readonly string[];
}

/** One exchange as a table: what the played card answers, what it has to hear, what the host gets. */
export interface AntennaExchange extends AntennaWords {
  readonly card?: PlayOptions;
  /** Commands of the host, one after another. */
  readonly commands: readonly string[];
  readonly answers: readonly Play[];
  /** Patterns of the blocks that the card has to hear, S(DESELECT) left out. */
  readonly blocks: readonly string[];
  /** What the host gets for the last command; `failure` for none. */
  readonly response: string;
}

export type AntennaDefinition =
  | AntennaExchange
  | (AntennaWords & { readonly run: (at: AntennaCase) => Promise<void> });

/** Cases of readers by their names: `iso14443-pcd/GROUP/NAME`. */
export function antennaCases(
  group: 'activation' | 'blocks' | 'waiting' | 'host',
  cases: Readonly<Record<string, AntennaDefinition>>,
): CaseDefinition[] {
  return Object.entries(cases).map(([name, definition]) => {
    const { title, clause, basis = 'standard', text, needs, rules } = definition;
    const run = 'run' in definition ? definition.run : exchangeOf(definition);
    return defineCase({
      id: `iso14443-pcd/${group}/${name}`,
      title: t(...title),
      requirement: requires(`ISO/IEC 14443-${clause}`, basis, ...text),
      level: 'antenna',
      appliesTo: needs === undefined ? 'antenna' : `antenna & ${needs}`,
      cost: 'none',
      rules: rules.map((rule) => `pcd/${rule}`),
      run: ({ frames, check }: CaseContext) => {
        if (frames?.kind !== 'antenna') {
          throw new CaseEnd(
            'INCONCLUSIVE',
            t('there is no antenna to answer', '応答する相手のリーダーがない'),
          );
        }
        return run({ antenna: frames.antenna, check });
      },
    });
  });
}

/** Has the reader find the played card; a reader that does not cannot be judged further. */
export async function activated({ antenna }: AntennaCase, card: PlayedTypeB): Promise<Uint8Array> {
  antenna.play(card.play);
  const atr = await antenna.powerOn();
  if (card.attribs.length > 0 && atr.length > 0) return atr;
  throw new CaseEnd(
    'INCONCLUSIVE',
    t('the reader did not activate the card', 'リーダーがカードを活性化しなかった'),
  );
}

const exchangeOf =
  ({ card: options, commands, answers, blocks, response }: AntennaExchange) =>
  async (at: AntennaCase): Promise<void> => {
    const card = new PlayedTypeB(options);
    await activated(at, card);
    card.answer(...answers);
    let got: Uint8Array | undefined;
    for (const command of commands) got = await at.antenna.transmit(hex(command));
    heard(at, card, blocks);
    received(at, got, response);
  };

/** The card has to have heard these blocks and no others. */
export function heard({ check }: AntennaCase, { blocks }: PlayedTypeB, patterns: readonly string[]): void {
  const fits =
    blocks.length === patterns.length && patterns.every((pattern, i) => matches(hex(blocks[i]!), pattern));
  check.that(
    t('blocks that the card heard', 'カードが受け取ったブロック'),
    fits,
    patterns.map(shown).join(', '),
    blocks.slice(0, 12).map(shown).join(', ') + (blocks.length > 12 ? ` … (${blocks.length})` : ''),
  );
}

/** The host has to have got this response, or none for `failure`. */
export function received({ check }: AntennaCase, response: Uint8Array | undefined, pattern: string): void {
  const got = response === undefined ? 'failure' : toHex(response);
  const holds =
    pattern === 'failure' ? response === undefined : response !== undefined && matches(response, pattern);
  check.that(t('what the host got', 'ホストが受け取った応答'), holds, pattern, shown(got));
}

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
