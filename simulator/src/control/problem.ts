import { SimulatorError } from '../errors.ts';

/** An error as RFC 9457 has it, with our code and, for a refused event, the rule. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly rule?: string;
  readonly message?: { readonly en: string; readonly ja: string };
}

const statusOfArea: Readonly<Record<string, number>> = {
  'reader/unknown': 404,
  'card/unknown': 404,
  'account/unknown': 404,
  'phone/unknown': 404,
  'session/unknown': 404,
  'fault/unknown': 404,
  'fault/no-card': 409,
  'fault/not-here': 409,
  'reader/contactless-only': 409,
  'reader/no-card': 409,
  'reader/card-in-use': 409,
  'reader/card-removed': 409,
  'reader/card-mute': 409,
  'reader/unplugged': 409,
  'reader/communication': 409,
  'clock/real': 409,
  'clock/backwards': 409,
  'clock/none-pending': 409,
};

/** The problem that an error amounts to; what is not ours is a 500 that tells nothing of the inside. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof SimulatorError)) {
    const detail = 'the simulator could not do it; its log says why';
    return { type: 'about:blank', title: 'Internal error', status: 500, detail, code: 'internal' };
  }
  const status = statusOfArea[error.code] ?? (error.code.startsWith('store/') ? 507 : 400);
  return { type: 'about:blank', title: error.code, status, detail: error.message, code: error.code };
}

export function problemResponse(problem: Problem): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json' },
  });
}
