/** What becomes of bytes between a reader and its host: the cable, the hub, the radio. */
export type LinkEffect = 'drop' | 'delay' | 'truncate' | 'glue' | 'garbage' | 'close';

/** What goes wrong at one write from a reader to its host. */
export interface LinkFaultKind {
  readonly text: { readonly en: string; readonly ja: string };
  readonly effect: LinkEffect;
  readonly ms?: 'required';
}

/** Every kind of fault between reader and host. */
export const linkFaultKinds = {
  'link-lost': {
    text: { en: 'bytes to the host are lost', ja: 'ホストへのバイト列が失われる' },
    effect: 'drop',
  },
  'link-late': {
    text: { en: 'bytes to the host come late', ja: 'ホストへのバイト列が遅れる' },
    effect: 'delay',
    ms: 'required',
  },
  'link-cut': {
    text: { en: 'only the first half of the bytes reaches the host', ja: 'バイト列の前半だけがホストに届く' },
    effect: 'truncate',
  },
  'link-glued': {
    text: { en: 'bytes reach the host together with the next', ja: '次のバイト列とまとめてホストに届く' },
    effect: 'glue',
  },
  'link-garbage': {
    text: { en: 'other bytes reach the host before these', ja: '余分なバイトが先にホストへ届く' },
    effect: 'garbage',
  },
  'link-closed': {
    text: { en: 'the connection to the host is closed', ja: 'ホストとの接続が閉じられる' },
    effect: 'close',
  },
} as const satisfies Record<string, LinkFaultKind>;

export type LinkFaultKindName = keyof typeof linkFaultKinds;
export const linkFaultKindNames = Object.keys(linkFaultKinds) as LinkFaultKindName[];
export const linkFaultKind = (name: LinkFaultKindName): LinkFaultKind => linkFaultKinds[name];
