/** What there is to know of a fault for who acts it out. */
export interface ActedFault {
  readonly id: string;
  readonly ms?: number;
}

/** What a fault may do to a reader and to what lies in it. */
export interface FaultHand {
  /** Takes the card out; with a time it lies there again afterwards. */
  lift(backMs: number | undefined): void;
  /** Takes the card out and lays the fault's other card in its place. */
  swap(fault: ActedFault): void;
  /** Takes the reader away; with a time it comes back. */
  unplug(fault: ActedFault): void;
  /** Every activation begins anew without the host being told. */
  reset(): void;
}

/** The activation that a fault strikes. */
export interface StruckContact {
  /** The card answers nothing more until it is powered anew. */
  mute(): void;
}

/** What the host is told instead of the answer; reader error codes. */
export type FaultReport =
  | 'reader/card-removed'
  | 'reader/card-mute'
  | 'reader/communication'
  | 'reader/unplugged';

/** What goes wrong at one command APDU. */
export interface FaultKind {
  readonly text: { readonly en: string; readonly ja: string };
  /** Whether the card executes the command; what it changes lasts then, whatever the host is told. */
  readonly executes: boolean;
  /** Absent: the host gets the card's answer. */
  readonly tells?: FaultReport;
  /** What happens besides, before or after the card has had the command. */
  readonly act?: (hand: FaultHand, fault: ActedFault, contact: StruckContact) => void;
  readonly acts?: 'before' | 'after';
  /** What `ms` means, and whether it has to be given. */
  readonly ms?: 'required' | 'optional';
  /** Needs another card. */
  readonly card?: true;
}

const lift: FaultKind['act'] = (hand, { ms }) => hand.lift(ms);

/** Every kind of fault that strikes commands. Those that act before a command that is not executed strike in its place. */
export const faultKinds = {
  'lift-before': {
    text: {
      en: 'the card is taken away before the command is executed',
      ja: 'コマンドの実行前にカードが離される',
    },
    executes: false,
    tells: 'reader/card-removed',
    act: lift,
    acts: 'after',
    ms: 'optional',
  },
  'lift-after': {
    text: {
      en: 'the command is executed, then the card is taken away before the answer',
      ja: 'コマンドは実行されるが、応答の前にカードが離される',
    },
    executes: true,
    tells: 'reader/card-removed',
    act: lift,
    acts: 'after',
    ms: 'optional',
  },
  'lost-answer': {
    text: {
      en: 'the command is executed and its answer is lost: the reader tells a communication error',
      ja: 'コマンドは実行されるが応答が失われ、リーダーは通信エラーを返す',
    },
    executes: true,
    tells: 'reader/communication',
  },
  delay: {
    text: { en: 'the answer comes late', ja: '応答が遅れる' },
    executes: true,
    ms: 'required',
  },
  mute: {
    text: {
      en: 'the card answers nothing from this command on, until it is powered anew',
      ja: 'このコマンドから、電源を入れ直すまでカードが応答しない',
    },
    executes: false,
    tells: 'reader/card-mute',
    act: (_hand, _fault, contact) => contact.mute(),
    acts: 'after',
  },
  reset: {
    text: {
      en: 'the card resets behind the host’s back, then executes the command',
      ja: 'ホストに知られずカードがリセットされ、その後コマンドが実行される',
    },
    executes: true,
    act: (hand) => hand.reset(),
    acts: 'before',
  },
  swap: {
    text: {
      en: 'the card is taken away before the command is executed, and another lies there',
      ja: 'コマンドの実行前にカードが離され、別のカードが置かれる',
    },
    executes: false,
    tells: 'reader/card-removed',
    act: (hand, fault) => hand.swap(fault),
    acts: 'after',
    card: true,
  },
  'reader-gone': {
    text: {
      en: 'the reader is gone before the command is executed',
      ja: 'コマンドの実行前にリーダーがなくなる',
    },
    executes: false,
    tells: 'reader/unplugged',
    act: (hand, fault) => hand.unplug(fault),
    acts: 'after',
    ms: 'optional',
  },
} as const satisfies Record<string, FaultKind>;

export type CommandFaultKindName = keyof typeof faultKinds;
export const commandFaultKindNames = Object.keys(faultKinds) as CommandFaultKindName[];

export const faultKind = (name: CommandFaultKindName): FaultKind => faultKinds[name];
