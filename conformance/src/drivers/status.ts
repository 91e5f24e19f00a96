import { randomBytes } from 'node:crypto';
import { personProfiles } from '@kazashi/profiles';
import { secretsOfProfile } from '../engine/profile-facts.ts';
import type { StatusAnswer, StatusQuestion } from '../engine/status-under-test.ts';
import type { Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { digest } from '../x509/certificate.ts';
import { writeOcspRequest } from '../x509/ocsp-request.ts';
import { ClientControl } from './client-control.ts';
import { type ControlAddress, ControlApi, type ControlState } from './control-api.ts';
import { readStatusCertificates, statusSubject } from './status-subject.ts';
import { worldCapabilities } from './world-capabilities.ts';

export interface StatusOptions {
  /** `http://HOST:PORT` of a simulator's services, or the address of any one responder. */
  readonly url: string;
  readonly control?: ControlAddress;
}

const answerLimitMs = 10_000;

async function askOverHttp({ method, url, headers = {}, body }: StatusQuestion): Promise<StatusAnswer> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerLimitMs),
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  } catch (cause) {
    throw new ConformanceError('status/unreachable', `${method} ${url} was not answered`, { cause });
  }
}

interface StatusTrace {
  readonly about: readonly string[];
}

/**
 * `status:URL`: services over HTTP. With a control API whose simulator has seen a question of ours, about a serial
 * number drawn for it, that API is the bench hand; without one nothing is known of the services but their address.
 * Errors: ConformanceError `status/unreachable`, `status/no-certificate`, `control/…`.
 */
export async function openStatus({ url, control }: StatusOptions): Promise<Subject> {
  const address = `status:${url}`;
  const base = url.replace(/\/$/, '');
  const bare = {
    address,
    url: base,
    ask: askOverHttp,
    neighbour: async () => {
      throw new ConformanceError('status/no-bench', 'nobody makes cards here');
    },
    close: async () => {},
  };
  const serial = control === undefined ? undefined : await seenBy(control, base);
  if (control === undefined || serial === undefined) {
    return statusSubject({
      ...bare,
      proof: { method: 'none' },
      certificates: undefined,
      benchHand: undefined,
      capabilities: [],
    });
  }
  const bench = new ClientControl({ control: control.url, token: control.token });
  const state = await bench.ask<ControlState>('GET', '/v1/state');
  const [reader] = state.readers.filter(({ card }) => card !== null);
  const person = state.cards.find(({ id }) => id === reader?.card)?.person;
  const profile = personProfiles.get(person ?? '');
  if (reader === undefined || profile === undefined) {
    throw new ConformanceError(
      'status/no-certificate',
      'no card of an invented person lies on a reader of the simulator: start it with a reader (--reader kazashi/generic), or put one there (kazashi card insert)',
    );
  }
  const secrets = secretsOfProfile(profile, undefined, undefined);
  const { id } = await bench.ask<{ id: string }>('POST', '/v1/sessions', { reader: reader.name });
  try {
    const certificates = await readStatusCertificates(async (command) => {
      const { response } = await bench.ask<{ response: string }>('POST', `/v1/sessions/${id}/apdu`, {
        command,
      });
      return response;
    }, secrets['jpki/signature'] ?? '');
    return statusSubject({
      ...bare,
      proof: { method: 'nonce', nonce: serial, reader: base },
      certificates,
      secrets,
      benchHand: new ControlApi(control, reader.name),
      capabilities: worldCapabilities(state),
      neighbour: async () =>
        (await bench.ask<{ id: string }>('POST', '/v1/card', { person: 'test/neighbour' })).id,
    });
  } finally {
    await bench.ask('DELETE', `/v1/sessions/${id}`);
  }
}

/** Asks about a number that nobody could guess, and looks whether the simulator has heard of it. */
async function seenBy(control: ControlAddress, base: string): Promise<string | undefined> {
  // 127 bits: a positive number whose first byte is not zero, so that its digits are told as they are.
  const bytes = Uint8Array.from(randomBytes(16));
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  const serial = Buffer.from(bytes).toString('hex');
  const nobody = digest('sha1', bytes);
  const body = writeOcspRequest({ ids: [{ hash: 'sha1', nameHash: nobody, keyHash: nobody, serial }] });
  const headers = { 'content-type': 'application/ocsp-request' };
  const url = new URL(base).pathname === '/' ? `${base}/ocsp/authentication` : base;
  await askOverHttp({ method: 'POST', url, headers, body });
  const bench = new ClientControl({ control: control.url, token: control.token });
  const seen = await bench.ask<readonly StatusTrace[]>('GET', '/v1/status/requests?last=20');
  return seen.some(({ about }) => about.includes(serial)) ? serial : undefined;
}
