import { expect, test } from 'vitest';
import { hex } from '../codec/hex.ts';
import type { piccRules } from '../rules/picc-rules.ts';
import { rules } from '../rules/rule-set.ts';
import { TestField, type TestFieldOptions } from '../test-field.ts';
import type { RfFrame } from './rf-frame.ts';

/** Frames sent to a card; their answers for a card whose rules all hold, and for one that breaks this one. */
interface Kill {
  readonly rule: keyof typeof piccRules;
  readonly options?: TestFieldOptions;
  readonly ask: (field: TestField) => Promise<string>;
  readonly whole: string;
  readonly broken: string;
}

/** The answers to the frames after the first `skip`. */
const answers =
  (skip: number, ...frames: readonly (string | [string, Partial<RfFrame>])[]) =>
  async (field: TestField): Promise<string> => {
    const heard: string[] = [];
    for (const frame of frames) {
      heard.push(typeof frame === 'string' ? await field.send(frame) : await field.send(...frame));
    }
    return heard.slice(skip).join(' ');
  };
const last = (...frames: readonly (string | [string, Partial<RfFrame>])[]) =>
  answers(frames.length - 1, ...frames);

const pupi = 'a1b2c3d4';
const atqb = `50${pupi}000005e0b381a1`;
const wupb = '050008';
const reqb = '050000';
const attrib = `1d${pupi}00080100`;
const select = '00a4040c0ad392f000260100000001';
const twoSelects = [`02${select}`, '0300a4020c02000a'];
const activated = [wupb, attrib];
const withCid1 = [wupb, `1d${pupi}00080101`];
const small = [wupb, `1d${pupi}00000100`];
const halted = [wupb, `50${pupi}`];
const silence = 'silence';

const host = { crc: 'host', modulation: 'A' } as const;
const reqa: [string, Partial<RfFrame>] = ['26', { ...host, lastBits: 7 }];
const wupa: [string, Partial<RfFrame>] = ['52', { ...host, lastBits: 7 }];
const a = (bytes: string): [string, Partial<RfFrame>] => [bytes, { modulation: 'A' }];
const raw = (bytes: string): [string, Partial<RfFrame>] => [bytes, host];
const phone: TestFieldOptions = {
  typeA: { modulation: 'A', uid: hex('08112233'), atqa: hex('0400'), sak: 0x20, ats: hex('0578807002') },
};
const phone7: TestFieldOptions = {
  typeA: {
    modulation: 'A',
    uid: hex('04112233445566'),
    atqa: hex('4400'),
    sak: 0x20,
    ats: hex('0578807002'),
  },
};
const selectedA = [reqa, raw('9320'), a('93700811223308')];

const slow = { executionTimeMs: { command: 1000, verify: 0, signature: 0 } };
/** Lets time pass until the field has answered. */
async function waited(field: TestField, answer: Promise<string>): Promise<string> {
  let done = false;
  const end = answer.finally(() => {
    done = true;
  });
  while (!done) {
    await new Promise(setImmediate);
    field.timers.advance(10);
  }
  return end;
}

const kills: readonly Kill[] = [
  { rule: 'picc/b-reqb-answered', ask: last(reqb), whole: atqb, broken: silence },
  { rule: 'picc/b-halt-ignores-reqb', ask: last(...halted, reqb), whole: silence, broken: atqb },
  { rule: 'picc/b-wupb-wakes', ask: last(...halted, wupb), whole: atqb, broken: silence },
  { rule: 'picc/b-request-whole', ask: last('0500'), whole: silence, broken: atqb },
  { rule: 'picc/b-afi-filters', ask: last('051008'), whole: silence, broken: atqb },
  { rule: 'picc/b-slots-known', ask: last('05000d'), whole: silence, broken: atqb },
  {
    rule: 'picc/b-slot-drawn',
    ask: async (field) => {
      const heard = new Set<string>();
      for (let n = 0; n < 32; n++) heard.add(await field.send('05000c'));
      return [...heard].toSorted().join(' ');
    },
    whole: `${atqb} ${silence}`,
    broken: atqb,
  },
  {
    rule: 'picc/b-slot-redrawn',
    ask: async (field) => {
      const slots = new Set<number>();
      for (let n = 0; n < 32; n++) slots.add(await slotOf(field));
      return slots.size > 1 ? 'others' : 'one';
    },
    whole: 'others',
    broken: 'one',
  },
  {
    rule: 'picc/b-marker-own-slot',
    ask: async (field) => {
      while ((await field.send('05000c')) !== silence);
      const heard: string[] = [];
      for (let slot = 2; slot <= 16; slot++) {
        heard.push(await field.send(((slot - 1) * 16 + 5).toString(16).padStart(2, '0')));
        if (heard.at(-1) === atqb) return heard.length === 1 ? 'at once' : 'later';
      }
      return 'never';
    },
    whole: 'later',
    broken: 'at once',
  },
  { rule: 'picc/b-marker-needs-request', ask: last('15'), whole: silence, broken: atqb },
  { rule: 'picc/b-atqb-basic', ask: last('050018'), whole: atqb, broken: `${atqb}00` },
  {
    rule: 'picc/b-pupi-fresh',
    options: { typeB: { pupi: 'random' } },
    ask: async (field) => {
      const first = await field.send(wupb);
      field.field.power(false);
      field.field.power(true);
      return first === (await field.send(wupb)) ? 'same' : 'other';
    },
    whole: 'other',
    broken: 'same',
  },
  {
    rule: 'picc/b-pupi-kept',
    options: { typeB: { pupi: 'random' } },
    ask: async (field) => {
      const first = await field.send(wupb);
      return first === (await field.send(wupb)) ? 'same' : 'other';
    },
    whole: 'same',
    broken: 'other',
  },
  { rule: 'picc/b-attrib-own-pupi', ask: last(wupb, '1d0000000000080100'), whole: silence, broken: '00' },
  { rule: 'picc/b-attrib-needs-atqb', ask: last(attrib), whole: silence, broken: '00' },
  { rule: 'picc/b-attrib-whole', ask: last(wupb, `1d${pupi}000801`), whole: silence, broken: '00' },
  { rule: 'picc/b-attrib-protocol', ask: last(wupb, `1d${pupi}00080000`), whole: silence, broken: '00' },
  { rule: 'picc/b-attrib-rate', ask: last(wupb, `1d${pupi}00f80100`), whole: silence, broken: '00' },
  { rule: 'picc/b-attrib-same-rate', ask: last(wupb, `1d${pupi}00480100`), whole: silence, broken: '00' },
  { rule: 'picc/b-attrib-cid-reserved', ask: last(wupb, `1d${pupi}0008010f`), whole: silence, broken: '0f' },
  { rule: 'picc/b-attrib-cid-told', ask: last(...withCid1), whole: '01', broken: '00' },
  { rule: 'picc/b-attrib-mbli-told', ask: last(...activated), whole: '00', broken: 'f0' },
  { rule: 'picc/b-hltb-own-pupi', ask: last(wupb, '5000000000'), whole: silence, broken: '00' },
  { rule: 'picc/b-hltb-answered', ask: last(...halted), whole: '00', broken: silence },
  { rule: 'picc/b-hltb-halts', ask: last(...halted, reqb), whole: silence, broken: atqb },
  { rule: 'picc/b-hltb-needs-atqb', ask: last(`50${pupi}`), whole: silence, broken: '00' },
  { rule: 'picc/b-active-ignores-request', ask: last(...activated, wupb), whole: silence, broken: atqb },
  { rule: 'picc/a-reqa-answered', options: phone, ask: last(reqa), whole: '0400', broken: silence },
  {
    rule: 'picc/a-halt-ignores-reqa',
    options: phone,
    ask: last(...selectedA, a('5000'), reqa),
    whole: silence,
    broken: '0400',
  },
  {
    rule: 'picc/a-wupa-wakes',
    options: phone,
    ask: last(...selectedA, a('5000'), wupa),
    whole: '0400',
    broken: silence,
  },
  { rule: 'picc/a-short-frame', options: phone, ask: last(raw('26')), whole: silence, broken: '0400' },
  {
    rule: 'picc/a-anticollision-prefix',
    options: phone,
    ask: last(reqa, raw('933009')),
    whole: silence,
    broken: '11223308',
  },
  {
    rule: 'picc/a-bcc',
    options: phone,
    ask: last(reqa, raw('9320')),
    whole: '0811223308',
    broken: '0811223300',
  },
  {
    rule: 'picc/a-cascade',
    options: phone7,
    ask: last(reqa, raw('9320')),
    whole: '88041122bf',
    broken: '0411223304',
  },
  {
    rule: 'picc/a-select-own-uid',
    options: phone,
    ask: last(reqa, raw('9320'), a('93700911223309')),
    whole: silence,
    broken: '20',
  },
  {
    rule: 'picc/a-hlta-silent',
    options: phone,
    ask: last(...selectedA, raw('500057cd')),
    whole: silence,
    broken: '0a',
  },
  {
    rule: 'picc/a-rats-selected',
    options: phone,
    ask: last(reqa, a('e080')),
    whole: silence,
    broken: '0578807002',
  },
  {
    rule: 'picc/a-rats-cid-reserved',
    options: phone,
    ask: last(...selectedA, a('e08f')),
    whole: silence,
    broken: '0578807002',
  },
  {
    rule: 'picc/a-ats-whole',
    options: phone,
    ask: last(...selectedA, a('e080')),
    whole: '0578807002',
    broken: '0678807002',
  },
  {
    rule: 'picc/a-pps-answered',
    options: phone,
    ask: last(...selectedA, a('e080'), a('d01100')),
    whole: 'd0',
    broken: silence,
  },
  {
    rule: 'picc/a-pps-once',
    options: phone,
    ask: last(...selectedA, a('e080'), a(`02${select}`), a('d01100')),
    whole: silence,
    broken: 'd0',
  },
  {
    rule: 'picc/crc-checked',
    ask: last(...activated, [`02${select}ffff`, { crc: 'host' }]),
    whole: silence,
    broken: '029000296a',
  },
  {
    rule: 'picc/bit-rate-kept',
    ask: last(...activated, [`02${select}`, { bitRate: 424 }]),
    whole: silence,
    broken: '029000',
  },
  { rule: 'picc/modulation-kept', ask: last([wupb, { modulation: 'A' }]), whole: silence, broken: atqb },
  {
    rule: 'picc/power-off-forgets',
    ask: async (field) => {
      await answers(0, ...activated)(field);
      field.field.power(false);
      field.field.power(true);
      return field.send(`02${select}`);
    },
    whole: silence,
    broken: '029000',
  },
  {
    rule: 'picc/number-starts-at-one',
    ask: last(...activated, `02${select}`),
    whole: '029000',
    broken: '039000',
  },
  {
    rule: 'picc/number-toggles',
    ask: answers(2, ...activated, ...twoSelects),
    whole: '029000 039000',
    broken: '039000 039000',
  },
  {
    rule: 'picc/number-toggles-on-ack',
    ask: async (field) => {
      await answers(0, ...small, ...chainedSelect(), '0200a4020c02000a', '0300b0000014')(field);
      return (await field.send('a2')).slice(0, 2);
    },
    whole: '02',
    broken: '03',
  },
  {
    rule: 'picc/resend-without-executing',
    ask: async (field) => {
      await answers(0, ...activated, `02${select}`, '0300a4020c020018', '020020008004 30303030')(field);
      await field.send('b2');
      return String(field.card.secrets.get('jpki/authentication')!.triesLeft);
    },
    whole: '2',
    broken: '1',
  },
  { rule: 'picc/resend-on-nak', ask: last(...activated, `02${select}`, 'b2'), whole: '029000', broken: 'a2' },
  {
    rule: 'picc/resend-on-ack',
    ask: last(...activated, `02${select}`, 'a2'),
    whole: '029000',
    broken: silence,
  },
  {
    rule: 'picc/nak-acknowledged',
    ask: last(...activated, `02${select}`, 'b3'),
    whole: 'a2',
    broken: silence,
  },
  { rule: 'picc/ack-number-own', ask: last(...activated, `02${select}`, 'b3'), whole: 'a2', broken: 'a3' },
  {
    rule: 'picc/chaining-continued',
    ask: async (field) => {
      await answers(0, ...small, ...chainedSelect())(field);
      await field.send('0200a4020c02000a');
      const first = await field.send('0300b0000014');
      const second = await field.send('a2');
      return first.slice(2) === second.slice(2) ? 'the same' : 'the next';
    },
    whole: 'the next',
    broken: 'the same',
  },
  {
    rule: 'picc/ack-without-chain',
    ask: last(...activated, `02${select}`, 'a3'),
    whole: silence,
    broken: '029000',
  },
  { rule: 'picc/chain-acknowledged', ask: last(...activated, '1200a404'), whole: 'a2', broken: '026700' },
  { rule: 'picc/chain-joined', ask: last(...small, ...chainedSelect()), whole: '039000', broken: '036881' },
  {
    rule: 'picc/block-within-fsd',
    ask: async (field) => {
      await answers(0, ...small, ...chainedSelect(), '0200a4020c02000a')(field);
      return String((await field.send('0300b0000040')).length / 2 + 2);
    },
    whole: '16',
    broken: '69',
  },
  {
    rule: 'picc/fsdi-reserved',
    ask: async (field) => {
      await answers(0, wupb, `1d${pupi}000f0100`, `02${select}`, '0300a4020c02000a')(field);
      return String((await field.send('0200b0000040')).length / 2 + 2);
    },
    whole: '69',
    broken: '16',
  },
  {
    rule: 'picc/frame-within-fsc',
    ask: last(...activated, `0200200080${'ff'.padEnd(2 * 255, '0')}`),
    whole: silence,
    broken: '026700',
  },
  {
    rule: 'picc/chaining-marked',
    ask: async (field) => {
      await answers(0, ...small, ...chainedSelect(), '0200a4020c02000a')(field);
      return (await field.send('0300b0000040')).slice(0, 2);
    },
    whole: '13',
    broken: '03',
  },
  { rule: 'picc/cid-other', ask: last(...withCid1, `0a02${select}`), whole: silence, broken: '0a019000' },
  { rule: 'picc/cid-needed', ask: last(...withCid1, `02${select}`), whole: silence, broken: '029000' },
  { rule: 'picc/cid-answered', ask: last(...withCid1, `0a01${select}`), whole: '0a019000', broken: '029000' },
  {
    rule: 'picc/cid-supported',
    options: { typeB: { protocolInfo: hex('b381a0') } },
    ask: last(...activated, `0a00${select}`),
    whole: silence,
    broken: '0a009000',
  },
  { rule: 'picc/nad-supported', ask: last(...activated, `0600${select}`), whole: silence, broken: '029000' },
  { rule: 'picc/empty-block-answered', ask: last(...activated, '02'), whole: '02', broken: '026700' },
  { rule: 'picc/pcb-known', ask: last(...activated, '42'), whole: silence, broken: 'a3' },
  {
    rule: 'picc/never-nak',
    ask: last(...activated, [`02${select}ffff`, { crc: 'host' }]),
    whole: silence,
    broken: 'b2e166',
  },
  {
    rule: 'picc/extension-asked',
    options: slow,
    ask: async (field) => {
      await answers(0, ...activated)(field);
      return waited(field, field.send(`02${select}`, { timeoutMs: 313 }));
    },
    whole: 'f201',
    broken: silence,
  },
  {
    rule: 'picc/extension-multiplier',
    options: slow,
    ask: async (field) => {
      await answers(0, ...activated)(field);
      return waited(field, field.send(`02${select}`));
    },
    whole: 'f201',
    broken: 'f200',
  },
  {
    rule: 'picc/extension-matched',
    options: slow,
    ask: async (field) => {
      await answers(0, ...activated)(field);
      await waited(field, field.send(`02${select}`));
      return waited(field, field.send('f202'));
    },
    whole: silence,
    broken: 'f201',
  },
  { rule: 'picc/extension-unasked', ask: last(...activated, 'f201'), whole: silence, broken: 'f201' },
  { rule: 'picc/deselect-answered', ask: last(...activated, 'c2'), whole: 'c2', broken: silence },
  { rule: 'picc/deselect-halts', ask: last(...activated, 'c2', reqb), whole: silence, broken: atqb },
  {
    rule: 'picc/activation-begins-anew',
    ask: last(...activated, `02${select}`, 'c2', ...activated, '0200a4020c020018'),
    whole: '026986',
    broken: '029000',
  },
  { rule: 'picc/parameters-silent', ask: last(...activated, 'f0'), whole: silence, broken: 'f0' },
];

/** SELECT of the application in blocks of 16 bytes. */
function chainedSelect(): string[] {
  return [`12${select.slice(0, 20)}`, `03${select.slice(20)}`];
}

/** The slot of sixteen in which the card answers. */
async function slotOf(field: TestField): Promise<number> {
  if ((await field.send('05000c')) === atqb) return 1;
  for (let slot = 2; slot <= 16; slot++) {
    if ((await field.send(((slot - 1) * 16 + 5).toString(16).padStart(2, '0'))) === atqb) return slot;
  }
  return 0;
}

test.each(kills.map((kill) => [kill.rule, kill] as const))(
  'a card that breaks %s is told from a whole one',
  async (rule, { ask, options, whole, broken }) => {
    const made = { ...options, typeB: { pupi: hex(pupi), ...options?.typeB } };
    expect(await ask(await TestField.withCard(made))).toBe(whole);
    expect(await ask(await TestField.withCard({ ...made, mutants: [rule] }))).toBe(broken);
    expect(broken).not.toBe(whole);
  },
);

test('no rule of cards in a field is without such a difference, and none has two lines', () => {
  const all = rules.flatMap(({ id }) => (id.startsWith('picc/') ? [id] : []));
  expect(kills.map(({ rule }) => rule).toSorted()).toEqual(all.toSorted());
});
