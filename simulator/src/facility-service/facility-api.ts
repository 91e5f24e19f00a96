import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { problemOf } from '../control/problem.ts';
import type { EventOutcome } from '../simulator.ts';
import type { FacilityDesk } from './facility-desk.ts';
import {
  type FacilityProblem,
  plainProblem,
  problemAnswer,
  RequestRefused,
  type Words,
} from './facility-problem.ts';
import type { FacilityRoute } from './facility-route.ts';
import { facilityRoutes } from './facility-routes.ts';
import { type FacilitySession, type FacilitySessions, SessionRefused } from './facility-sessions.ts';
import { openApiDocument } from './open-api.ts';
import { CheckRefused } from './qualification-read.ts';
import { requestValues, type Values } from './request-values.ts';
import { allowPage, isLocalOrigin, preflightAnswer } from './web-view.ts';

export interface FacilityApiOptions {
  readonly desk: FacilityDesk;
  readonly sessions: FacilitySessions;
  /** Whether a request may be addressed to this host name with port. */
  readonly isHost: (host: string) => boolean;
  /** What an error means, in Japanese. */
  readonly japanese: (error: Error) => string;
  /** What happened that was not the client's fault. */
  readonly onError: (error: unknown) => void;
}

const maxBodyLength = 65_536;
const words: Readonly<Record<string, Words>> = {
  internal: {
    en: 'the service could not do it; its log says why',
    ja: 'サービスで処理できませんでした(原因はシミュレーターのログにあります)',
  },
  route: { en: 'no such route', ja: 'そのような経路はありません' },
  host: { en: 'this host name is not the service', ja: 'このホスト名ではサービスにアクセスできません' },
  origin: { en: 'requests from other origins are refused', ja: '他のオリジンからの要求は受け付けません' },
  length: {
    en: `a body has at most ${maxBodyLength} bytes`,
    ja: `本文は${maxBodyLength}バイトまでです`,
  },
};

/** A mode is a switch of the check by sight. @see L-106 */
const eventValue = (name: string, value: string): string =>
  name === 'mode' ? (value === 'sight' ? 'on' : 'off') : value;

/** The account that an event made: others may be made at the same time. */
const madeBy = (outcome: EventOutcome): string =>
  (outcome.taken ? outcome.changed : [])
    .map((key) => /^facility\/(\d+)\/facts$/.exec(key)?.[1])
    .find((id) => id !== undefined) ?? '';

/** The data of a route's event: where it is, what the body says, and which device the session is of. */
function eventData(
  context: Context,
  route: FacilityRoute,
  values: Values,
  session?: FacilitySession,
): Values {
  const { account, number } = context.req.param() as Partial<Record<string, string>>;
  const { device } = session ?? {};
  const named = route.operationId === 'registerDevice' || route.operationId === 'launch';
  return {
    ...(account === undefined ? {} : { account }),
    ...(number === undefined ? {} : { number }),
    ...(named && device !== undefined ? { device } : {}),
    ...Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        route.body?.[name]?.becomes ?? name,
        eventValue(name, value),
      ]),
    ),
  };
}

/**
 * The service behind the facility app: requests in, responses out, no socket. What happens is decided by the desk;
 * a refusal is an RFC 9457 problem that names its rule. Requests with a foreign Host or Origin are refused.
 */
export function facilityApi({ desk, sessions, isHost, japanese, onError }: FacilityApiOptions): Hono {
  const api = new Hono();

  function sessionOf(context: Context, { session }: FacilityRoute): FacilitySession | undefined {
    const account = context.req.param('account');
    if (account === undefined) return undefined;
    desk.account(account);
    const given = context.req.header('authorization');
    if (session === 'needed') return sessions.needed(account, given);
    return session === 'carriedOn' ? sessions.carried(account, given) : undefined;
  }

  async function serve(context: Context, route: FacilityRoute): Promise<Response> {
    const session = sessionOf(context, route);
    const account = context.req.param('account');
    const values = route.method === 'GET' ? {} : requestValues(await context.req.text(), route);
    if (route.answer === 'check') {
      const checked = await desk.check(account!, values);
      if ('refused' in checked) return refuse(context, checked.refused);
      return context.json(checked.check);
    }
    if (route.answer === 'nothing') {
      sessions.logOut(session!);
      return context.body(null, 204);
    }
    const data = eventData(context, route, values, session);
    const sent = route.event === undefined ? undefined : await desk.send(route.event, data);
    if (sent !== undefined && 'refused' in sent) return refuse(context, sent.refused);
    await desk.settled();
    if (route.answer === 'notices') {
      const listed = await desk.notices(account!);
      return 'refused' in listed ? refuse(context, listed.refused) : context.json(listed.notices);
    }
    const told = desk.accountJson(account ?? madeBy(sent!.outcome));
    if (route.answer === 'account') return context.json(told, route.status as 200);
    const { token } = session ?? sessions.open(told.id, data.device);
    return context.json({ ...told, token });
  }

  const refuse = (
    context: Context,
    { problem, headers }: { problem: FacilityProblem; headers?: Readonly<Record<string, string>> },
  ): Response => problemAnswer(context, problem, headers);

  function sessionProblem(error: SessionRefused): FacilityProblem {
    const { code, end } = error;
    const status = code === 'session/other-account' ? 403 : 401;
    const rule = end === 'loggedOut' || end === 'replaced' ? undefined : end;
    const problem = plainProblem(status, code, { en: error.message, ja: japanese(error) });
    return rule === undefined ? problem : { ...problem, rule };
  }

  /** RFC 6750, 3: why a token is not taken; nothing where there was none. */
  const challenge = ({ code }: SessionRefused): string =>
    code === 'session/missing' ? 'Bearer realm="facility"' : 'Bearer realm="facility", error="invalid_token"';

  function checkProblem(error: CheckRefused): FacilityProblem {
    const { rule, triesLeft, code } = error;
    const status = { 'facility/wrong-pin': 403, 'facility/pin-blocked': 423 }[code] ?? 409;
    const problem = plainProblem(status, code, { en: error.message, ja: japanese(error) });
    return { ...problem, rule, ...(triesLeft === undefined ? {} : { triesLeft }) };
  }

  api.onError((error, context) => {
    if (error instanceof SessionRefused) {
      const problem = sessionProblem(error);
      const headers = problem.status === 401 ? { 'www-authenticate': challenge(error) } : {};
      return refuse(context, { problem, headers });
    }
    if (error instanceof CheckRefused) return refuse(context, { problem: checkProblem(error) });
    const { status, code, detail } = problemOf(error);
    if (status === 500) {
      onError(error);
      return refuse(context, { problem: plainProblem(500, code, words.internal!) });
    }
    const told = error instanceof RequestRefused ? error.words : { en: detail, ja: japanese(error) };
    const problem = plainProblem(status, code, told);
    const isReader = code.startsWith('reader/') && status === 409;
    return refuse(context, { problem: isReader ? { ...problem, rule: 'L-92' } : problem });
  });
  const plain = (context: Context, status: number, code: string, told: Words): Response =>
    refuse(context, { problem: plainProblem(status, code, told) });
  api.notFound((context) => plain(context, 404, 'route', words.route!));
  api.use(async (context, next) => {
    if (!isHost(context.req.header('host') ?? '')) return plain(context, 403, 'access/host', words.host!);
    const origin = context.req.header('origin');
    if (origin === undefined) return next();
    const own = origin.startsWith('http://') && isHost(origin.slice('http://'.length));
    if (!own && !isLocalOrigin(origin)) return plain(context, 403, 'access/origin', words.origin!);
    if (context.req.method === 'OPTIONS') return preflightAnswer(origin);
    await next();
    allowPage(context, origin);
  });
  api.use(
    bodyLimit({
      maxSize: maxBodyLength,
      onError: (context) => plain(context, 413, 'request/form', words.length!),
    }),
  );
  api.get('/openapi.json', (context) => context.json(openApiDocument()));
  for (const route of facilityRoutes) api.on(route.method, route.path, (context) => serve(context, route));
  return api;
}
