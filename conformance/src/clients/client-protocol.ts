/** What a client is asked, one line of JSON. @see docs/client-adapter.md */
export interface ClientRequest {
  readonly version: 1;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Errors that an answer may name. */
export type ClientErrorCode =
  | 'bad-request'
  | 'unsupported'
  | 'no-card'
  | 'card-removed'
  | 'reader-gone'
  | 'card-error'
  | 'pin-form'
  | 'wrong-pin'
  | 'pin-blocked'
  | 'last-try'
  | 'not-on-card'
  | 'certificate-expired';

/** Ends an operation with an answer that says why. */
export class ClientProblem extends Error {
  readonly code: ClientErrorCode;
  readonly triesLeft: number | undefined;
  constructor(code: ClientErrorCode, triesLeft?: number) {
    super(code);
    this.name = 'ClientProblem';
    this.code = code;
    this.triesLeft = triesLeft;
  }
}

/** What a run of a client comes to. */
export interface ClientResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The request in a line. Throws ClientProblem `bad-request`. */
export function requestIn(line: string): ClientRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ClientProblem('bad-request');
  }
  if (typeof value !== 'object' || value === null) throw new ClientProblem('bad-request');
  const { version, operation, parameters = {} } = value as Partial<ClientRequest>;
  if (
    version !== 1 ||
    typeof operation !== 'string' ||
    typeof parameters !== 'object' ||
    parameters === null
  ) {
    throw new ClientProblem('bad-request');
  }
  return { version, operation, parameters };
}

export const succeeded = (fields: Readonly<Record<string, unknown>>, stderr = ''): ClientResult => ({
  exitCode: 0,
  stdout: `${JSON.stringify({ ok: true, ...fields })}\n`,
  stderr,
});

/** Exit code 2 for what was not even tried, 1 for everything else. */
export const failed = ({ code, triesLeft }: ClientProblem, stderr = ''): ClientResult => ({
  exitCode: code === 'bad-request' || code === 'unsupported' ? 2 : 1,
  stdout: `${JSON.stringify({ ok: false, error: code, ...(triesLeft === undefined ? {} : { triesLeft }) })}\n`,
  stderr,
});
