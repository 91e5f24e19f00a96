import { personProfiles } from '@kazashi/profiles';
import { describe, expect, test } from 'vitest';
import { profileOf } from '../../src/start-card.ts';
import { pythonScript, RunningProgram, requirePyscard, untilNoticed } from './interop.ts';
import { PyscardClient } from './pyscard-client.ts';
import { carriers, overSocket, realCard } from './real-card.ts';

const selectJpki = '00a4040c0ad392f000260100000001';
const selectText = '00a4040c0ad3921000310001010408';
const selectPin = '00a4020c020018';
const verifyPin = '002000800431323334'; // 1234
const selectKey = '00a4020c020017';
const digestInfo = `3031300d060960864801650304020105000420${'ab'.repeat(32)}`;
const sign = `802a008033${digestInfo}00`;

/** Masks and bits of `SCARD_STATE_*`. */
const shows = { empty: '30 10', present: '30 20', exclusive: '180 80', unused: '180 0' };
const resetCard = '80100068';
const removedCard = '80100069';
const sharingViolation = '8010000b';

const answered = async (answer: Promise<string>): Promise<void> => expect(await answer).toBe('ok');

describe.each(carriers)('pyscard $name', ({ carry, reader }) => {
  test('what one process verified, another uses, until one of them resets the card', async (context) => {
    const { simulator } = await realCard();
    await carry(context, simulator.readers, async (env) => {
      const one = await PyscardClient.start(context, env);
      const other = await PyscardClient.start(context, env);
      expect(one.reader).toBe(reader);
      expect(await one.ask('connect')).toBe('ok');
      expect(await other.ask('connect')).toBe('ok');
      await one.apdus(selectJpki, selectPin, verifyPin, selectKey);
      // One card, one session: the security status is the card's and not the program's.
      expect(await other.apdus(sign)).toHaveLength(512);
      expect(await other.ask('disconnect reset')).toBe('ok');
      expect(await one.ask(`apdu ${sign}`)).toBe(resetCard);
      expect(await one.ask('reconnect')).toBe('ok');
      expect(await one.ask(`apdu ${sign}`)).toBe('ok 6986'); // no application, no key
      await one.apdus(selectJpki, selectKey);
      expect(await one.ask(`apdu ${sign}`)).toBe('ok 6982');
      await one.apdus(selectPin, verifyPin, selectKey, sign);
      await one.end();
      await other.end();
    });
  });

  test('a transaction keeps the other process out, and its end may reset the card', async (context) => {
    const { simulator } = await realCard();
    await carry(context, simulator.readers, async (env) => {
      const one = await PyscardClient.start(context, env);
      const other = await PyscardClient.start(context, env);
      const impatient = await PyscardClient.start(context, { ...env, PCSCLITE_NO_BLOCKING: '1' });
      for (const client of [one, other, impatient]) expect(await client.ask('connect')).toBe('ok');
      expect(await one.ask('begin')).toBe('ok');
      await one.apdus(selectJpki, selectPin, verifyPin, selectKey);
      // libpcsclite asks again until the transaction ends, unless told otherwise.
      const waiting = other.ask(`apdu ${selectJpki}`);
      expect(await impatient.ask(`apdu ${selectJpki}`)).toBe(sharingViolation);
      await one.apdus(sign);
      expect(await one.ask('end reset')).toBe('ok');
      expect(await waiting).toBe(resetCard);
      expect(await other.ask('reconnect')).toBe('ok');
      expect(await other.ask(`apdu ${sign}`)).toBe('ok 6986');
      await other.apdus(selectJpki, selectKey);
      expect(await other.ask(`apdu ${sign}`)).toBe('ok 6982');
      for (const client of [one, other, impatient]) await client.end();
    });
  });

  test('a waiting process is told that the card was let go, taken away and put back', async (context) => {
    const { simulator, reader: emulated } = await realCard();
    const card = simulator.card();
    await carry(context, simulator.readers, async (env) => {
      const user = await PyscardClient.start(context, env);
      const watcher = await PyscardClient.start(context, env);
      expect(await user.ask('connect exclusive')).toBe('ok');
      expect(await watcher.ask(`wait ${shows.exclusive}`)).toBe('ok');
      expect(await watcher.ask('connect')).toBe(sharingViolation);
      // pcscd itself tells nobody of a use that begins and ends between two of its looks, 400 ms apart.
      let held = true;
      await untilNoticed(answered(watcher.ask(`wait ${shows.unused}`)), () => {
        void user.ask(held ? 'disconnect leave' : 'connect exclusive');
        held = !held;
      });
      if (held) expect(await user.ask('disconnect leave')).toBe('ok');
      expect(await user.ask('connect')).toBe('ok');
      let told = watcher.ask(`wait ${shows.empty}`);
      simulator.readers.takeOut(emulated);
      expect(await told).toBe('ok');
      expect(await user.ask(`apdu ${selectJpki}`)).toBe(removedCard);
      told = watcher.ask(`wait ${shows.present}`);
      simulator.insert(card, emulated);
      expect(await told).toBe('ok');
      await user.end();
      await watcher.end();
    });
  });
});

test("pyscard's monitor sees the real card come and go", async (context) => {
  const python = await requirePyscard(context);
  const { simulator, reader } = await realCard();
  const card = simulator.card();
  simulator.readers.takeOut(reader);
  await overSocket.carry(context, simulator.readers, async (env) => {
    const watcher = new RunningProgram(python, [pythonScript('events')], { env });
    await watcher.prints('watching');
    const inserted = watcher.prints(`inserted ${reader.name} 3b888001000005e0b381a1007f\n`);
    await untilNoticed(inserted, () => simulator.insert(card, reader));
    simulator.readers.takeOut(reader);
    await watcher.prints(`removed ${reader.name}\n`);
    watcher.closeInput();
    expect((await watcher.ended).code).toBe(0);
  });
});

test.for(['test/adult', 'test/long-basic-data', 'test/very-long-basic-data'])(
  'basic data of %s are read as phones read them: the length first, then the rest',
  async (id, context) => {
    const person = profileOf(personProfiles, id, 'person');
    const { simulator } = await realCard({ person: id });
    await overSocket.carry(context, simulator.readers, async (env) => {
      const client = await PyscardClient.start(context, env);
      await client.ask('connect');
      await client.apdus(selectText, '00a4020c020011', '002000800439313230'); // 9120
      const head = Buffer.from(await client.apdus('00a4020c020002', '00b0000007'), 'hex');
      // FF20, then a length of one, two or three bytes.
      expect(head.readUInt16BE()).toBe(0xff20);
      const more = head[2]! < 0x80 ? 0 : head[2]! & 0x7f;
      const length = 3 + more + (more === 0 ? head[2]! : head.readUIntBE(3, more));
      const rest: string[] = [];
      for (let at = 7; at < length; at += 256) {
        const step = Math.min(256, length - at) & 0xff; // 256 is told as 00
        rest.push(
          await client.apdus(`00b0${at.toString(16).padStart(4, '0')}${step.toString(16).padStart(2, '0')}`),
        );
      }
      const file = Buffer.concat([head, Buffer.from(rest.join(''), 'hex')]);
      expect(file).toHaveLength(length);
      expect(more).toBe({ 'test/adult': 0, 'test/long-basic-data': 1, 'test/very-long-basic-data': 2 }[id]);
      expect(itemsOf(file.subarray(3 + more))).toEqual({
        df22: person.name,
        df23: person.address,
        df24: person.birth?.replaceAll('-', ''),
        df25: person.sex,
      });
      await client.end();
    });
  },
);

/** The texts of DF22 to DF25, found by the offsets in DF21 being skipped. */
function itemsOf(body: Buffer): Record<string, string> {
  const items: Record<string, string> = {};
  for (let at = 0; at < body.length; ) {
    const tag = body.subarray(at, at + 2).toString('hex');
    const first = body[at + 2]!;
    const more = first < 0x80 ? 0 : first & 0x7f;
    const length = more === 0 ? first : body.readUIntBE(at + 3, more);
    const start = at + 3 + more;
    at = start + length;
    if (tag !== 'df21') items[tag] = body.subarray(start, at).toString();
  }
  return items;
}
