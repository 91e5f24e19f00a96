import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { RfLink } from '../../readers/rf-udp/rf-link.ts';
import type { Endpoint, EndpointLog } from '../endpoint.ts';
import { listenError } from '../listen-error.ts';

export interface RfUdpEndpointOptions {
  /** Address and port to listen at; port 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  /** The field that the frames go to. */
  readonly link: (warn: (message: string) => void) => RfLink;
  readonly log: EndpointLog;
}

/**
 * The field as a UDP port: one datagram, one frame. Unmodified nfcpy reaches it as `udp:HOST:PORT`. Throws
 * EndpointError `endpoint/address-in-use`, `endpoint/not-permitted` or `endpoint/bad-address`.
 * @see nfc-readers reference, sections 0 and 6
 */
export async function startRfUdpEndpoint(options: RfUdpEndpointOptions): Promise<Endpoint> {
  const { host, port, log } = options;
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  const warn = (message: string): void => log.warn('a datagram that is no frame', { message });
  let closed = false;
  try {
    socket.bind(port, host);
    await once(socket, 'listening');
  } catch (error) {
    throw listenError(`${host}:${port}`, error);
  }
  const link = options.link(warn);

  const send = (text: string, to: RemoteInfo): void =>
    // The host may be gone by now; nobody is left to be told.
    socket.send(text, to.port, to.address, () => {});
  socket.on('message', (message, from) => {
    const answer = link.take(message.toString('latin1'), `${from.address}:${from.port}`);
    if (typeof answer === 'string') send(answer, from);
    else if (answer !== undefined) {
      void answer.then((text) => {
        if (text !== undefined && !closed) send(text, from);
      });
    }
  });
  // An ICMP answer of a host that is gone ends nothing.
  socket.on('error', (error) => log.warn('the UDP socket failed', { error: error.message }));
  const bound = socket.address();
  return {
    kind: 'rf-udp',
    address: `${isIPv6(host) ? `[${host}]` : host}:${bound.port}`,
    env: {},
    async close() {
      if (closed) return;
      closed = true;
      link.close();
      await new Promise<void>((resolve) => socket.close(resolve));
    },
  };
}
