import { EndpointError } from './endpoint.ts';

/** The system's name of an error, such as ENOENT. */
export const systemErrorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Why a socket could not be listened on, with a stable code. */
export function listenError(address: string, error: unknown): EndpointError {
  const code = systemErrorCode(error);
  const reason = `${address}: ${error instanceof Error ? error.message : String(error)}`;
  const options = { cause: error };
  if (code === 'EADDRINUSE') return new EndpointError('endpoint/address-in-use', reason, options);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new EndpointError('endpoint/not-permitted', reason, options);
  }
  return new EndpointError('endpoint/bad-address', reason, options);
}
