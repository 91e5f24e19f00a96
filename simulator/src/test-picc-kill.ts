import { hex } from './codec/hex.ts';
import type { RfFrame } from './media/rf-frame.ts';
import type { piccRules } from './rules/picc-rules.ts';
import type { TestField, TestFieldOptions } from './test-field.ts';

/** Frames sent to a card; their answers for a card whose rules all hold, and for one that breaks this one. */
export interface Kill {
  readonly rule: keyof typeof piccRules;
  readonly options?: TestFieldOptions;
  readonly ask: (field: TestField) => Promise<string>;
  readonly whole: string;
  readonly broken: string;
}

/** The answers to the frames after the first `skip`. */
export const answers =
  (skip: number, ...frames: readonly (string | [string, Partial<RfFrame>])[]) =>
  async (field: TestField): Promise<string> => {
    const heard: string[] = [];
    for (const frame of frames) {
      heard.push(typeof frame === 'string' ? await field.send(frame) : await field.send(...frame));
    }
    return heard.slice(skip).join(' ');
  };
export const last = (...frames: readonly (string | [string, Partial<RfFrame>])[]) =>
  answers(frames.length - 1, ...frames);

export const pupi = 'a1b2c3d4';
export const atqb = `50${pupi}000005e0b381a1`;
export const wupb = '050008';
export const reqb = '050000';
export const attrib = `1d${pupi}00080100`;
export const select = '00a4040c0ad392f000260100000001';
export const twoSelects = [`02${select}`, '0300a4020c02000a'];
export const activated = [wupb, attrib];
export const withCid1 = [wupb, `1d${pupi}00080101`];
export const small = [wupb, `1d${pupi}00000100`];
export const halted = [wupb, `50${pupi}`];
export const silence = 'silence';

export const host = { crc: 'host', modulation: 'A' } as const;
export const reqa: [string, Partial<RfFrame>] = ['26', { ...host, lastBits: 7 }];
export const wupa: [string, Partial<RfFrame>] = ['52', { ...host, lastBits: 7 }];
export const a = (bytes: string): [string, Partial<RfFrame>] => [bytes, { modulation: 'A' }];
export const raw = (bytes: string): [string, Partial<RfFrame>] => [bytes, host];
export const phone: TestFieldOptions = {
  typeA: { modulation: 'A', uid: hex('08112233'), atqa: hex('0400'), sak: 0x20, ats: hex('0578807002') },
};
export const phone7: TestFieldOptions = {
  typeA: {
    modulation: 'A',
    uid: hex('04112233445566'),
    atqa: hex('4400'),
    sak: 0x20,
    ats: hex('0578807002'),
  },
};
export const selectedA = [reqa, raw('9320'), a('93700811223308')];

export const slow = { executionTimeMs: { command: 1000, verify: 0, signature: 0 } };
/** Lets time pass until the field has answered. */
export async function waited(field: TestField, answer: Promise<string>): Promise<string> {
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
