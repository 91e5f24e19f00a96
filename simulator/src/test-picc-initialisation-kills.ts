import type { TestField } from './test-field.ts';
import {
  a,
  activated,
  atqb,
  attrib,
  halted,
  type Kill,
  last,
  phone,
  phone7,
  pupi,
  raw,
  reqa,
  reqb,
  select,
  selectedA,
  silence,
  withCid1,
  wupa,
  wupb,
} from './test-picc-kill.ts';

/** Frames of ISO/IEC 14443-3, up to ATS and PPS. */
export const initialisationKills: readonly Kill[] = [
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
];

/** The slot of sixteen in which the card answers. */
async function slotOf(field: TestField): Promise<number> {
  if ((await field.send('05000c')) === atqb) return 1;
  for (let slot = 2; slot <= 16; slot++) {
    if ((await field.send(((slot - 1) * 16 + 5).toString(16).padStart(2, '0'))) === atqb) return slot;
  }
  return 0;
}
