/** A member of a request's body; every value is a string. */
export interface BodyField {
  readonly text: string;
  readonly required?: boolean;
  readonly values?: readonly string[];
  /** Member of the event's data that it becomes; the same name when absent. */
  readonly becomes?: string;
}

export type RouteAnswer = 'account' | 'notices' | 'check';

/** One thing that the facility app asks of its service: route, event and OpenAPI operation in one declaration. */
export interface FacilityRoute {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:account` and `:number`. */
  readonly path: string;
  readonly summary: string;
  /** The event that it brings about, of which the desk decides; absent where something is only looked at. */
  readonly event?: string;
  readonly body?: Readonly<Record<string, BodyField>>;
  readonly status: 200 | 201 | 202;
  readonly answer: RouteAnswer;
  /** Statuses other than `status` that it may have, beside 400, 403 for a foreign host, 413 and 500. */
  readonly problems: readonly (403 | 404 | 409 | 423)[];
}
