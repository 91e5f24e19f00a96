import { createHash } from 'node:crypto';
import type { CertificateKind, Generation } from '../pki/certificate-profile.ts';
import { authorityPath, crlPath, ocspPath } from '../pki/status-paths.ts';
import type { PublishedCrl } from './crl-publisher.ts';
import type { OcspAnswer } from './ocsp-responder.ts';
import type { Served, StatusServices } from './status-services.ts';

/** A request as it came. */
export interface HttpQuestion {
  readonly method: string;
  /** As it stood in the request line, percent signs and all. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An answer after a while; none at all closes the connection. */
export interface HttpOutcome {
  readonly answer: HttpAnswer | undefined;
  readonly delayMs: number;
}

const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body: Buffer.from(`${body}\n`),
});

const ocspForm = /^\/ocsp\/(signature|authentication)(?:\/(.*))?$/s;
const crlForm = /^\/crl\/(signature|authentication)-([12])\/(\d{5}|ca)\.crl$/;
const authorityForm = /^\/ca\/(signature|authentication)-([12])\.cer$/;
const retryAfterSeconds = '30';

/** HTTP around the status services: a request in, an answer out, no socket. @see RFC 6960, A; RFC 5019, 6 */
export class StatusHttp {
  readonly #services: StatusServices;
  /** Entity tags of answers that are given more than once. */
  readonly #tags = new WeakMap<Uint8Array, string>();

  constructor(services: StatusServices) {
    this.#services = services;
  }

  async answer(question: HttpQuestion): Promise<HttpOutcome> {
    const path = question.path.split('?', 1)[0]!;
    const isOcsp = ocspForm.exec(path);
    if (isOcsp !== null) return this.#ocsp(question, isOcsp[1] as CertificateKind, isOcsp[2]);
    const crl = crlForm.exec(path);
    if (crl !== null)
      return this.#crl(question, {
        kind: crl[1] as CertificateKind,
        generation: Number(crl[2]) as Generation,
        municipality: crl[3]!,
      });
    const authority = authorityForm.exec(path);
    return { answer: this.#other(question, path, authority), delayMs: 0 };
  }

  #other({ method }: HttpQuestion, path: string, authority: RegExpExecArray | null): HttpAnswer {
    if (authority === null && path !== '/') return text(404, 'no such path');
    if (method !== 'GET' && method !== 'HEAD') return text(405, 'GET or HEAD', { allow: 'GET, HEAD' });
    if (authority === null) return text(200, this.#index());
    const [, kind, generation] = authority;
    const body = this.#services.authority(kind as CertificateKind, Number(generation) as Generation);
    return { status: 200, headers: { 'content-type': 'application/pkix-cert' }, body };
  }

  /** What there is, for people. */
  #index(): string {
    const kinds = ['signature', 'authentication'] as const;
    return [
      'kazashi TEST status services',
      ...kinds.map(ocspPath),
      ...kinds.flatMap((kind) => [authorityPath(kind, 1), authorityPath(kind, 2)]),
      ...this.#services.points.map((point) => crlPath(point.kind, point.generation, point.municipality)),
    ].join('\n');
  }

  async #ocsp(
    question: HttpQuestion,
    kind: CertificateKind,
    inPath: string | undefined,
  ): Promise<HttpOutcome> {
    const { rules } = this.#services;
    const { method } = question;
    const isGet = method === 'GET' || method === 'HEAD';
    const takesGet = rules.holds('ocsp/get-answered');
    if (method !== 'POST' && !(isGet && takesGet))
      return {
        answer: text(405, 'POST or GET', { allow: takesGet ? 'POST, GET, HEAD' : 'POST' }),
        delayMs: 0,
      };
    const request = isGet ? requestInPath(inPath ?? '', rules.holds('ocsp/get-decoding')) : question.body;
    const served = await this.#services.ocsp(kind, request);
    return outcome(served, (answer) => {
      if (answer.status === 'malformedRequest' && !rules.holds('ocsp/malformed-answered'))
        return text(400, 'malformed request');
      const type = rules.holds('ocsp/content-type')
        ? 'application/ocsp-response'
        : 'application/octet-stream';
      const headers = { 'content-type': type, ...this.#ocspCaching(answer, isGet) };
      return this.#unlessKnown(question, headers, answer.bytes, isGet && rules.holds('ocsp/not-modified'));
    });
  }

  #ocspCaching(answer: OcspAnswer, isGet: boolean): Record<string, string> {
    const { rules } = this.#services;
    const { producedAt, nextUpdate } = answer;
    const mayCache = isGet && (!answer.nonce || !rules.holds('ocsp/nonce-not-cached'));
    if (producedAt === undefined || nextUpdate === undefined || !mayCache)
      return { 'cache-control': 'no-store' };
    if (!rules.holds('ocsp/caching-headers')) return {};
    const longer = rules.holds('ocsp/max-age') ? 0 : 86_400_000;
    return this.#caching(
      answer.bytes,
      producedAt,
      nextUpdate + longer,
      'public, no-transform, must-revalidate',
    );
  }

  #caching(bytes: Uint8Array, from: number, until: number, directives: string): Record<string, string> {
    const maxAge = Math.max(0, Math.floor((until - this.#services.now()) / 1000));
    return {
      'cache-control': `max-age=${maxAge}, ${directives}`,
      'last-modified': new Date(from).toUTCString(),
      expires: new Date(until).toUTCString(),
      etag: this.#tag(bytes),
    };
  }

  #tag(bytes: Uint8Array): string {
    let tag = this.#tags.get(bytes);
    if (tag === undefined) {
      tag = `"${createHash('sha1').update(bytes).digest('hex')}"`;
      this.#tags.set(bytes, tag);
    }
    return tag;
  }

  /** The answer, or that nothing has changed for whoever has it already. */
  #unlessKnown(
    { headers: asked }: HttpQuestion,
    headers: Record<string, string>,
    body: Uint8Array,
    conditional: boolean,
  ): HttpAnswer {
    const { etag } = headers;
    const known = String(asked['if-none-match'] ?? '')
      .split(',')
      .map((one) => one.trim().replace(/^W\//, ''));
    if (!conditional || etag === undefined || !(known.includes(etag) || known.includes('*')))
      return { status: 200, headers, body };
    const { 'content-type': _, ...rest } = headers;
    return { status: 304, headers: rest, body: new Uint8Array(0) };
  }

  async #crl(
    question: HttpQuestion,
    point: { readonly kind: CertificateKind; readonly generation: Generation; readonly municipality: string },
  ): Promise<HttpOutcome> {
    const { method } = question;
    if (method !== 'GET' && method !== 'HEAD')
      return { answer: text(405, 'GET or HEAD', { allow: 'GET, HEAD' }), delayMs: 0 };
    const served = await this.#services.crl(point);
    return outcome(served, (crl) => this.#crlAnswer(question, crl));
  }

  #crlAnswer(question: HttpQuestion, { bytes, thisUpdate, servedUntil }: PublishedCrl): HttpAnswer {
    const { rules } = this.#services;
    const type = rules.holds('crl/content-type') ? 'application/pkix-crl' : 'text/plain';
    const caching = rules.holds('crl/caching-headers')
      ? this.#caching(bytes, thisUpdate, servedUntil, 'public, no-transform')
      : {};
    const body = rules.holds('crl/served-der') ? bytes : pem(bytes);
    return this.#unlessKnown(
      question,
      { 'content-type': type, ...caching },
      body,
      rules.holds('crl/not-modified'),
    );
  }
}

function pem(bytes: Uint8Array): Uint8Array {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return Buffer.from(`-----BEGIN X509 CRL-----\n${lines.join('\n')}\n-----END X509 CRL-----\n`);
}

/** The request in the path of a GET; undefined when it is no base64. */
function requestInPath(path: string, decode: boolean): Uint8Array | undefined {
  let base64: string;
  try {
    base64 = decode ? decodeURIComponent(path) : path;
  } catch {
    return undefined;
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

function outcome<T>(served: Served<T>, answer: (value: T) => HttpAnswer): HttpOutcome {
  const { delayMs } = served;
  if (served.failure === undefined) return { answer: answer(served.answer), delayMs };
  switch (served.failure) {
    case 'silent':
      return { answer: undefined, delayMs };
    case 'unknown':
      return { answer: text(404, 'there is no such distribution point'), delayMs };
    case 'unavailable':
      return { answer: text(503, 'unavailable', { 'retry-after': retryAfterSeconds }), delayMs };
  }
}
