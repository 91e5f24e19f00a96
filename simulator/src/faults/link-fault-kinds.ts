/** What becomes of bytes between a reader and its host: the cable, the hub, the radio. */
export type LinkEffect = 'drop' | 'delay' | 'truncate' | 'glue' | 'garbage' | 'close' | 'damage' | 'sleep';

/** What goes wrong at one write between a reader and its host. */
export interface LinkFaultKind {
  readonly text: { readonly en: string; readonly ja: string };
  readonly effect: LinkEffect;
  /** Absent: what the reader writes to the host. */
  readonly from?: 'host';
  /** What the trace says that became of the bytes. */
  readonly told: `link/${string}`;
  readonly ms?: 'required';
}

/** Every kind of fault between reader and host. */
export const linkFaultKinds = {
  'link-lost': {
    text: { en: 'bytes to the host are lost', ja: 'ホストへのバイト列が失われる' },
    effect: 'drop',
    told: 'link/nothing',
  },
  'link-late': {
    text: { en: 'bytes to the host come late', ja: 'ホストへのバイト列が遅れる' },
    effect: 'delay',
    told: 'link/late',
    ms: 'required',
  },
  'link-cut': {
    text: { en: 'only the first half of the bytes reaches the host', ja: 'バイト列の前半だけがホストに届く' },
    effect: 'truncate',
    told: 'link/half',
  },
  'link-glued': {
    text: { en: 'bytes reach the host together with the next', ja: '次のバイト列とまとめてホストに届く' },
    effect: 'glue',
    told: 'link/later',
  },
  'link-garbage': {
    text: { en: 'other bytes reach the host before these', ja: '余分なバイトが先にホストへ届く' },
    effect: 'garbage',
    told: 'link/garbage',
  },
  'link-closed': {
    text: { en: 'the connection to the host is closed', ja: 'ホストとの接続が閉じられる' },
    effect: 'close',
    told: 'link/closed',
  },
  'link-command-lost': {
    text: { en: 'bytes from the host are lost', ja: 'ホストからのバイト列が失われる' },
    effect: 'drop',
    from: 'host',
    told: 'link/nothing',
  },
  'link-command-damaged': {
    text: {
      en: 'a bit of what the host sends is wrong: the reader answers NACK, or does not take it for a command',
      ja: 'ホストから送られるビットが誤る(リーダーはNACKを返すか、コマンドとして扱わない)',
    },
    effect: 'damage',
    from: 'host',
    told: 'link/damaged',
  },
  'reader-asleep': {
    text: {
      en: 'the reader has been without power and sleeps: it hears nothing until it is woken and set up again',
      ja: 'リーダーの電源が一瞬切れてスリープし、起こして設定し直すまで応答しない',
    },
    effect: 'sleep',
    from: 'host',
    told: 'link/asleep',
  },
} as const satisfies Record<string, LinkFaultKind>;

export type LinkFaultKindName = keyof typeof linkFaultKinds;
export const linkFaultKindNames = Object.keys(linkFaultKinds) as LinkFaultKindName[];
export const linkFaultKind = (name: LinkFaultKindName): LinkFaultKind => linkFaultKinds[name];
