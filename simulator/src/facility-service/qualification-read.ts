import { verify, X509Certificate } from 'node:crypto';
import type { LifecycleSwitches } from '@kazashi/profiles';
import { decodeTlv } from '../codec/ber-tlv.ts';
import { decodeCardFace } from '../codec/card-face.ts';
import { CodecError } from '../codec/codec-error.ts';
import { COMPUTE_DIGITAL_SIGNATURE } from '../codec/commands/compute-digital-signature.ts';
import { type Command, commandBytes } from '../codec/commands/define-command.ts';
import { READ_BINARY } from '../codec/commands/read-binary.ts';
import { SELECT } from '../codec/commands/select.ts';
import { VERIFY } from '../codec/commands/verify.ts';
import { digestInfo } from '../codec/digest-info.ts';
import { asciiBytes, concatBytes, hex, toHex } from '../codec/hex.ts';
import { SW } from '../codec/status-words.ts';
import { SimulatorError } from '../errors.ts';
import { sha256 } from '../pki/index.ts';
import type { RandomSource } from '../random.ts';
import type { CardContact } from '../readers/reader.ts';
import type { RuleId } from '../rules/rule-set.ts';

/** How the app checks: by sight (目視確認), or by PIN (暗証番号). @see L-106 */
export type CheckMode = 'sight' | 'pin';

/** What a check does with the card. */
export interface QualificationSteps {
  readonly readsCertificate: boolean;
  /** VERIFY of the PIN, and a signature over a challenge that only its holder can have made. */
  readonly provesPin: boolean;
  /** The card face with its photo, opened with number B: printed on the card, no PIN. */
  readonly readsFace: boolean;
}

/** Which steps a mode takes; the guides say only which of them asks for a PIN. @see C-28 */
export function stepsOf(
  mode: CheckMode,
  { pinModeCardUse, sightModeCardUse }: Pick<LifecycleSwitches, 'pinModeCardUse' | 'sightModeCardUse'>,
): QualificationSteps {
  if (mode === 'pin')
    return { readsCertificate: true, provesPin: pinModeCardUse === 'verify', readsFace: false };
  return {
    readsCertificate: sightModeCardUse !== 'nothing',
    provesPin: false,
    readsFace: sightModeCardUse === 'readFace',
  };
}

export interface CheckedFace {
  /** YYYYMMDD. */
  readonly birth: string;
  /** 1 male, 2 female, 0 unknown, 9 not applicable. */
  readonly sex: string;
  /** YYYYMMDD. */
  readonly expiry: string;
  /** PNG. */
  readonly nameImage: Uint8Array;
  /** JPEG 2000. */
  readonly photo: Uint8Array;
}

/** What a check learnt. */
export interface QualificationRead {
  /** DER of the user authentication certificate. */
  readonly certificate?: Uint8Array;
  /** The signature over the challenge opens with the key of the certificate. */
  readonly proved?: true;
  readonly face?: CheckedFace;
}

/**
 * The card did not give what the check needs. Codes `facility/wrong-pin`, `facility/pin-blocked`, `facility/code-missing`,
 * `facility/card-answer`.
 */
export class CheckRefused extends SimulatorError {
  readonly rule: RuleId;
  readonly triesLeft: number | undefined;
  constructor(code: `facility/${string}`, message: string, rule: RuleId, triesLeft?: number) {
    super(code, message);
    this.rule = rule;
    this.triesLeft = triesLeft;
  }
}

const jpki = hex('d3 92 f0 00 26 01 00 00 00 01');
const visual = hex('d3 92 10 00 31 00 01 01 04 02');
const file = { certificate: 0x000a, key: 0x0017, pin: 0x0018, face: 0x0002, numberB: 0x0012 } as const;
const current = { kind: 'current' } as const;

/** The card as the app reads it: command by command, and nothing that the steps do not need. */
class CardReading {
  readonly #contact: CardContact;

  constructor(contact: CardContact) {
    this.#contact = contact;
  }

  async #send<P>(command: Command<P>, parameters: P): Promise<{ data: Uint8Array; sw: number }> {
    const response = await this.#contact.transmit(commandBytes(command, parameters));
    return { data: response.subarray(0, -2), sw: (response.at(-2)! << 8) | response.at(-1)! };
  }

  async #done<P>(command: Command<P>, parameters: P): Promise<Uint8Array> {
    const { data, sw } = await this.#send(command, parameters);
    if (sw === SW.success) return data;
    const word = sw.toString(16).toUpperCase().padStart(4, '0');
    throw new CheckRefused('facility/card-answer', `the card answers ${command.name} with ${word}`, 'L-92');
  }

  async application(name: Uint8Array): Promise<void> {
    await this.#done(SELECT, { by: 'name', name, occurrence: 'first', answer: 'none' });
  }

  async #file(identifier: number): Promise<void> {
    await this.#done(SELECT, { by: 'file', identifier, answer: 'none' });
  }

  /** The data object in a file, as long as it says it is. */
  async read(identifier: number): Promise<Uint8Array> {
    await this.#file(identifier);
    const block = (offset: number): Promise<Uint8Array> =>
      this.#done(READ_BINARY, { shortIdentifier: undefined, offset, ne: 256 });
    let bytes = await block(0);
    const length = announcedLength(bytes);
    while (bytes.length < length) {
      const more = await block(bytes.length);
      if (more.length === 0) throw new CodecError('codec/tlv-cut', 'the file ends early', bytes.length);
      bytes = concatBytes(bytes, more);
    }
    return bytes.slice(0, length);
  }

  async verify(identifier: number, value: string, rule: RuleId, blocked: RuleId): Promise<void> {
    await this.#file(identifier);
    const verificationData = asciiBytes(value);
    const { sw } = await this.#send(VERIFY, { reference: current, verificationData });
    if (sw === SW.success) return;
    const left = (sw & 0xfff0) === SW.retriesLeft ? sw & 0x0f : undefined;
    if (left !== undefined && left > 0)
      throw new CheckRefused('facility/wrong-pin', `wrong; ${left} tries are left`, rule, left);
    if (left === 0 || sw === SW.referenceDataNotUsable)
      throw new CheckRefused('facility/pin-blocked', 'no try is left', blocked, 0);
    const word = sw.toString(16).toUpperCase().padStart(4, '0');
    throw new CheckRefused('facility/card-answer', `the card answers VERIFY with ${word}`, 'L-92');
  }

  async sign(digest: Uint8Array): Promise<Uint8Array> {
    await this.#file(file.key);
    const input = digestInfo('sha256', digest);
    return this.#done(COMPUTE_DIGITAL_SIGNATURE, { scheme: 0, key: current, input, ne: 256 });
  }
}

/** Header and value of the object that begins there, of which the start is known. */
function announcedLength(start: Uint8Array): number {
  const tagLength = (start[0]! & 0x1f) === 0x1f ? 2 : 1;
  const first = start[tagLength] ?? 0;
  if (first < 0x80) return tagLength + 1 + first;
  const bytes = first & 0x7f;
  const digits = toHex(start.subarray(tagLength + 1, tagLength + 1 + bytes));
  return tagLength + 1 + bytes + Number.parseInt(digits || '0', 16);
}

export interface QualificationKeys {
  /** Digits that the patient types, in PIN mode. */
  readonly pin?: string | undefined;
  /** Number B (照合番号B), which the app takes from the card face. */
  readonly code?: string | undefined;
}

/**
 * 資格確認 at a card: takes the steps of the mode in a session of its own. Throws CheckRefused, and ReaderError when
 * the card goes.
 * @see phone-wallet reference, L-106 and C-28; jpki-card reference, sections 2.1, 2.3, 4
 */
export async function readQualification(
  contact: CardContact,
  steps: QualificationSteps,
  keys: QualificationKeys,
  random: RandomSource,
): Promise<QualificationRead> {
  const card = new CardReading(contact);
  try {
    let read: QualificationRead = {};
    if (steps.readsFace) {
      if (keys.code === undefined)
        throw new CheckRefused(
          'facility/code-missing',
          'number B of the card face is needed',
          'visual/face-by-b',
        );
      await card.application(visual);
      await card.verify(file.numberB, keys.code, 'visual/face-by-b', 'visual/face-by-b');
      const { birth, sex, expiry, nameImage, photo } = decodeCardFace(await card.read(file.face));
      read = { face: { birth, sex, expiry, nameImage, photo } };
    }
    if (!steps.readsCertificate) return read;
    await card.application(jpki);
    if (steps.provesPin) await card.verify(file.pin, keys.pin ?? '', 'L-106', 'L-90');
    const certificate = await card.read(file.certificate);
    decodeTlv(certificate);
    read = { ...read, certificate };
    if (!steps.provesPin) return read;
    const challenge = random(32);
    const signature = await card.sign(sha256(challenge));
    if (!verify('sha256', challenge, new X509Certificate(certificate).publicKey, signature))
      throw new CheckRefused('facility/card-answer', 'the signature is not that of the certificate', 'L-92');
    return { ...read, proved: true };
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    throw new CheckRefused('facility/card-answer', `what the card gave is cut: ${error.message}`, 'L-92');
  }
}
