/** What somebody does at the reader when a remedy is tried. */
export type RemedyAct = 'none' | 'replug' | 'lay-again' | 'lay-well' | 'turn';

export interface Remedy {
  readonly text: { readonly en: string; readonly ja: string };
  readonly act: RemedyAct;
  /** Where it can be done at all; absent: everywhere. */
  readonly interface?: 'contact' | 'contactless';
}

/**
 * The remedies that the official questions and answers give for a reader or a card that fails.
 * @see phone-wallet reference, L-91 and L-92
 */
export const remedies = {
  'restart-app': {
    text: { en: 'the program is started anew', ja: 'アプリを再起動する' },
    act: 'none',
  },
  'restart-reader': {
    text: { en: 'the reader is turned off and on', ja: 'リーダーを再起動する' },
    act: 'replug',
  },
  'direct-port': {
    text: { en: 'the reader is plugged in directly, without a hub', ja: 'ハブを介さず直接接続する' },
    act: 'replug',
  },
  'other-port': {
    text: { en: 'the reader is plugged into another port', ja: '別のポートに接続する' },
    act: 'replug',
  },
  'case-off': {
    text: { en: 'the card is taken out of its case', ja: 'カードをケースから出す' },
    act: 'lay-well',
    interface: 'contactless',
  },
  'turn-card': {
    text: { en: 'the card is inserted the right way round', ja: 'カードを正しい向きで挿入する' },
    act: 'turn',
    interface: 'contact',
  },
  'hold-still': {
    text: { en: 'the card is laid down again and left alone', ja: 'カードを置き直し、動かさない' },
    act: 'lay-again',
    interface: 'contactless',
  },
} as const satisfies Record<string, Remedy>;

export type RemedyName = keyof typeof remedies;
export const remedyNames = Object.keys(remedies) as RemedyName[];

export const remedy = (name: RemedyName): Remedy => remedies[name];
