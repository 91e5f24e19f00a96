import { concat, hex } from '../bytes/hex.ts';
import { announcedLength } from '../bytes/tlv.ts';
import { aids, applicationNames } from '../engine/applications.ts';
import { statusWord } from '../engine/status-word.ts';
import { ConformanceError } from '../error.ts';

type Transmit = (command: Uint8Array) => Promise<Uint8Array>;

const select = (name: string): Uint8Array =>
  hex(`00 a4 04 0c ${(name.length / 2).toString(16).padStart(2, '0')} ${name}`);
const selectFile = (file: number): Uint8Array =>
  Uint8Array.of(0x00, 0xa4, 0x02, 0x0c, 0x02, file >> 8, file & 0xff);
const read = (offset: number, length: number): Uint8Array =>
  Uint8Array.of(0x00, 0xb0, offset >> 8, offset & 0xff, length & 0xff);

/** Files that need no secret: certificates of holder and CA, the description of the token. */
const freeFiles = [0x0006, 0x000a, 0x000b];
/** References whose tries an empty VERIFY tells without spending one. */
const references = [0x0018, 0x001b];

/**
 * What a client does with a card before it asks for a secret: selects the applications, asks for the tries left,
 * reads what is free. Costs nothing: no value of a secret is sent.
 */
export async function survey(transmit: Transmit): Promise<void> {
  for (const name of applicationNames) {
    if (name === 'jpki') continue;
    await transmit(select(aids[name]));
  }
  if (statusWord(await transmit(select(aids.jpki))) !== 0x9000) return;
  // Whether a signature certificate is there; by short identifier, as clients ask.
  await transmit(hex('00 b0 88 00 03'));
  // And which token: a card's or a phone's.
  await transmit(hex('00 b0 86 00 0f'));
  for (const file of references) {
    await transmit(selectFile(file));
    await transmit(hex('00 20 00 80'));
  }
  for (const file of freeFiles) await readFile(file, transmit);
  await transmit(hex('00 84 00 00 08'));
  await transmit(hex('00 ff 00 00'));
}

async function readFile(file: number, transmit: Transmit): Promise<void> {
  if (statusWord(await transmit(selectFile(file))) !== 0x9000) return;
  const head = await transmit(read(0, 4));
  if (statusWord(head) !== 0x9000) return;
  const length = announcedLength(concat(head.subarray(0, -2), new Uint8Array(3)));
  for (let offset = 0; offset < length; offset += 256) {
    const part = await transmit(read(offset, Math.min(256, length - offset)));
    if (statusWord(part) !== 0x9000) return;
  }
}

/** What hosts of a PN532 begin with, as bytes behind D4. @see nfc-readers 4, who needs which command */
const beginnings = ['00 00 6c69626e6663', '00 01', '00 02', '02', '04', '12 14', '14 01'];

/** A chip that is asked, and may refuse. */
interface AskedChip {
  command(code: number, data: Uint8Array): Promise<Uint8Array>;
}

/** Asks a chip what hosts ask it when they open it. A refusal is an answer, too. */
export async function chipSurvey(chip: AskedChip): Promise<void> {
  for (const bytes of beginnings.map(hex)) {
    await chip.command(bytes[0]!, bytes.subarray(1)).catch((error: unknown) => {
      if (!(error instanceof ConformanceError) || error.code !== 'serial/refused') throw error;
    });
  }
}
