import { join } from 'node:path';
import { EndpointError } from '../endpoints/endpoint.ts';
import type { Pn532Place } from '../endpoints/pn532/pn532-endpoint.ts';

/** Where an endpoint is asked to be. */
export type EndpointAddress =
  | { readonly kind: 'pcsc'; readonly path: string }
  | { readonly kind: 'status'; readonly host: string; readonly port: number }
  | { readonly kind: 'facility'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'vpcd';
      readonly direction: 'connect' | 'listen';
      readonly host: string;
      readonly port: number;
    }
  | { readonly kind: 'rf-udp'; readonly host: string; readonly port: number }
  | { readonly kind: 'pn532'; readonly place: Pn532Place };

const vpcdPort = 35_963;
/** Where nfcpy looks for `udp` without more. @see nfcpy nfc/clf/udp.py */
const rfUdpPort = 54_321;
/** Chosen; serial servers have no port of their own. */
const pn532Port = 53_200;

/** `HOST:PORT`, `[::1]:PORT`, `HOST` or `:PORT`. */
export function hostAndPort(text: string, defaultHost: string, defaultPort: number) {
  const match = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (match === null || port > 65_535)
    throw new EndpointError('endpoint/bad-address', `"${text}" is no HOST:PORT`);
  // Systems take a bare number for an address; whoever writes one means a port.
  if (/^\d+$/.test(match[2] ?? ''))
    throw new EndpointError('endpoint/bad-address', `"${text}" is no HOST:PORT; a port alone is ":${text}"`);
  return { host: match[1] || match[2] || defaultHost, port };
}

/**
 * Reads `pcsc:PATH`, `vpcd:HOST:PORT`, `vpcd-listen:HOST:PORT`, `rf-udp:HOST:PORT`, `pn532:…`, `facility:HOST:PORT`,
 * `status:HOST:PORT`. Throws EndpointError `endpoint/bad-address`.
 */
export function parseEndpointAddress(address: string): EndpointAddress {
  const colon = address.indexOf(':');
  const kind = colon < 0 ? address : address.slice(0, colon);
  const rest = colon < 0 ? '' : address.slice(colon + 1);
  if (kind === 'pcsc') {
    if (rest === '') throw new EndpointError('endpoint/bad-address', 'pcsc: needs a path, pcsc:PATH');
    return { kind, path: rest };
  }
  if (kind === 'vpcd' || kind === 'vpcd-listen') {
    const direction = kind === 'vpcd' ? 'connect' : 'listen';
    return { kind: 'vpcd', direction, ...hostAndPort(rest, '127.0.0.1', vpcdPort) };
  }
  if (kind === 'rf-udp') return { kind, ...hostAndPort(rest, '127.0.0.1', rfUdpPort) };
  if (kind === 'pn532') return { kind, place: pn532Place(rest) };
  if (kind === 'status') return { kind, ...hostAndPort(rest, '127.0.0.1', 0) };
  if (kind === 'facility') return { kind, ...hostAndPort(rest, '127.0.0.1', 0) };
  throw new EndpointError(
    'endpoint/bad-address',
    `"${address}" is no endpoint; there are: pcsc:PATH, vpcd:HOST:PORT, vpcd-listen:HOST:PORT, rf-udp:HOST:PORT, pn532:PATH, pn532:tcp:HOST:PORT, facility:HOST:PORT, status:HOST:PORT`,
  );
}

/** A path, or `tcp:HOST:PORT`. */
function pn532Place(rest: string): Pn532Place {
  if (rest === 'tcp' || rest.startsWith('tcp:')) {
    return { transport: 'tcp', ...hostAndPort(rest.slice('tcp:'.length), '127.0.0.1', pn532Port) };
  }
  if (rest !== '') return { transport: 'terminal', path: rest };
  throw new EndpointError('endpoint/bad-address', 'pn532: needs a path, pn532:PATH, or pn532:tcp:HOST:PORT');
}

/** Every endpoint that works on this system without privileges. */
export function defaultEndpoints(
  platform: NodeJS.Platform,
  runtimeDirectory: string,
  pid: number,
): EndpointAddress[] {
  if (platform === 'win32')
    return [{ kind: 'vpcd', direction: 'connect', host: '127.0.0.1', port: vpcdPort }];
  return [{ kind: 'pcsc', path: join(runtimeDirectory, `${pid}.comm`) }];
}
