import { concatBytes } from '../../codec/hex.ts';
import type { BlockExchange, ExchangeFailure } from '../pcd/block-exchange.ts';
import type { OnAir } from './air.ts';
import type { StatusAndData } from './chip-command.ts';
import type { ExchangeRequest } from './commands/initiator-commands.ts';
import type { Conduct } from './conduct.ts';
import { maxFrameLength } from './pn532-frames.ts';
import { endless, type RfSettings } from './rf-settings.ts';
import { moreInformation, status, statusOf } from './status.ts';
import type { Target, Targets } from './targets.ts';

/** Data of one answer: a frame less identifier, command code and status. */
const answerRoom = maxFrameLength - 3;
/** What is collected of a command that comes in parts. Unverified: the chip's own limit is not known. */
const collectedRoom = 65_548;

const nothing = new Uint8Array(0);
const only = (code: number): StatusAndData => ({ status: code, data: nothing });
const statusOfFailure = (failure: ExchangeFailure, { heard }: BlockExchange): number =>
  failure === 'too-long' ? status.bufferTooSmall : statusOf(heard);

/** InDataExchange: whole APDUs for the host, blocks for the card; long ones in parts. @see UM0701-02, 7.3.8 */
export class DataExchange {
  readonly #holds: Conduct;
  readonly #targets: Targets;
  readonly #settings: RfSettings;
  #collected: Uint8Array = nothing;
  #rest: Uint8Array = nothing;

  constructor(holds: Conduct, targets: Targets, settings: RfSettings) {
    this.#holds = holds;
    this.#targets = targets;
    this.#settings = settings;
  }

  /** Forgets parts of commands and of answers. */
  clear(): void {
    this.#collected = nothing;
    this.#rest = nothing;
  }

  *run({ target: number, more, data }: ExchangeRequest): OnAir<StatusAndData> {
    const target = this.#targets.get(number);
    if (target === undefined) return only(status.wrongContext);
    if (more && data.length === 0 && this.#rest.length > 0) return this.#part();
    this.#rest = nothing;
    if (more && this.#holds['exchange-more-from-host']) {
      if (this.#collected.length + data.length > collectedRoom) {
        this.clear();
        return only(status.bufferTooSmall);
      }
      this.#collected = concatBytes(this.#collected, data);
      return only(status.ok);
    }
    const command = this.#collected.length === 0 ? data : concatBytes(this.#collected, data);
    this.#collected = nothing;
    const selected = yield* this.#targets.select(target);
    if (selected !== status.ok) return only(selected);
    const answer = yield* this.#carried(target, command);
    if (answer.status === status.timeout && !this.#holds['exchange-timeout']) return only(status.ok);
    if (answer.status !== status.ok) return answer;
    this.#rest = answer.data;
    return this.#part();
  }

  #carried(target: Target, command: Uint8Array): OnAir<StatusAndData> {
    const { blocks } = target;
    return blocks === undefined ? this.#raw(target, command) : this.#byBlocks(blocks, command);
  }

  *#byBlocks(blocks: BlockExchange, command: Uint8Array): OnAir<StatusAndData> {
    const { retryCommunication } = this.#settings;
    const retries = retryCommunication === endless ? Number.POSITIVE_INFINITY : retryCommunication;
    const answer = yield* blocks.exchange(command, retries);
    return typeof answer === 'string'
      ? only(statusOfFailure(answer, blocks))
      : { status: status.ok, data: answer };
  }

  /** A card without block protocol takes frames as they are. */
  *#raw({ baudAndType }: Target, bytes: Uint8Array): OnAir<StatusAndData> {
    const answer = yield {
      modulation: baudAndType === 0 ? 'A' : 'F',
      bitRate: baudAndType === 0 ? 106 : baudAndType === 1 ? 212 : 424,
      bytes,
      crc: 'reader',
      timeoutMs: this.#settings.throughTimeoutMs,
    } as const;
    return answer.kind === 'frame'
      ? { status: status.ok, data: answer.bytes.slice() }
      : only(statusOf(answer));
  }

  /** As much of the answer as goes into one frame. */
  #part(): StatusAndData {
    const part = this.#rest.subarray(0, answerRoom);
    const left = this.#rest.subarray(answerRoom);
    if (left.length === 0 || !this.#holds['exchange-more-to-host']) {
      this.#rest = nothing;
      return { status: status.ok, data: part };
    }
    if (this.#holds['exchange-rest-once']) this.#rest = left;
    return { status: moreInformation, data: part };
  }
}
