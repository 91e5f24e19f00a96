import { CodecError } from '../../codec/codec-error.ts';
import { concatBytes } from '../../codec/hex.ts';
import { crcGood, withCrc } from '../../media/crc.ts';
import type { Field } from '../../media/field.ts';
import type { FrameError, RfAnswer } from '../../media/rf-frame.ts';
import { type Port100RuleName, port100Rules } from '../../rules/port-100-rules.ts';
import type { RuleId, RuleSet } from '../../rules/rule-set.ts';
import {
  GET_COMMAND_TYPE,
  GET_FIRMWARE_VERSION,
  GET_PD_DATA_VERSION,
  IN_GET_PROTOCOL,
  otherCommands,
  RESET_DEVICE,
  SET_COMMAND_TYPE,
  TG_SET_RF,
} from './commands/device.ts';
import {
  IN_COMM_RF,
  IN_SET_PROTOCOL,
  IN_SET_RF,
  type InCommRfAnswer,
  type InCommRfRequest,
  RfStatus,
  SWITCH_RF,
} from './commands/rf.ts';
import { CommandStatus, type Port100Command } from './define-command.ts';
import { ackFrame, checksum, decodeHostFrame, encodeFrame, errorFrame, toHost } from './frame.ts';
import { defaultProtocol, isProtocolKey, ProtocolKey } from './protocol-settings.ts';
import { type RfMode, rfMode } from './rf-setting.ts';

/** What the chip needs of the field it makes. */
export type ChipField = Pick<Field, 'power' | 'transceive'>;

export interface Port100Options {
  readonly field: ChipField;
  readonly rules: RuleSet;
}

/** Longest frame that the chip sends on the air. */
const maxRfFrame = 290;
const timeoutUnitMs = 0.1;
/** As two decimal digits each; 1.11 is what a published trace of the reader shows. */
const firmware = { minor: 0x11, major: 0x01 };
const packageData = { minor: 0x00, major: 0x01 };
const knownCommandTypes = 0b11n;

const statusOfDamage: Readonly<Record<FrameError, number>> = {
  crc: RfStatus.crc,
  parity: RfStatus.parity,
  framing: RfStatus.protocol,
  temperature: RfStatus.temperature,
};

/** Settings and types of TgSetRF. @see nfcpy nfc/clf/rcs380.py, tg_set_rf */
const targetTypes: readonly number[] = [11, 12, 13, 14, 15];

type Flags = Readonly<Record<Port100RuleName, boolean>>;
const flagsOf = (rules: RuleSet): Flags =>
  Object.fromEntries(
    Object.keys(port100Rules).map((id) => [id.slice('port-100/'.length), rules.holds(id as RuleId)]),
  ) as Flags;

type Handler = (parameters: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/**
 * The chip of the Sony RC-S380 behind its two USB pipes: each transfer in is a frame, each transfer out another. It
 * puts frames on the air and takes them off; what they mean is the host's.
 * @see nfc-readers reference, 6.1
 */
export class Port100 {
  readonly #field: ChipField;
  readonly #holds: Flags;
  readonly #handlers = new Map<number, Handler>();
  readonly #out: Uint8Array[] = [];
  readonly #waiting: { readonly code: number; readonly parameters: Uint8Array }[] = [];
  /** Changes when the host takes back what is under way. */
  #turn = 0;
  #busy = false;
  #mode: RfMode | undefined;
  #protocol = new Map(defaultProtocol);
  /** Told when there is something to read. */
  onOutput: (() => void) | undefined;

  constructor({ field, rules }: Port100Options) {
    this.#field = field;
    this.#holds = flagsOf(rules);
    const on = <Q, A>(command: Port100Command<Q, A>, act: (request: Q) => A): void => {
      this.#handlers.set(command.code, (parameters) =>
        command.answer.encode(act(command.request.decode(parameters))),
      );
    };
    for (const command of otherCommands) on(command, () => CommandStatus.success);
    on(GET_FIRMWARE_VERSION, () =>
      this.#holds['version-order'] ? firmware : { minor: firmware.major, major: firmware.minor },
    );
    on(GET_PD_DATA_VERSION, () => packageData);
    on(GET_COMMAND_TYPE, () => (this.#holds['command-types'] ? knownCommandTypes : 0n));
    on(SET_COMMAND_TYPE, (type) =>
      type > 1 && this.#holds['command-type-known'] ? CommandStatus.commandType : CommandStatus.success,
    );
    on(IN_SET_RF, (setting) => this.#setRf(rfMode(setting)));
    on(IN_SET_PROTOCOL, (pairs) => this.#setProtocol(pairs));
    on(
      IN_GET_PROTOCOL,
      (key) => (this.#holds['protocol-told'] ? this.#protocol : defaultProtocol).get(key) ?? 0,
    );
    on(SWITCH_RF, (value) => this.#switchRf(value));
    on(RESET_DEVICE, () => this.#reset());
    on(TG_SET_RF, ([, type]) =>
      targetTypes.includes(type) || !this.#holds['no-type-b-target']
        ? CommandStatus.success
        : CommandStatus.parameter,
    );
    this.#handlers.set(IN_COMM_RF.code, (parameters) => this.#commRf(parameters));
  }

  /** The next transfer for the host, if one is due. */
  read(): Uint8Array | undefined {
    return this.#out.shift();
  }

  /** One transfer from the host. Whatever it holds, nothing is thrown. */
  write(transfer: Uint8Array): void {
    const holds = this.#holds;
    try {
      const frame = decodeHostFrame(transfer, {
        lengthChecksum: holds['length-checksum-checked'],
        dataChecksum: holds['data-checksum-checked'],
        direction: holds['direction-checked'],
      });
      if (frame.kind === 'ack') this.#cancel();
      else this.#take(frame.code, frame.parameters);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      if (error.code === 'codec/port-100-length' && !holds['cut-frame-refused']) return;
      this.#give(errorFrame);
    }
  }

  /** Takes the field away and forgets everything, as when the plug is pulled. */
  powerOff(): void {
    this.#cancelPending();
    this.#reset();
    this.#field.power(false);
  }

  #give(transfer: Uint8Array): void {
    this.#out.push(transfer);
    this.onOutput?.();
  }

  #cancel(): void {
    if (this.#holds['host-ack-cancels']) this.#cancelPending();
    if (!this.#holds['host-ack-unanswered']) this.#give(ackFrame);
  }

  #cancelPending(): void {
    this.#turn++;
    this.#busy = false;
    this.#waiting.length = 0;
    this.#out.length = 0;
  }

  #take(code: number, parameters: Uint8Array): void {
    if (this.#busy) {
      if (this.#holds['in-order']) {
        this.#waiting.push({ code, parameters });
        return;
      }
      this.#turn++;
      this.#busy = false;
    }
    const handler = this.#handlers.get(code);
    if (handler === undefined && this.#holds['unknown-command-refused']) {
      this.#give(errorFrame);
      return;
    }
    if (this.#holds['ack-before-answer']) {
      this.#give(this.#holds['ack-form'] ? ackFrame : ackFrame.subarray(0, ackFrame.length - 1));
    }
    const answer = this.#answer(handler, code, parameters);
    if (answer instanceof Uint8Array) {
      this.#give(this.#frame(code, answer));
      return;
    }
    const turn = this.#turn;
    this.#busy = true;
    answer.then((bytes) => {
      if (turn !== this.#turn) return;
      this.#busy = false;
      this.#give(this.#frame(code, bytes));
      const next = this.#waiting.shift();
      if (next !== undefined) this.#take(next.code, next.parameters);
    });
  }

  #answer(
    handler: Handler | undefined,
    code: number,
    parameters: Uint8Array,
  ): Uint8Array | Promise<Uint8Array> {
    if (handler === undefined) return Uint8Array.of(CommandStatus.success);
    const broken = this.#answerOfBrokenRule(code, parameters);
    if (broken !== undefined) return broken;
    try {
      return handler(parameters);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      if (code !== IN_COMM_RF.code) return Uint8Array.of(CommandStatus.parameter);
      return this.#commRfAnswer({
        status: this.#holds['empty-frame'] ? RfStatus.protocol : RfStatus.receiveTimeout,
      });
    }
  }

  /** What a chip that does not look at its parameters answers. */
  #answerOfBrokenRule(code: number, parameters: Uint8Array): Uint8Array | undefined {
    const holds = this.#holds;
    const success = Uint8Array.of(CommandStatus.success);
    if (code === GET_PD_DATA_VERSION.code && !holds['package-version']) return success;
    if (code === GET_FIRMWARE_VERSION.code && !holds['version-part']) {
      return GET_FIRMWARE_VERSION.answer.encode(firmware);
    }
    if (code === IN_SET_RF.code && parameters.length !== 4 && !holds['rf-setting-length']) return success;
    if (code === IN_SET_PROTOCOL.code && parameters.length % 2 !== 0 && !holds['protocol-pairs']) {
      const even = parameters.subarray(0, parameters.length - 1);
      return Uint8Array.of(this.#setProtocol(IN_SET_PROTOCOL.request.decode(even)));
    }
    return undefined;
  }

  #frame(code: number, answer: Uint8Array): Uint8Array {
    const holds = this.#holds;
    const frame = encodeFrame(
      holds['answer-direction'] ? toHost : 0xd5,
      holds['answer-code'] ? (code + 1) & 0xff : code,
      answer,
    );
    if (!holds['answer-length-order']) {
      frame.set([frame[6]!, frame[5]!], 5);
      frame[7] = checksum(frame.subarray(5, 7));
    }
    if (!holds['answer-length-checksum']) frame[7] = (frame[7]! + 1) & 0xff;
    const last = frame.length - 1;
    if (!holds['answer-data-checksum']) frame[last - 1] = (frame[last - 1]! + 1) & 0xff;
    return holds['answer-postamble'] ? frame : frame.subarray(0, last);
  }

  #setRf(mode: RfMode | undefined): number {
    if (mode === undefined) {
      if (!this.#holds['rf-setting-kept-on-error']) this.#mode = undefined;
      return this.#holds['rf-setting-known'] ? CommandStatus.parameter : CommandStatus.success;
    }
    this.#mode = mode;
    if (this.#holds['field-comes-up']) this.#field.power(true);
    return CommandStatus.success;
  }

  #setProtocol(pairs: readonly (readonly [number, number])[]): number {
    const next = new Map(this.#holds['protocol-kept'] ? this.#protocol : defaultProtocol);
    for (const [key, value] of pairs) {
      if (isProtocolKey(key)) next.set(key, value);
      else if (this.#holds['protocol-key-known']) {
        if (!this.#holds['protocol-all-or-none']) this.#protocol = next;
        return CommandStatus.parameter;
      }
    }
    this.#protocol = next;
    return CommandStatus.success;
  }

  #switchRf(value: number): number {
    if (value > 1 && this.#holds['switch-values']) return CommandStatus.parameter;
    if (value !== 0) this.#field.power(true);
    else if (this.#holds['field-goes-off']) this.#field.power(false);
    return CommandStatus.success;
  }

  #reset(): number {
    if (this.#holds['reset-to-defaults']) {
      this.#field.power(false);
      this.#mode = undefined;
      this.#protocol = new Map(defaultProtocol);
    }
    return CommandStatus.success;
  }

  // On the air

  #commRf(parameters: Uint8Array): Uint8Array | Promise<Uint8Array> {
    const request = IN_COMM_RF.request.decode(parameters);
    const mode = this.#mode ?? this.#modeWithoutSetting();
    if (mode === undefined || (request.frame.length > maxRfFrame && this.#holds['frame-limit'])) {
      return this.#commRfAnswer({ status: RfStatus.protocol });
    }
    if (this.#holds['field-comes-up']) this.#field.power(true);
    if (!this.#heard(mode)) return this.#heardNothing();
    const answer = this.#send(mode, request);
    return answer instanceof Promise
      ? answer.then((heard) => this.#commRfAnswer(this.#heardAs(mode, heard)))
      : this.#commRfAnswer(this.#heardAs(mode, answer));
  }

  #modeWithoutSetting(): RfMode | undefined {
    return this.#holds['rf-setting-first'] ? undefined : { modulation: 'B', bitRate: 106 };
  }

  #setting(key: number): number {
    return this.#protocol.get(key)!;
  }

  /** Without start and end of frame a card of Type B takes nothing for a frame. @see ISO/IEC 14443-3, 7.1.4 */
  #heard({ modulation }: RfMode): boolean {
    if (modulation !== 'B' || !this.#holds['type-b-delimiters']) return true;
    const { addSof, checkSof, addEof, checkEof } = ProtocolKey;
    return [addSof, checkSof, addEof, checkEof].every((key) => this.#setting(key) === 1);
  }

  #send({ modulation, bitRate }: RfMode, { timeout, frame }: InCommRfRequest): RfAnswer | Promise<RfAnswer> {
    const holds = this.#holds;
    const used = holds['rf-setting-used'] ? modulation : 'A';
    const lastBits = holds['last-byte-bits'] ? this.#setting(ProtocolKey.lastByteBits) : 8;
    const units = holds['timeout-order'] ? timeout : ((timeout & 0xff) << 8) | (timeout >> 8);
    const added = this.#setting(ProtocolKey.addCrc) !== 0 ? holds['crc-added'] : !holds['crc-left-to-host'];
    const checked = this.#setting(ProtocolKey.checkCrc) !== 0;
    const whole = lastBits === 8 || lastBits === 0;
    return this.#field.transceive({
      modulation: used,
      bitRate,
      bytes: added && !checked && whole ? withCrc(used, frame) : frame,
      ...(whole ? {} : { lastBits }),
      crc: added && checked && whole ? 'reader' : 'host',
      timeoutMs: units * (holds['timeout-unit'] ? timeoutUnitMs : 1),
    });
  }

  /** The answer by what was heard; a CRC that the field has not checked is checked here. */
  #heardAs({ modulation }: RfMode, heard: RfAnswer): InCommRfAnswer {
    const holds = this.#holds;
    switch (heard.kind) {
      case 'frame': {
        const { bytes, lastBits = 8 } = heard;
        const checked = this.#setting(ProtocolKey.checkCrc) !== 0;
        const byField = checked && this.#setting(ProtocolKey.addCrc) !== 0;
        if (!checked && !holds['crc-given']) return { status: 0, lastBits, frame: bytes.subarray(0, -2) };
        if (!checked || byField) return { status: 0, lastBits, frame: bytes };
        const good = crcGood(modulation, bytes);
        if (!good && holds['crc-checked']) return { status: RfStatus.crc };
        return { status: 0, lastBits, frame: bytes.subarray(0, -2) };
      }
      case 'silence':
        return this.#silence();
      case 'collision':
        if (modulation !== 'A') return { status: RfStatus.crc };
        return { status: holds['collision-status'] ? RfStatus.collision : RfStatus.receiveTimeout };
      case 'corrupt':
        if (heard.error === 'crc' && !holds['crc-checked'])
          return { status: 0, lastBits: 8, frame: heard.bytes };
        return {
          status: statusOfDamage[heard.error],
        };
      case 'field-off':
        // Nothing moves without a field: the chip hears what it hears of an empty one.
        return this.#holds['field-comes-up'] ? { status: RfStatus.rfOff } : this.#silence();
    }
  }

  #silence(): InCommRfAnswer {
    return this.#holds['timeout-status']
      ? { status: RfStatus.receiveTimeout }
      : { status: 0, lastBits: 8, frame: new Uint8Array(0) };
  }

  #heardNothing(): Uint8Array {
    return this.#commRfAnswer(this.#silence());
  }

  #commRfAnswer(answer: InCommRfAnswer): Uint8Array {
    const bytes = IN_COMM_RF.answer.encode(answer);
    if (!('frame' in answer)) {
      return this.#holds['error-without-frame'] ? bytes : concatBytes(bytes, Uint8Array.of(8));
    }
    return this.#holds['received-bits'] ? bytes : concatBytes(bytes.subarray(0, 4), bytes.subarray(5));
  }
}
