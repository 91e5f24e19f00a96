import { SimulatorError } from '../errors.ts';

export type EndpointKind = 'pcsc' | 'vpcd' | 'rf-udp' | 'pn532' | 'memory' | 'facility' | 'status';

/** A way into the readers that outside programs use. Carries bytes, knows no application. */
export interface Endpoint {
  readonly kind: EndpointKind;
  /** The address a program is told: a socket path, `HOST:PORT`. */
  readonly address: string;
  /** Environment in which an unmodified program finds it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export type EndpointErrorCode =
  | 'endpoint/address-in-use'
  | 'endpoint/path-too-long'
  | 'endpoint/not-permitted'
  | 'endpoint/not-here'
  | 'endpoint/bad-address';

export class EndpointError extends SimulatorError {
  declare readonly code: EndpointErrorCode;
  constructor(code: EndpointErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** What every endpoint may say about its work; one line each, no secrets. */
export interface EndpointLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
