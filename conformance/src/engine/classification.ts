export const bases = ['standard', 'probe', 'guide', 'inferred'] as const;
/** What a requirement rests on; a real card that differs from an `inferred` one is OBSERVED, not failed. */
export type Basis = (typeof bases)[number];

export const costs = ['none', 'spends-tries', 'blocks', 'destroys', 'writes-reader'] as const;
/** What the subject may lose by a case. Any cost but `none` needs leave on a real subject. */
export type Cost = (typeof costs)[number];

export const levels = [
  'card',
  'pcsc',
  'ccid',
  'pn532',
  'port-100',
  'field',
  'antenna',
  'gatt',
  'status',
  'client',
] as const;
/** Where a case meets its subject. */
export type Level = (typeof levels)[number];
