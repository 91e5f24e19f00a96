import { readerProfiles } from '@kazashi/profiles';
import type { EmulatedCard, HeldCard } from '@kazashi/simulator';
import { concat, hex, toHex } from '../bytes/hex.ts';
import { ack, commandFrame, readTransfer } from '../bytes/port-100-frame.ts';
import { ConformanceError } from '../error.ts';
import type { Activation, Reach } from './emulated-card.ts';
import { activateTypeB, type FrameLink } from './host-pcd.ts';

/** Held to a reader of PC/SC, by the id of its profile. */
export const throughReader = (profile: string): Reach => ({
  address: `emulated:card/${profile}`,
  title: { en: `through ${profile}`, ja: `${profile}経由` },
  shortApdusOnly: readerProfiles.get(profile)?.exchangeLevel === 'short-apdu',
  way: (card) => {
    const held = card.holdTo(profile);
    return () => held.activate();
  },
});

/** Over a host stack of our own: frames of ISO/IEC 14443, and what carries them. */
const overFrames = (
  profile: string,
  link: (held: HeldCard) => Promise<{ readonly frame: FrameLink; readonly fieldOff: () => Promise<void> }>,
): Reach => ({
  address: `emulated:card/${profile}`,
  title: { en: `through ${profile}, blocks made by the host`, ja: `${profile}経由、ブロックはホスト側` },
  way: (card: EmulatedCard) => {
    const held = card.holdTo(profile);
    const opened = link(held);
    return async (): Promise<Activation> => {
      const { frame, fieldOff } = await opened;
      await fieldOff();
      const hosted = await activateTypeB(frame);
      return { ...hosted, close: fieldOff };
    };
  },
});

/** RF over UDP, as the text of its datagrams. */
export const throughRfUdp: Reach = overFrames('kazashi/rf-udp', async (held) => ({
  frame: async (bytes) => {
    const answer = await held.datagram(`106B ${toHex(bytes)}`);
    return answer?.startsWith('106B ') ? hex(answer.slice(5)) : undefined;
  },
  fieldOff: async () => void (await held.datagram('RFOFF')),
}));

const defaults =
  '0018 0101 0201 0300 0400 0500 0600 0708 0800 0900 0a00 0b00 0c00 0e04 0f00 1000 1100 1200 1306';
/** As long as the longest waiting time there is, in tenths of a millisecond. */
const timeout = hex('80 c1');

/** The RC-S380, as a page speaks to it over WebUSB. */
export const throughRcS380: Reach = overFrames('sony/rc-s380', async (held) => {
  const device = held.webUsbDevice();
  await device.open();
  await device.selectConfiguration(1);
  await device.claimInterface(0);
  const read = async () => {
    const { data } = await device.transferIn(1, 300);
    return readTransfer(new Uint8Array(data.buffer));
  };
  const command = async (code: number, parameters: Uint8Array): Promise<Uint8Array> => {
    await device.transferOut(2, commandFrame(code, parameters));
    const [first, second] = [await read(), await read()];
    const answered = first === 'ack' && typeof second === 'object' && 'parameters' in second;
    if (!answered || second.code !== code + 1) {
      throw new ConformanceError('subject/no-answer', `the chip does not answer command ${code}`);
    }
    return second.parameters;
  };
  await device.transferOut(2, ack);
  await command(0x2a, hex('01'));
  return {
    frame: async (bytes) => {
      const told = await command(0x04, concat(timeout, bytes));
      return toHex(told.subarray(0, 4)) === '00000000' ? told.subarray(5) : undefined;
    },
    fieldOff: async () => {
      await command(0x06, hex('00'));
      await command(0x00, hex('03 07 0f 07'));
      await command(0x02, hex(defaults));
      await command(0x02, hex('0014 0901 0a01 0b01 0c01'));
    },
  };
});
