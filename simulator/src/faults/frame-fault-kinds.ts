/** Where on its way a frame is met: before the card has it, before its answer leaves, or on the way to the reader. */
export type InjectionPoint = 'card-in' | 'card-out' | 'air';

/** What happens to the field or to what lies in it. */
export type AirAct =
  /** Taken away; with `ms` it lies there again afterwards. */
  | 'lift'
  /** Out of the field and back: the card begins anew, with another PUPI. */
  | 'flicker'
  /** The carrier goes off until the reader turns it on again. */
  | 'drop-field'
  /** The card hears nothing for `ms`. */
  | 'deafen';

/** Answers in the place of the card. */
export interface AirScript {
  /** To the frame that was struck. */
  readonly first: Uint8Array;
  /** How late each of them comes, in ms; absent: at once. */
  readonly lateMs?: number;
  /** To those that follow; `undefined` hands over to the card again. */
  readonly next: (request: Uint8Array) => Uint8Array | undefined;
}

/** What there is to know of a fault for who acts it out. */
export interface AirFault {
  /** How often; absent: for ever. */
  readonly times?: number;
  /** How late. */
  readonly ms?: number;
  /** A byte that the kind asks for. */
  readonly value?: number;
}

/** What goes wrong at one frame between a reader's antenna and the card. */
export interface FrameFaultKind {
  readonly text: { readonly en: string; readonly ja: string };
  readonly point: InjectionPoint;
  /** Which frames it can strike: those that look for cards, those that activate one, blocks, or any. */
  readonly frames: 'search' | 'activation' | 'block' | 'any';
  /** Whether the card gets the frame; a command in it is executed then, whatever the reader hears. */
  readonly reaches: boolean;
  readonly hears: 'answer' | 'silence' | 'corrupt' | 'overheated';
  readonly act?: AirAct;
  /** Changes the block that the card sends back. */
  readonly rewrite?: (answer: Uint8Array, fault: AirFault) => Uint8Array;
  /** Answers from this frame on; given what the card answered. */
  readonly script?: (fault: AirFault, held: Uint8Array) => AirScript;
  readonly ms?: 'required' | 'optional';
  readonly times?: 'optional';
  readonly value?: 'optional';
  /**
   * What a host sees of one strike: status of the PN532 (hex), of the RC-S380 (hex), and what PC/SC tells.
   * @see nfc-readers reference, section 9
   */
  readonly sees: { readonly pn532: string; readonly port100: string; readonly pcsc: string };
}

const cidFollows = 0x08;
const chaining = 0x10;
/** A CID that no reader gives to a card that is alone. */
const strangeCid = 0x0e;

const hasCid = (block: Uint8Array): boolean => (block[0]! & cidFollows) !== 0;
const isExtension = (block: Uint8Array): boolean => (block[0]! & ~cidFollows) === 0xf2;
const isReady = (block: Uint8Array): boolean => (block[0]! & 0xe6) === 0xa2;
const isNak = (block: Uint8Array): boolean => isReady(block) && (block[0]! & 0x10) !== 0;

/** S(WTX) with the CID of another block. */
const extensionLike = (block: Uint8Array, multiplier: number): Uint8Array =>
  hasCid(block) ? Uint8Array.of(0xfa, block[1]!, multiplier) : Uint8Array.of(0xf2, multiplier);

/** Every kind of fault that strikes frames. */
export const frameFaultKinds = {
  'out-of-reach': {
    text: {
      en: 'the card does not answer when the reader looks for it: a thick case, metal, the wrong side',
      ja: 'リーダーの探索にカードが応答しない(厚いケース、金属、裏表など)',
    },
    point: 'card-in',
    frames: 'search',
    reaches: false,
    hears: 'silence',
    sees: { pn532: 'no target', port100: '80', pcsc: 'no card' },
  },
  'weak-coupling': {
    text: {
      en: 'the card is found and cannot be activated',
      ja: 'カードは検出されるが活性化できない',
    },
    point: 'card-in',
    frames: 'activation',
    reaches: false,
    hears: 'silence',
    sees: { pn532: 'no target', port100: '80', pcsc: 'no card' },
  },
  'frame-lost': {
    text: { en: 'a frame does not reach the card', ja: 'フレームがカードに届かない' },
    point: 'card-in',
    frames: 'any',
    reaches: false,
    hears: 'silence',
    sees: { pn532: 'hidden by a retry, else 01', port100: '80', pcsc: 'hidden by a retry' },
  },
  'frame-lift': {
    text: {
      en: 'the card is taken away before a frame reaches it',
      ja: 'フレームが届く前にカードが離される',
    },
    point: 'card-in',
    frames: 'any',
    reaches: false,
    hears: 'silence',
    act: 'lift',
    ms: 'optional',
    sees: { pn532: '01', port100: '80', pcsc: 'card removed' },
  },
  'answer-frame-lost': {
    text: {
      en: 'the card gets a frame, executes what is in it, and its answer is lost',
      ja: 'カードはフレームを受けて実行するが、応答フレームが失われる',
    },
    point: 'card-out',
    frames: 'any',
    reaches: true,
    hears: 'silence',
    sees: { pn532: 'hidden by a retry, else 01', port100: '80', pcsc: 'hidden by a retry' },
  },
  'answer-frame-lift': {
    text: {
      en: 'the card gets a frame, executes what is in it, and is taken away before its answer',
      ja: 'カードはフレームを受けて実行するが、応答の前に離される',
    },
    point: 'card-out',
    frames: 'any',
    reaches: true,
    hears: 'silence',
    act: 'lift',
    ms: 'optional',
    sees: { pn532: '01', port100: '80', pcsc: 'card removed' },
  },
  moved: {
    text: {
      en: 'the card is moved out of the field and back: it begins anew with another PUPI',
      ja: 'カードが一瞬離れて戻り、別のPUPIで初期状態から始まる',
    },
    point: 'card-in',
    frames: 'block',
    reaches: false,
    hears: 'silence',
    act: 'flicker',
    sees: {
      pn532: '01',
      port100: '80 until REQB',
      pcsc: 'communication error, then a card without selection',
    },
  },
  'card-deaf': {
    text: {
      en: 'the card hears nothing for a while, then goes on as if nothing were',
      ja: 'カードがしばらく応答せず、その後は何事もなかったように続ける',
    },
    point: 'card-in',
    frames: 'block',
    reaches: false,
    hears: 'silence',
    act: 'deafen',
    ms: 'required',
    sees: { pn532: 'hidden by a retry, else 01', port100: '80', pcsc: 'hidden by a retry' },
  },
  'answer-damaged': {
    text: {
      en: 'bits of the answer are wrong, and so is its CRC',
      ja: '応答のビットが誤り、CRCが一致しない',
    },
    point: 'air',
    frames: 'any',
    reaches: true,
    hears: 'corrupt',
    sees: { pn532: '02, or hidden by a retry', port100: '04', pcsc: 'hidden by a retry' },
  },
  'wtx-storm': {
    text: {
      en: 'the card asks for more time again and again: so many times, or for ever',
      ja: 'カードが待ち時間の延長を繰り返し求める(指定回数または無限)',
    },
    point: 'card-out',
    frames: 'block',
    reaches: true,
    hears: 'answer',
    script: ({ times = Number.POSITIVE_INFINITY, ms }, held) => {
      const extension = extensionLike(held, 1);
      let left = times - 1;
      return {
        first: extension,
        ...(ms === undefined ? {} : { lateMs: ms }),
        next: (request) => {
          if (isNak(request)) return extension;
          if (!isExtension(request)) return undefined;
          return left-- > 0 ? extension : held;
        },
      };
    },
    times: 'optional',
    ms: 'optional',
    sees: { pn532: 'nothing but time', port100: 'F2 01 to the host', pcsc: 'a slow card, or a timeout' },
  },
  'wtx-illegal': {
    text: {
      en: 'the card asks for more time with a multiplier that there is not',
      ja: 'カードが規格外の乗数で待ち時間の延長を求める',
    },
    point: 'card-out',
    frames: 'block',
    reaches: true,
    hears: 'answer',
    rewrite: (answer, { value = 0 }) => extensionLike(answer, value),
    value: 'optional',
    sees: { pn532: 'hidden by a retry', port100: 'F2 00 to the host', pcsc: 'hidden by a retry' },
  },
  'number-wrong': {
    text: { en: 'the answer has the other block number', ja: '応答のブロック番号が逆になる' },
    point: 'card-out',
    frames: 'block',
    reaches: true,
    hears: 'answer',
    rewrite: (answer) => Uint8Array.of(answer[0]! ^ 0x01, ...answer.subarray(1)),
    sees: { pn532: 'hidden by a retry', port100: 'as it is', pcsc: 'hidden by a retry' },
  },
  'cid-wrong': {
    text: { en: 'the answer has the CID of another card', ja: '応答が別のカードのCIDを持つ' },
    point: 'card-out',
    frames: 'block',
    reaches: true,
    hears: 'answer',
    rewrite: (answer) =>
      Uint8Array.of(answer[0]! | cidFollows, strangeCid, ...answer.subarray(hasCid(answer) ? 2 : 1)),
    sees: { pn532: 'hidden by a retry', port100: 'as it is', pcsc: 'hidden by a retry' },
  },
  'chained-forever': {
    text: { en: 'the answer has no end: each block tells of another', ja: '応答の連鎖が終わらない' },
    point: 'card-out',
    frames: 'block',
    reaches: true,
    hears: 'answer',
    script: (_, held) => ({
      first: Uint8Array.of(held[0]! | chaining, ...held.subarray(1)),
      next: (request) =>
        isReady(request)
          ? Uint8Array.of((held[0]! & 0xfe) | chaining | (request[0]! & 0x01), ...held.subarray(1))
          : undefined,
    }),
    sees: { pn532: '07', port100: 'as it is', pcsc: 'communication error' },
  },
  'field-drops': {
    text: {
      en: 'the field breaks down, as behind a hub without power: the card loses everything',
      ja: '電力不足のハブなどで磁界が落ち、カードの状態が失われる',
    },
    point: 'card-in',
    frames: 'block',
    reaches: false,
    hears: 'silence',
    act: 'drop-field',
    sees: { pn532: '01, then 0A', port100: '80', pcsc: 'communication error' },
  },
  overheated: {
    text: { en: 'the reader is too hot to send', ja: 'リーダーが過熱して送信できない' },
    point: 'air',
    frames: 'any',
    reaches: false,
    hears: 'overheated',
    sees: { pn532: '0D, or hidden by a retry', port100: '40', pcsc: 'hidden by a retry' },
  },
} as const satisfies Record<string, FrameFaultKind>;

export type FrameFaultKindName = keyof typeof frameFaultKinds;
export const frameFaultKindNames = Object.keys(frameFaultKinds) as FrameFaultKindName[];
export const frameFaultKind = (name: FrameFaultKindName): FrameFaultKind => frameFaultKinds[name];

/** Whether it strikes only frames that look for cards or activate one: those carry no command. */
export const strikesSearch = (name: string): boolean =>
  frameFaultKindNames.some(
    (known) => known === name && ['search', 'activation'].includes(frameFaultKind(known).frames),
  );
