import { describe, expect, test } from 'vitest';
import { hex } from '../codec/hex.ts';
import { anyFaultKind, faultKindNames } from './any-fault-kind.ts';
import { ArmedFaults } from './armed-faults.ts';
import { faultOf } from './fault.ts';
import { commandFaultKindNames, faultKind } from './fault-kinds.ts';
import { remedy, remedyNames } from './remedies.ts';

const fault = (asked: Record<string, unknown>, id = '1') =>
  faultOf(id, { kind: 'lost-answer', ...asked }, () => 7);

describe('a fault', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['of no kind', { kind: undefined }, 'fault/kind-unknown'],
    ['of an unknown kind', { kind: 'lift' }, 'fault/kind-unknown'],
    ['of a name that objects have', { kind: 'constructor' }, 'fault/kind-unknown'],
    ['with a member nobody knows', { when: 'now' }, 'fault/form'],
    ['at an instruction of three digits', { ins: '200' }, 'fault/form'],
    ['at an instruction that is a number', { ins: 0x20 }, 'fault/form'],
    ['with P2 and no instruction', { p2: '80' }, 'fault/form'],
    ['at the zeroth command', { nth: 0 }, 'fault/form'],
    ['at the nth that is text', { nth: '2' }, 'fault/form'],
    ['at half a command', { nth: 1.5 }, 'fault/form'],
    ['that never happens', { probability: 0 }, 'fault/form'],
    ['more than certain', { probability: 1.1 }, 'fault/form'],
    ['with a seed and no chance', { seed: 1 }, 'fault/form'],
    ['with a seed below zero', { probability: 0.5, seed: -1 }, 'fault/form'],
    ['for ever and until a remedy', { sticky: true, until: 'hold-still' }, 'fault/form'],
    ['sticky by word', { sticky: 'yes' }, 'fault/form'],
    ['until an unknown remedy', { until: 'blow-on-it' }, 'fault/remedy-unknown'],
    ['with a time that it has no use for', { ms: 5 }, 'fault/form'],
    ['that delays by nothing', { kind: 'delay', ms: 0 }, 'fault/form'],
    ['that delays for no time given', { kind: 'delay' }, 'fault/form'],
    ['that delays for hours', { kind: 'delay', ms: 3_600_000 }, 'fault/form'],
  ])('%s is refused', (_, asked, code) => {
    expect(() => fault(asked)).toThrow(expect.objectContaining({ code }));
  });

  test('strikes once at the first command unless told otherwise', () => {
    expect(fault({})).toEqual({ id: '1', kind: 'lost-answer', trigger: { nth: 1 }, scope: 'once' });
    expect(fault({ ins: '2A', p1: '00', nth: 3, probability: 0.5, until: 'hold-still' })).toEqual({
      id: '1',
      kind: 'lost-answer',
      trigger: { ins: 0x2a, p1: 0x00, nth: 3 },
      chance: { probability: 0.5, seed: 7 },
      scope: 'until-remedy',
      remedy: 'hold-still',
    });
  });
});

test('every kind and remedy is told in both languages; one that executes nothing tells the host an error', () => {
  const texts = [
    ...faultKindNames.map((name) => anyFaultKind(name).text),
    ...remedyNames.map((name) => remedy(name).text),
  ];
  expect(texts.filter(({ en, ja }) => en === '' || !/[\u3040-\u30ff]/.test(ja))).toEqual([]);
  for (const kind of commandFaultKindNames.map(faultKind)) {
    if (!kind.executes) expect(kind.tells).toBeDefined();
    expect(kind.act === undefined).toBe(kind.acts === undefined);
  }
});

describe('armed faults', () => {
  const commands = {
    select: hex('00a40400 00'),
    verify: hex('00200080 04 31323334'),
    query: hex('00200080'),
    read: hex('00b08100 20'),
  };
  const struck = (armed: ArmedFaults, ...sent: Uint8Array[]): (string | undefined)[] =>
    sent.map((command) => armed.strike(command)?.fault.id);
  const armed = (...asked: Record<string, unknown>[]): ArmedFaults => {
    const faults = new ArmedFaults();
    asked.forEach((one, i) => {
      faults.add(fault(one, String(i + 1)));
    });
    return faults;
  };
  const { select, verify, query, read } = commands;

  test('strike the nth command', () => {
    expect(struck(armed({ nth: 3 }), select, verify, read, read)).toEqual([
      undefined,
      undefined,
      '1',
      undefined,
    ]);
  });

  test('strike the nth that matches', () => {
    expect(struck(armed({ ins: '20', nth: 2 }), verify, select, query, query)).toEqual([
      undefined,
      undefined,
      '1',
      undefined,
    ]);
  });

  test('look at P1 and P2', () => {
    expect(struck(armed({ ins: 'b0', p1: '82' }, { ins: 'b0', p1: '81', p2: '00' }), read)).toEqual(['2']);
  });

  test('do not match what is too short to have an instruction', () => {
    expect(struck(armed({ ins: '20' }), hex('00'), new Uint8Array(0))).toEqual([undefined, undefined]);
  });

  test('strike at every match from the nth on when they are sticky', () => {
    const faults = armed({ ins: '20', nth: 2, sticky: true });
    expect(struck(faults, verify, verify, select, verify)).toEqual([undefined, '1', undefined, '1']);
    expect([faults.waiting, faults.counts('1')]).toEqual([
      true,
      expect.objectContaining({ seen: 3, fired: 2, over: false }),
    ]);
  });

  test('wait no more when they struck once', () => {
    const faults = armed({});
    expect(faults.waiting).toBe(true);
    struck(faults, select);
    expect([faults.waiting, faults.counts('1')]).toEqual([
      false,
      expect.objectContaining({ seen: 1, fired: 1, over: true }),
    ]);
  });

  test('end with their own remedy only', () => {
    const faults = armed({ until: 'hold-still' }, { until: 'case-off' }, { sticky: true });
    expect(faults.remedy('restart-app')).toEqual([]);
    expect(faults.remedy('hold-still')).toEqual(['1']);
    expect(faults.remedy('hold-still')).toEqual([]);
    expect(struck(faults, select, select)).toEqual(['2', '2']);
  });

  test('let one strike at a time; the other has the next match', () => {
    expect(struck(armed({}, { kind: 'mute' }), select, select, select)).toEqual(['1', '2', undefined]);
  });

  test('add up delays, and delay what another fault does', () => {
    const faults = armed({ kind: 'delay', ms: 20, sticky: true }, { kind: 'delay', ms: 5 }, { nth: 2 });
    expect(faults.strike(select)).toMatchObject({ fault: { id: '1' }, delayMs: 25 });
    expect(faults.strike(select)).toMatchObject({ fault: { id: '3' }, delayMs: 20 });
    expect(faults.strike(select)).toMatchObject({ fault: { id: '1' }, delayMs: 20 });
  });

  test('fall the same for the same seed, about as often as they should', () => {
    const sent = Array.from({ length: 400 }, () => select);
    const run = (seed: number) => struck(armed({ probability: 0.25, seed, sticky: true }), ...sent);
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    const often = run(1).filter((id) => id !== undefined).length;
    expect(often).toBeGreaterThan(60);
    expect(often).toBeLessThan(140);
  });
});
