/** A member of a request's body; every value is a string. */
export interface BodyField {
  readonly text: string;
  readonly required?: boolean;
  readonly values?: readonly string[];
  /** What it has to look like, as a regular expression and in words. */
  readonly pattern?: { readonly is: string; readonly en: string; readonly ja: string };
  /** Member of the event's data that it becomes; the same name when absent. */
  readonly becomes?: string;
}

export type RouteAnswer = 'account' | 'session' | 'notices' | 'check' | 'nothing';

/**
 * Whether a request carries a session: it has to; it may, and goes on with it; it does not, since nobody is logged
 * in or what is done is not done in the app.
 */
export type RouteSession = 'needed' | 'carriedOn' | 'none';

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
  readonly session: RouteSession;
  readonly status: 200 | 201 | 202 | 204;
  readonly answer: RouteAnswer;
  /**
   * Statuses other than `status` that it may have, beside 403 for a foreign host, 500 and 507: 400 and 413 of all but GET,
   * 404 of all that are about an account, 401 of those that need a session.
   */
  readonly problems: readonly (403 | 409 | 423)[];
}
