import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { jstIso } from '../clock/calendar.ts';
import { type Problem, problemOf } from '../control/problem.ts';
import { SimulatorError } from '../errors.ts';
import type { RandomSource } from '../random.ts';
import { ruleById } from '../rules/rule-set.ts';
import type { EventOutcome, EventRefusal, Simulator } from '../simulator.ts';
import type { FacilityAccount } from '../world/facility.ts';
import type { FacilityRoute } from './facility-route.ts';
import { facilityRoutes } from './facility-routes.ts';
import { openApiDocument } from './open-api.ts';
import { CheckRefused, type QualificationRead, readQualification, stepsOf } from './qualification-read.ts';

export interface FacilityApiOptions {
  readonly simulator: Simulator;
  /** Challenges that a card signs. */
  readonly random: RandomSource;
  /** Whether a request may be addressed to this host name with port. */
  readonly isHost: (host: string) => boolean;
  /** What happened that was not the client's fault. */
  readonly onError: (error: unknown) => void;
}

type Values = Readonly<Record<string, string>>;
/** Members of an RFC 9457 answer beside the usual ones. */
interface FacilityProblem extends Problem {
  readonly triesLeft?: number;
  readonly due?: string;
}

const maxBodyLength = 65_536;
const badRequest = (message: string): SimulatorError => new SimulatorError('request/form', message);

/** The body's members as the route declares them; no others, and every one a string. */
async function valuesOf(context: Context, { body = {} }: FacilityRoute): Promise<Values> {
  const text = await context.req.text();
  let given: unknown;
  try {
    given = text === '' ? {} : JSON.parse(text);
  } catch {
    throw badRequest('the body is not JSON');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw badRequest('the body is no object');
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(body, name) ? body[name] : undefined;
    if (field === undefined)
      throw badRequest(`there is no "${name}" here; there are: ${Object.keys(body).join(', ') || 'none'}`);
    if (typeof value !== 'string') throw badRequest(`"${name}" is a string`);
    if (field.values !== undefined && !field.values.includes(value))
      throw badRequest(`"${name}" is one of: ${field.values.join(', ')}`);
    values[name] = value;
  }
  const missing = Object.keys(body).find((name) => body[name]!.required && values[name] === undefined);
  if (missing !== undefined) throw badRequest(`"${missing}" is missing`);
  return values;
}

/** A mode is a switch of the check by sight. @see L-106 */
const eventValue = (name: string, value: string): string =>
  name === 'mode' ? (value === 'sight' ? 'on' : 'off') : value;

/** The account that an event made: others may be made at the same time. */
const madeBy = (outcome: EventOutcome): string =>
  (outcome.taken ? outcome.changed : [])
    .map((key) => /^facility\/(\d+)\/facts$/.exec(key)?.[1])
    .find((id) => id !== undefined) ?? '';

const answer = (problem: FacilityProblem, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
  });

/**
 * The service behind the facility app: requests in, responses out, no socket. What happens is decided by the desk;
 * a refusal is an RFC 9457 problem that names its rule. Requests with a foreign Host or Origin are refused.
 */
export function facilityApi({ simulator, random, isHost, onError }: FacilityApiOptions): Hono {
  const api = new Hono();
  const { world, calendar } = simulator;

  const accountJson = (id: string) => {
    const account = world.account(id);
    const { registered, uninstalled, sight, dueAt } = account.account.snapshot.context;
    return {
      id,
      platform: account.platform,
      state: String(account.account.snapshot.value),
      registered,
      installed: !uninstalled,
      mode: sight ? 'sight' : 'pin',
      due: dueAt === null ? null : jstIso(dueAt),
      takesPhones: account.takesPhones,
      fault: account.fault,
      unread: account.notices.filter(({ read }) => !read).length,
      triesLeft: { password: account.password.triesLeft, passcode: account.passcode.triesLeft },
    };
  };

  const dueOf = (account: FacilityAccount | undefined): number | null =>
    account?.account.snapshot.context.dueAt ?? null;

  /** The answer to an event that was not taken, or did not do what its actor hoped for. */
  function refused(
    { rule, message }: Pick<EventRefusal, 'rule' | 'message'>,
    result: 'refused' | 'mismatch' | 'blocked',
    account: FacilityAccount | undefined,
    triesLeft?: number,
  ): Response {
    const locked = result === 'blocked' || rule === 'L-102';
    const dueAt = locked || rule === 'L-107' ? dueOf(account) : null;
    const wait = dueAt === null ? undefined : Math.max(0, Math.ceil((dueAt - calendar.now()) / 1000));
    return answer(
      {
        type: 'about:blank',
        title: { refused: 'Refused', mismatch: 'Wrong', blocked: 'Locked' }[result],
        status: locked ? 423 : result === 'mismatch' ? 403 : 409,
        detail: `${message.en} (${rule})`,
        code: `event/${result}`,
        rule,
        message,
        ...(triesLeft === undefined ? {} : { triesLeft }),
        ...(dueAt === null ? {} : { due: jstIso(dueAt) }),
      },
      wait === undefined ? {} : { 'retry-after': String(wait) },
    );
  }

  /** Tries left of what the event asks for, if it asks for anything. */
  function triesOf(event: string, account: FacilityAccount | undefined, phone?: string): number | undefined {
    if (event === 'facilityApp.logIn') return account?.password.triesLeft;
    if (event === 'facilityApp.launch') return account?.passcode.triesLeft;
    return phone === undefined ? undefined : world.phone(phone).secrets.authentication.triesLeft;
  }

  async function send(type: string, data: Values): Promise<{ outcome: EventOutcome; problem?: Response }> {
    const outcome = await simulator.send({ type, data });
    const account = data.account === undefined ? undefined : world.account(data.account);
    if (!outcome.taken) return { outcome, problem: refused(outcome, 'refused', account) };
    const { result, rule, message } = outcome;
    if ((result !== 'mismatch' && result !== 'blocked') || rule === undefined || message === undefined)
      return { outcome };
    const problem = refused({ rule, message }, result, account, triesOf(type, account, data.phone));
    return { outcome, problem };
  }

  /**
   * A check at the card on a reader: the desk says whether it may be, the card itself whether PIN and certificate
   * are right, and the desk learns of it.
   */
  async function checkCard(account: string, { reader: named, pin, code }: Values) {
    if (pin !== undefined && !/^[0-9]{4}$/.test(pin)) throw badRequest('"pin" is four digits');
    if (code !== undefined && !/^[0-9]{14}$/.test(code)) throw badRequest('"code" is 14 digits');
    const { sight } = world.account(account).account.snapshot.context;
    const steps = stepsOf(sight ? 'sight' : 'pin', world.switches);
    const reader = simulator.readers.chosen(named);
    const id = reader.card?.id;
    const plastic = id !== undefined && world.plastics.has(id) ? id : undefined;
    const data: Values = {
      account,
      ...(plastic === undefined ? {} : { card: plastic }),
      ...(pin === undefined ? {} : { pin }),
    };
    const refusal = await simulator.refusal({ type: 'facilityApp.checkCard', data });
    if (refusal !== undefined) return { problem: refused(refusal, 'refused', world.account(account)) };
    let read: QualificationRead = {};
    if (Object.values(steps).includes(true)) {
      const contact = reader.activate(`facility:${account}`);
      try {
        read = await readQualification(contact, steps, { pin, code }, random);
      } finally {
        contact.close();
      }
    }
    const { problem } = await send('facilityApp.checkCard', data);
    return problem === undefined ? { read } : { problem };
  }

  async function check(context: Context, route: FacilityRoute): Promise<Response> {
    const account = context.req.param('account')!;
    world.account(account);
    const values = await valuesOf(context, route);
    const { phone, pin } = values;
    const { sight } = world.account(account).account.snapshot.context;
    const about = { mode: sight ? 'sight' : 'pin', at: jstIso(calendar.now()) };
    if (phone !== undefined) {
      const data = { account, phone, ...(pin === undefined ? {} : { pin }) };
      const { problem } = await send('facilityApp.checkCard', data);
      return problem ?? context.json({ ...about, with: 'phone' });
    }
    const { problem, read } = await checkCard(account, values);
    if (problem !== undefined) return problem;
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    const { certificate, proved, face } = read!;
    return context.json({
      ...about,
      with: 'card',
      ...(certificate === undefined ? {} : { certificate: base64(certificate) }),
      ...(proved === undefined ? {} : { proved }),
      ...(face === undefined
        ? {}
        : { face: { ...face, nameImage: base64(face.nameImage), photo: base64(face.photo) } }),
    });
  }

  async function noticesOf(context: Context): Promise<Response> {
    const account = context.req.param('account')!;
    const { notices } = world.account(account);
    // The list is behind the passcode as each notice is; that there is no such notice is another matter.
    const number = notices[0]?.number ?? '';
    const refusal = await simulator.refusal({ type: 'facilityApp.readNotice', data: { account, number } });
    if (refusal !== undefined && refusal.rule !== 'L-105')
      return refused(refusal, 'refused', world.account(account));
    return context.json(notices);
  }

  async function serve(context: Context, route: FacilityRoute): Promise<Response> {
    if (route.answer === 'check') return check(context, route);
    const account = context.req.param('account');
    if (account !== undefined) world.account(account);
    if (route.event === undefined) {
      await simulator.settled();
      return route.answer === 'notices' ? noticesOf(context) : context.json(accountJson(account!));
    }
    const values = await valuesOf(context, route);
    const number = context.req.param('number');
    const data = {
      ...(account === undefined ? {} : { account }),
      ...(number === undefined ? {} : { number }),
      ...Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          route.body?.[name]?.becomes ?? name,
          eventValue(name, value),
        ]),
      ),
    };
    const { outcome, problem } = await send(route.event, data);
    if (problem !== undefined) return problem;
    if (route.answer === 'notices') return context.json(world.account(account).notices);
    return context.json(accountJson(account ?? madeBy(outcome)), route.status);
  }

  api.onError((error) => {
    if (error instanceof CheckRefused) {
      const { rule, triesLeft } = error;
      const status = { 'facility/wrong-pin': 403, 'facility/pin-blocked': 423 }[error.code] ?? 409;
      const message = ruleById(rule)!.text;
      return answer({
        ...problemOf(error),
        status,
        detail: `${error.message} (${rule})`,
        rule,
        message,
        ...(triesLeft === undefined ? {} : { triesLeft }),
      });
    }
    const problem = problemOf(error);
    if (problem.status === 500) onError(error);
    const rule = problem.code.startsWith('reader/') && problem.status === 409 ? 'L-92' : undefined;
    return answer(rule === undefined ? problem : { ...problem, rule, message: ruleById(rule)!.text });
  });
  const plain = (status: number, code: string, detail: string): Response =>
    answer({ type: 'about:blank', title: code, status, detail, code });
  api.notFound(() => plain(404, 'route', 'no such route'));
  api.use(async (context, next) => {
    if (!isHost(context.req.header('host') ?? ''))
      return plain(403, 'access/host', 'this host name is not the service');
    const origin = context.req.header('origin');
    if (origin !== undefined && !(origin.startsWith('http://') && isHost(origin.slice('http://'.length))))
      return plain(403, 'access/origin', 'requests from other origins are refused');
    return next();
  });
  api.use(
    bodyLimit({
      maxSize: maxBodyLength,
      onError: () => plain(413, 'request/form', `a body has at most ${maxBodyLength} bytes`),
    }),
  );
  api.get('/openapi.json', (context) => context.json(openApiDocument()));
  for (const route of facilityRoutes) api.on(route.method, route.path, (context) => serve(context, route));
  return api;
}
