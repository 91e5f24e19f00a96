/** Data of an event, as the bench hand sends it. */
export type EventData = Readonly<Record<string, string>>;
