import { expect, test } from 'vitest';
import { select } from '../card/test-card.ts';
import { hex } from '../codec/hex.ts';
import { order, readerProfile, testSimulator } from '../test-simulator.ts';

/** A contact with a card that takes a second for every command, which stands still until the timers move. */
async function slowContact() {
  const { simulator, timers } = testSimulator();
  const { card, person } = order();
  const slow = { ...card, executionTimeMs: { command: 1000, verify: 1000, signature: 1000 } };
  const reader = simulator.addReader(readerProfile(), await simulator.issueCard({ card: slow, person }));
  return { simulator, timers, reader, contact: reader.activate('a') };
}

test('a card taken away in the middle of a command ends the wait for its answer', async () => {
  const { simulator, timers, reader, contact } = await slowContact();
  const answer = contact.transmit(hex(select.jpki));
  simulator.readers.takeOut(reader);
  await expect(answer).rejects.toMatchObject({ code: 'reader/card-removed' });
  expect(timers.waiting).toBe(0);
});

test('so does a reader that is unplugged', async () => {
  const { simulator, timers, reader, contact } = await slowContact();
  const answer = contact.transmit(hex(select.jpki));
  simulator.readers.remove(reader);
  await expect(answer).rejects.toMatchObject({ code: 'reader/unplugged' });
  expect(timers.waiting).toBe(0);
});

test('the command is in the trace all the same: the card did it', async () => {
  const { simulator, reader, contact } = await slowContact();
  const answer = contact.transmit(hex(select.jpki));
  simulator.readers.takeOut(reader);
  await expect(answer).rejects.toThrow();
  expect(simulator.trace.last(1)).toMatchObject([{ kind: 'apdu', command: hex(select.jpki) }]);
});
