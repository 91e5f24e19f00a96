import { hex } from './codec/hex.ts';
import {
  activated,
  answers,
  atqb,
  type Kill,
  last,
  pupi,
  reqb,
  select,
  silence,
  slow,
  small,
  twoSelects,
  waited,
  withCid1,
  wupb,
} from './test-picc-kill.ts';

/** What holds of every frame, and the block protocol of ISO/IEC 14443-4. */
export const blockKills: readonly Kill[] = [
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
