import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { sleep, type Timers } from '../../clock/timers.ts';
import { type HttpAnswer, StatusHttp } from '../../status/status-http.ts';
import type { StatusServices } from '../../status/status-services.ts';
import type { Endpoint, EndpointLog } from '../endpoint.ts';
import { listenError } from '../listen-error.ts';

export interface StatusEndpointOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly timers: Timers;
  readonly log: EndpointLog;
}

export interface StatusEndpoint extends Endpoint {
  /** What certificates name: `http://HOST:PORT`. */
  readonly url: string;
  /** Serves from now on; requests that came before have waited. */
  serve(services: StatusServices): void;
}

/** More than any request about certificates takes: some hundreds of them at once. */
const bodyLimit = 64 * 1024;
/** A client that goes away, between requests or in the middle of one. */
const gone: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE']);
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The path, also of a request line that has the whole URL. @see RFC 9112, 3.2.2 */
const pathOf = (target: string): string => target.replace(/^https?:\/\/[^/?]*/i, '') || '/';

/** The body, or undefined when it is longer than anybody needs. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function send(request: IncomingMessage, response: ServerResponse, answer: HttpAnswer, now: number): void {
  // The calendar's date, which the times in the other headers go with.
  const headers: Record<string, string | number> = { ...answer.headers, date: new Date(now).toUTCString() };
  if (answer.status !== 304) headers['content-length'] = answer.body.length;
  response.writeHead(answer.status, headers);
  response.end(request.method === 'HEAD' || answer.status === 304 ? undefined : answer.body);
}

/**
 * Opens the port of OCSP responders and revocation lists. Its address is known before anything is served, so that
 * the cards made meanwhile name it. Throws EndpointError `endpoint/address-in-use`, `endpoint/not-permitted`,
 * `endpoint/bad-address`.
 */
export async function startStatusEndpoint(options: StatusEndpointOptions): Promise<StatusEndpoint> {
  const { host, timers, log } = options;
  let serve = (_services: StatusServices): void => {};
  const services = new Promise<StatusServices>((resolve) => {
    serve = resolve;
  });
  const closing = new AbortController();
  let http: StatusHttp | undefined;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const served = await services;
    http ??= new StatusHttp(served);
    const body = await bodyOf(request);
    if (body === undefined) {
      const headers = { 'content-type': 'text/plain', connection: 'close' };
      send(request, response, { status: 413, headers, body: Buffer.from('too long\n') }, served.now());
      return;
    }
    const { method = 'GET', url = '/', headers } = request;
    const { answer, delayMs } = await http.answer({ method, path: pathOf(url), headers, body });
    if (delayMs > 0) await sleep(timers, delayMs, closing.signal);
    if (answer === undefined) request.socket.destroy();
    else send(request, response, answer, served.now());
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A client that goes away while it is answered is no matter for the log.
      if (closing.signal.aborted || request.socket.destroyed) return;
      log.warn('a status request failed', { error: error instanceof Error ? error.message : String(error) });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('clientError', (error: Error & { readonly code?: string }, socket: Socket) => {
    if (gone.has(error.code ?? '')) socket.destroy();
    if (socket.destroyed) return;
    log.warn('a client of the status services speaks no HTTP', { error: error.message });
    socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(`${host}:${options.port}`, error)));
    server.listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  // A wildcard is an address to listen on and none to be asked at.
  const asked = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const url = `http://${bracketed(asked)}:${port}`;
  return {
    kind: 'status',
    address: url,
    url,
    env: { KAZASHI_STATUS: url },
    serve(services) {
      services.reachable = true;
      serve(services);
    },
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
