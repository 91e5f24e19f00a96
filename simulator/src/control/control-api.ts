import { cardProfiles, personProfiles, phoneProfiles, readerProfiles } from '@kazashi/profiles';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Icc } from '../card/icc.ts';
import { jstIso } from '../clock/calendar.ts';
import { durationMs, isoInstant } from '../clock/simulated-calendar.ts';
import { toHex } from '../codec/hex.ts';
import { worldEvents } from '../desk/world-events.ts';
import { SimulatorError } from '../errors.ts';
import { isStatusFault } from '../faults/status-faults.ts';
import { strangerCard } from '../media/strangers.ts';
import type { EmulatedReader } from '../readers/emulated-reader.ts';
import { ReaderError } from '../readers/reader.ts';
import { readerState } from '../readers/reader-state.ts';
import { rules } from '../rules/rule-set.ts';
import type { Simulator } from '../simulator.ts';
import { profileOf } from '../start-card.ts';
import { Describer } from '../trace/describe.ts';
import { problemOf, problemResponse } from './problem.ts';
import {
  badRequest,
  body,
  bytes,
  type Fields,
  flag,
  orientation,
  placement,
  text,
  wholeBody,
} from './request-body.ts';
import { ControlSessions } from './sessions.ts';
import { traceJson } from './trace-json.ts';

export interface ControlApiOptions {
  readonly simulator: Simulator;
  /** Every request carries it as bearer token. */
  readonly token: string;
  /** Host names with port that a request may be addressed to. */
  readonly hosts: () => readonly string[];
  /** What happened that was not the client's fault. */
  readonly onError: (error: unknown) => void;
}

/** Same length or not, every character is compared: how long it takes says nothing of the token. */
function sameToken(given: string, token: string): boolean {
  let difference = given.length ^ token.length;
  for (let i = 0; i < given.length; i++)
    difference |= given.charCodeAt(i) ^ token.charCodeAt(i % token.length);
  return difference === 0;
}

/**
 * The control API: requests in, responses out, no socket. Errors are RFC 9457 problems.
 * Requests with a foreign Host or Origin are refused, so that no web page can reach it through a browser.
 */
export function controlApi({ simulator, token, hosts, onError }: ControlApiOptions): Hono {
  const api = new Hono();
  const sessions = new ControlSessions(simulator);
  const { readers } = simulator;

  api.onError((error) => {
    const problem = problemOf(error);
    if (problem.status === 500) onError(error);
    return problemResponse(problem);
  });
  api.notFound(() =>
    problemResponse({
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      detail: 'no such route',
      code: 'route',
    }),
  );
  api.use(async (context, next) => {
    const refuse = (status: number, code: string, detail: string): Response =>
      problemResponse({ type: 'about:blank', title: code, status, detail, code });
    const allowed = hosts();
    if (!allowed.includes(context.req.header('host') ?? '')) {
      return refuse(403, 'access/host', 'this host name is not the simulator');
    }
    const origin = context.req.header('origin');
    if (origin !== undefined && !allowed.some((host) => origin === `http://${host}`)) {
      return refuse(403, 'access/origin', 'requests from other origins are refused');
    }
    const given = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
    if (!sameToken(given, token)) return refuse(401, 'access/token', 'the bearer token is missing or wrong');
    return next();
  });

  api.get('/v1/state', async (context) => {
    await simulator.settled();
    return context.json(simulator.state());
  });

  api.get('/v1/events', (context) =>
    context.json(worldEvents.map(({ type, text: words, fields }) => ({ id: type, text: words, fields }))),
  );
  api.post('/v1/events', async (context) => {
    const fields = await body(context, 'type', 'card', 'data');
    const type = text(fields, 'type');
    if (type === undefined) throw badRequest('"type" is missing');
    const data = fields.data ?? {};
    if (typeof data !== 'object' || data === null || Array.isArray(data))
      throw badRequest('"data" is an object');
    const outcome = await simulator.send({ type, card: text(fields, 'card'), data: data as Fields });
    if (outcome.taken) return context.json(outcome);
    const { rule, message } = outcome;
    const detail = `${message.en} (${rule})`;
    return problemResponse({
      type: 'about:blank',
      title: 'Event refused',
      status: 409,
      detail,
      code: 'event/refused',
      rule,
      message,
    });
  });

  const clock = () => ({ mode: simulator.calendar.mode, now: jstIso(simulator.calendar.now()) });
  api.get('/v1/clock', (context) => context.json(clock()));
  api.post('/v1/clock', async (context) => {
    const fields = await body(context, 'set', 'advance', 'next');
    if (Object.keys(fields).length > 1) throw badRequest('one of "set", "advance" or "next": true');
    const set = text(fields, 'set');
    const advance = text(fields, 'advance');
    if (set !== undefined) await simulator.setClock(isoInstant(set));
    else if (advance !== undefined) await simulator.setClock(simulator.calendar.now() + durationMs(advance));
    else if (fields.next === true) await simulator.nextDeadline();
    else throw badRequest('one of "set", "advance" or "next": true');
    return context.json(clock());
  });

  api.post('/v1/card/insert', async (context) => {
    const fields = await body(context, 'card', 'reader', 'orientation', 'coupling', 'stack');
    const reader = readers.chosen(text(fields, 'reader'));
    const how = orientation(fields);
    const card = cardToInsert(fields);
    if (flag(fields, 'stack')) readers.stack(reader, card, placement(fields));
    else readers.insert(reader, card, how, placement(fields));
    await simulator.settled();
    return context.body(null, 204);
  });
  api.post('/v1/card/remove', async (context) => {
    const fields = await body(context, 'card', 'reader');
    const reader = readers.chosen(text(fields, 'reader'));
    const id = text(fields, 'card');
    if (id === undefined) readers.takeOut(reader);
    else readers.takeOut(reader, lyingIn(reader, cardOf(id)));
    await simulator.settled();
    return context.body(null, 204);
  });
  api.post('/v1/card/swap', async (context) => {
    const fields = await body(context, 'card', 'reader', 'orientation', 'coupling');
    const reader = readers.chosen(text(fields, 'reader'));
    const id = text(fields, 'card');
    const others = [...simulator.iccs.values()].filter((card) => card !== reader.card);
    const card = id === undefined ? others[0] : cardOf(id);
    if (card === undefined) throw new SimulatorError('card/unknown', 'there is no other card to swap in');
    // Takes out what lies there once the other is known to fit.
    readers.insert(reader, card, orientation(fields), placement(fields));
    await simulator.settled();
    return context.body(null, 204);
  });
  function lyingIn({ name, cards }: EmulatedReader, card: Icc): Icc {
    if (cards.includes(card)) return card;
    const there = cards.map(({ id }) => id).join(', ') || 'nothing';
    throw new ReaderError('reader/no-card', `${card.id} does not lie in ${name}; there lies: ${there}`);
  }
  const cardOf = (id: string): Icc => strangerCard(id) ?? simulator.icc(id);
  function cardToInsert(fields: Fields): Icc {
    const id = text(fields, 'card');
    if (id !== undefined) return cardOf(id);
    const lying = new Set(readers.readers.flatMap(({ cards }) => cards));
    return [...simulator.cards.values()].find((card) => !lying.has(card)) ?? simulator.card();
  }
  api.post('/v1/card', async (context) => {
    const fields = await body(context, 'profile', 'person');
    const card = await simulator.issueCard({
      card: profileOf(cardProfiles, text(fields, 'profile') ?? 'mynumber/contactless-05e0', 'card'),
      person: profileOf(personProfiles, text(fields, 'person') ?? 'test/adult', 'person'),
    });
    return context.json({ id: card.id }, 201);
  });

  api.post('/v1/phones', async (context) => {
    const fields = await body(context, 'profile', 'person');
    const profile = profileOf(phoneProfiles, text(fields, 'profile') ?? 'android/supported', 'phone');
    const phone = await simulator.addPhone(profile, text(fields, 'person'));
    return context.json({ id: phone.id, card: phone.key }, 201);
  });

  /** Those that are unplugged for a while come last. */
  const readerJson = () => [
    ...readers.readers.map((reader) => ({ ...readerState(reader), plugged: true })),
    ...readers.away.map((reader) => ({ ...readerState(reader), plugged: false })),
  ];
  api.get('/v1/readers', (context) => context.json(readerJson()));
  api.post('/v1/readers', async (context) => {
    const fields = await body(context, 'profile', 'card');
    const profile = profileOf(readerProfiles, text(fields, 'profile') ?? 'kazashi/generic', 'reader');
    const card = text(fields, 'card');
    const reader = simulator.addReader(profile, card === undefined ? undefined : simulator.icc(card));
    await simulator.settled();
    return context.json({ id: reader.id, name: reader.name }, 201);
  });
  api.delete('/v1/readers/:reader', (context) => {
    readers.remove(readers.get(context.req.param('reader')));
    return context.body(null, 204);
  });

  api.post('/v1/readers/:reader/unplug', (context) => {
    readers.unplug(readers.get(context.req.param('reader')));
    return context.body(null, 204);
  });
  api.post('/v1/readers/:reader/plug', (context) => {
    const named = context.req.param('reader');
    const away = readers.away.find(({ id, name }) => id === named || name === named);
    // One that is plugged in stays so; one that there is not is told with those that there are.
    if (away === undefined) readers.get(named);
    else readers.plug(away);
    return context.body(null, 204);
  });
  api.post('/v1/readers/:reader/restart', (context) => {
    const reader = readers.get(context.req.param('reader'));
    return context.json(readers.faults.remedy('restart-reader', reader.name));
  });

  const statusFaults = simulator.status.faults;
  api.get('/v1/faults', (context) => context.json([...readers.faults.list(), ...statusFaults.list()]));
  api.post('/v1/faults', async (context) => {
    const { reader: named, card: wanted, ...asked } = await wholeBody(context);
    if (isStatusFault(asked.kind)) {
      const strange = Object.entries({ reader: named, card: wanted }).find(
        ([, value]) => value !== undefined,
      );
      if (strange !== undefined) throw badRequest(`"${strange[0]}" goes with faults of a reader`);
      return context.json(simulator.status.addFault(asked), 201);
    }
    const reader = readers.chosen(text({ reader: named }, 'reader'));
    const id = text({ card: wanted }, 'card');
    if (id !== undefined && asked.kind !== 'swap') throw badRequest('"card" goes with "kind": "swap"');
    const lying = new Set([...readers.readers, ...readers.away].flatMap(({ cards }) => cards));
    const other = id === undefined ? undefined : cardOf(id);
    const free = [...simulator.cards.values()].find((card) => !lying.has(card));
    return context.json(readers.faults.add(reader, asked, other ?? free), 201);
  });
  api.delete('/v1/faults', (context) => {
    readers.faults.clear();
    statusFaults.clear();
    return context.body(null, 204);
  });
  api.delete('/v1/faults/:id', (context) => {
    const id = context.req.param('id');
    if (statusFaults.has(id)) statusFaults.clear(id);
    else readers.faults.clear(id);
    return context.body(null, 204);
  });
  api.post('/v1/faults/remedy', async (context) => {
    const fields = await body(context, 'remedy', 'reader');
    return context.json(readers.faults.remedy(fields.remedy, text(fields, 'reader')));
  });

  api.get('/v1/status/requests', (context) => {
    const last = context.req.query('last');
    if (last !== undefined && !/^\d{1,5}$/.test(last)) throw badRequest('"last" is a number');
    const asked = simulator.status.requests(last === undefined ? undefined : Number(last));
    return context.json(asked.map((request) => ({ ...request, at: jstIso(request.at) })));
  });

  api.get('/v1/snapshot', async (context) => {
    await simulator.settled();
    return context.json(simulator.save());
  });
  api.put('/v1/snapshot', async (context) => {
    const notLaid = await simulator.load(await wholeBody(context));
    return notLaid.length === 0 ? context.body(null, 204) : context.json({ notLaid });
  });

  api.get('/v1/rules', (context) =>
    context.json(rules.map((rule) => ({ ...rule, broken: simulator.rules.broken.has(rule.id) }))),
  );

  api.post('/v1/sessions', async (context) => {
    const { id, atr } = sessions.open(text(await body(context, 'reader'), 'reader'));
    return context.json({ id, atr: toHex(atr) }, 201);
  });
  api.post('/v1/sessions/:id/apdu', async (context) => {
    const command = bytes(await body(context, 'command'), 'command');
    const response = await sessions.transmit(context.req.param('id'), command);
    return context.json({ response: toHex(response) });
  });
  api.delete('/v1/sessions/:id', (context) => {
    sessions.close(context.req.param('id'));
    return context.body(null, 204);
  });

  api.post('/v1/proof', async (context) => {
    const fields = await body(context, 'nonce', 'reader');
    const nonce = bytes(fields, 'nonce');
    if (nonce.length !== 16) throw badRequest('"nonce" has 16 bytes');
    simulator.prove(nonce, text(fields, 'reader') ?? readers.chosen(undefined).name);
    return context.body(null, 204);
  });

  api.get('/v1/trace', (context) => {
    const describer = new Describer();
    const reader = context.req.query('reader');
    const last = context.req.query('last');
    if (last !== undefined) {
      if (!/^\d{1,5}$/.test(last)) throw badRequest('"last" is a number');
      if (Number(last) === 0) return context.json([]);
      const asked = simulator.trace.last(Number(last), reader);
      const [first] = asked;
      const contacts = new Set(asked.map(({ contact }) => contact));
      // What is selected may stand further back: the describer hears these contacts from their beginning.
      for (const entry of simulator.trace.last(Number.MAX_SAFE_INTEGER, reader)) {
        if (first === undefined || entry.sequence >= first.sequence) break;
        if (contacts.has(entry.contact)) describer.describe(entry);
      }
      return context.json(asked.map((entry) => traceJson(entry, describer)));
    }
    return streamSSE(context, async (stream) => {
      let wake = (): void => {};
      const waiting = simulator.trace.last(Number.MAX_SAFE_INTEGER, reader);
      const unsubscribe = simulator.trace.subscribe((entry) => {
        if (reader !== undefined && entry.reader !== reader) return;
        waiting.push(entry);
        wake();
      });
      let open = true;
      stream.onAbort(() => {
        open = false;
        unsubscribe();
        wake();
      });
      while (open) {
        const entry = waiting.shift();
        if (entry !== undefined) {
          await stream.writeSSE({
            id: String(entry.sequence),
            data: JSON.stringify(traceJson(entry, describer)),
          });
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    });
  });
  return api;
}
