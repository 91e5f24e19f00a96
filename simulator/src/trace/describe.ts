import { CodecError } from '../codec/codec-error.ts';
import { type CommandApdu, decodeCommandApdu } from '../codec/command-apdu.ts';
import type { FileReference } from '../codec/commands/file-reference.ts';
import {
  CHANGE_KEY,
  CHANGE_REFERENCE_DATA,
  COMPUTE_DIGITAL_SIGNATURE,
  commands,
  GET_CHALLENGE,
  GET_DATA,
  INTERNAL_AUTHENTICATE,
  READ_BINARY,
  READ_RECORD,
  SELECT,
  VERIFY,
} from '../codec/commands/index.ts';
import { toHex } from '../codec/hex.ts';
import { SW, statusWordName } from '../codec/status-words.ts';
import { applicationName, fileName } from './names.ts';
import type { TraceEntry } from './trace.ts';

/** An exchange in words, with secrets left out. */
export interface Description {
  /** `VERIFY 0018 user authentication PIN`. */
  readonly command: string;
  /** `63c2 2 tries left`, with the number of data bytes before it. */
  readonly response: string;
  readonly sw: number | undefined;
}

/** What one contact has selected, as far as its exchanges tell. */
interface Followed {
  application: string | undefined;
  file: number | undefined;
}

/** Class bits that say so; what the command means is then hidden. @see ISO/IEC 7816-4:2020, 5.4.1 */
const secureMessaging = 0x0c;
const furtherChannel = 0x40;

const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

/** Follows the contacts of a trace so that every exchange can be told by the names of application and file. */
export class Describer {
  readonly #contacts = new Map<number, Followed>();

  describe(entry: TraceEntry): Description {
    if (entry.kind === 'power-on') {
      this.#contacts.set(entry.contact, { application: undefined, file: undefined });
      const atr = entry.command.length === 0 ? 'mute' : `ATR ${toHex(entry.command, ' ')}`;
      return { command: 'power on', response: atr, sw: undefined };
    }
    if (entry.kind === 'power-off') {
      this.#contacts.delete(entry.contact);
      return { command: 'power off', response: '', sw: undefined };
    }
    if (entry.kind === 'frame') {
      const answer = entry.response.length === 0 ? '' : toHex(entry.response, ' ');
      return { command: `frame ${toHex(entry.command, ' ')}`, response: answer, sw: undefined };
    }
    if (entry.kind === 'link') {
      const [from, bytes] =
        entry.command.length > 0 ? ['to the reader', entry.command] : ['to the host', entry.response];
      return { command: `line ${from}: ${toHex(bytes, ' ')} …`, response: '', sw: undefined };
    }
    if (entry.fault?.kind === 'reset') this.#contacts.delete(entry.contact);
    const followed = this.#contacts.get(entry.contact) ?? { application: undefined, file: undefined };
    this.#contacts.set(entry.contact, followed);
    const { response } = entry;
    const sw = response.length < 2 ? undefined : (response.at(-2)! << 8) | response.at(-1)!;
    const command = this.#command(entry.command, followed, sw === SW.success);
    const data = response.length > 2 ? `${response.length - 2} bytes, ` : '';
    const status =
      sw === undefined
        ? entry.executed === false
          ? 'not executed'
          : 'no status word'
        : `${sw.toString(16).padStart(4, '0')} ${statusWordName(sw)}`;
    return { command, response: data + status, sw };
  }

  #command(bytes: Uint8Array, followed: Followed, succeeded: boolean): string {
    if (bytes[0] === 0xff) return `pseudo-APDU to the reader ${toHex(bytes.subarray(0, 5), ' ')}`;
    let apdu: CommandApdu;
    try {
      apdu = decodeCommandApdu(bytes);
    } catch {
      return `malformed command of ${bytes.length} bytes`;
    }
    const declared = commands.find(({ cla, ins }) => cla === (apdu.cla & 0x80) && ins === apdu.ins);
    if (declared === undefined) return `unknown instruction ${hexByte(apdu.cla)} ${hexByte(apdu.ins)}`;
    if ((apdu.cla & furtherChannel) === 0 && (apdu.cla & secureMessaging) !== 0)
      return `${declared.name} under secure messaging`;
    try {
      return `${declared.name} ${parameters(apdu, followed, succeeded)}`.trimEnd();
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      return `${declared.name} with P1-P2 ${hexByte(apdu.p1)} ${hexByte(apdu.p2)}`;
    }
  }
}

function referenceName(reference: FileReference, followed: Followed): string {
  if (reference.kind === 'default') return 'default key';
  if (reference.kind === 'short') return fileName(followed.application, reference.identifier);
  return followed.file === undefined ? 'current EF' : fileName(followed.application, followed.file);
}

/** The parameters in words; moves what the contact has selected when the card took the command. */
function parameters(apdu: CommandApdu, followed: Followed, succeeded: boolean): string {
  const use = (reference: FileReference): string => {
    if (reference.kind === 'short') followed.file = reference.identifier;
    return referenceName(reference, followed);
  };
  switch (apdu.ins) {
    case SELECT.ins: {
      const select = SELECT.decode(apdu);
      if (select.by === 'master-file') return 'master file';
      if (select.by === 'file') {
        if (succeeded) followed.file = select.identifier;
        return `EF ${fileName(followed.application, select.identifier)}`;
      }
      const name = applicationName(select.name);
      if (succeeded) {
        followed.application = name;
        followed.file = undefined;
      }
      return name ?? toHex(select.name);
    }
    case READ_BINARY.ins: {
      const { shortIdentifier, offset, ne } = READ_BINARY.decode(apdu);
      const reference: FileReference =
        shortIdentifier === undefined ? { kind: 'current' } : { kind: 'short', identifier: shortIdentifier };
      return `${use(reference)}, ${ne} bytes from ${offset}`;
    }
    case READ_RECORD.ins: {
      const { record, shortIdentifier } = READ_RECORD.decode(apdu);
      const reference: FileReference =
        shortIdentifier === undefined ? { kind: 'current' } : { kind: 'short', identifier: shortIdentifier };
      return `${record} of ${use(reference)}`;
    }
    case VERIFY.ins: {
      const { reference, verificationData } = VERIFY.decode(apdu);
      return `${use(reference)}${verificationData.length === 0 ? ', tries left?' : ''}`;
    }
    case CHANGE_REFERENCE_DATA.ins:
      return use(CHANGE_REFERENCE_DATA.decode(apdu).reference);
    case CHANGE_KEY.ins:
      return use(CHANGE_KEY.decode(apdu).reference);
    case COMPUTE_DIGITAL_SIGNATURE.ins: {
      const { scheme, key, input } = COMPUTE_DIGITAL_SIGNATURE.decode(apdu);
      return `${use(key)}, scheme ${hexByte(scheme)}, ${input.length} bytes`;
    }
    case INTERNAL_AUTHENTICATE.ins:
      return use(INTERNAL_AUTHENTICATE.decode(apdu).key);
    case GET_CHALLENGE.ins:
      return `${GET_CHALLENGE.decode(apdu).ne} bytes`;
    case GET_DATA.ins:
      return GET_DATA.decode(apdu).tag.toString(16).padStart(4, '0').toUpperCase();
    default:
      return '';
  }
}
