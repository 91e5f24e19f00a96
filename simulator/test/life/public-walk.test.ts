import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { sign } from '../../src/bench/commands.ts';
import { toHex } from '../../src/codec/hex.ts';
import { MachineInstance } from '../../src/lifecycle/machine-instance.ts';
import { modelledMachines } from './modelled-machines.ts';
import { Outside, ocspDifferences, stoppedOnCard } from './outside.ts';
import { phoneDiffers } from './phone-apdus.ts';
import { PublicWorld, phoneSecrets, secrets, selectJpki, verifyCommand } from './public-world.ts';
import { recipeTables } from './recipes/recipe-tables.ts';
import { type Arrow, arrowName, arrowsOf, arrowTaken } from './transitions.ts';

/** Arrows that machines of the world followed since the last look, `machine: arrow`. */
const followed = new Set<string>();
const { send } = MachineInstance.prototype;
beforeEach(() => {
  followed.clear();
  MachineInstance.prototype.send = function (event: EventObject) {
    const arrow = arrowTaken(this.snapshot as unknown as AnyMachineSnapshot, event);
    const { machine } = this.snapshot as unknown as AnyMachineSnapshot;
    if (arrow !== undefined) followed.add(`${machine.id}: ${arrowName(arrow)}`);
    send.call(this, event);
  };
});
afterEach(() => {
  MachineInstance.prototype.send = send;
});

/** Whether the phones answer readers as their lives have it. */
async function phonesDiffer(world: PublicWorld): Promise<string[]> {
  const differences: string[] = [];
  for (const phone of (await world.state()).phones) {
    const differs = await world.held(phone.card, (transmit) =>
      phoneDiffers(phone, transmit, (kind) => phoneSecrets[kind]),
    );
    if (differs !== undefined) differences.push(`phone ${phone.id}: ${differs}`);
  }
  return differences;
}

/** What is stopped in the books is nothing to the card: with the right PIN it signs. */
async function cardKeepsSigning(world: PublicWorld): Promise<void> {
  const state = await world.state();
  const { blocked } = state.cards[0]!.secrets['jpki/authentication']!;
  if (blocked || !stoppedOnCard(state).includes('authentication')) return;
  const pin = verifyCommand(secrets.authentication);
  const answers = await world.apdus(selectJpki, '00A4020C020018', pin, '00A4020C020017', toHex(sign));
  expect(answers.at(-1)).toHaveLength(2 * 258);
}

test('every machine has a table of recipes', () => {
  expect(recipeTables.map(({ machine }) => machine).sort()).toEqual(
    modelledMachines.map(({ id }) => id).sort(),
  );
});

describe.each(recipeTables)('$machine', (table) => {
  const { definition } = modelledMachines.find(({ id }) => id === table.machine)!;
  const arrows = arrowsOf(definition);
  const reachable = arrows
    .map((arrow) => [arrowName(arrow), arrow] as const)
    .filter(([name]) => table.unreachable?.[name] === undefined);

  test('every arrow of the definition has a recipe, or a reason why it has none', () => {
    const told = [...Object.keys(table.recipes), ...Object.keys(table.unreachable ?? {})];
    expect(told.sort()).toEqual(arrows.map(arrowName).sort());
  });

  test.each(reachable)('%s comes about from outside and is seen outside', async (name, arrow: Arrow) => {
    const recipe = table.recipes[name]!;
    const world = await PublicWorld.open(recipe.mutants);
    const outside = new Outside();
    outside.watch(world.simulator);
    await recipe.prepare?.(world);
    const view = async () => table.view(await world.state(), world);
    expect((await view()).value).toBe(recipe.from ?? arrow.source);
    followed.clear();
    await recipe.act(world);
    const after = await view();
    expect(after).toMatchObject({ value: recipe.to ?? arrow.target, ...recipe.seen });
    expect(await phonesDiffer(world)).toEqual([]);
    expect(await ocspDifferences(world.simulator)).toEqual([]);
    expect(await outside.crlDifferences(world.simulator)).toEqual([]);
    await cardKeepsSigning(world);
    await world.advance('P1D');
    expect(await outside.crlDifferences(world.simulator)).toEqual([]);
    expect(await ocspDifferences(world.simulator)).toEqual([]);
    // A state that is left at once is left before any event.
    if (arrow.event !== 'always') expect([...followed]).toContain(`${table.machine}: ${name}`);
  });
});
