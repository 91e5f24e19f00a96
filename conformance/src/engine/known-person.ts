/** Who the invented holder is, where that is known; content is compared with it. */
export interface KnownPerson {
  readonly individualNumber: string;
  readonly name: string;
  readonly address: string;
  /** YYYYMMDD; undefined when it moves with the calendar. */
  readonly birth?: string;
  readonly sex: string;
  readonly cardSerial: string;
  readonly municipality: string;
  /** What the holder types where the plastic card is asked for, also when the subject is a phone. */
  readonly typed: { readonly cardPassword: string; readonly textPin: string };
}
