import { EndpointError } from './endpoint.ts';

/** The system's name of an error, such as ENOENT. */
export const systemErrorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Why a socket could not be listened on, with a stable code and what to do. */
export function listenError(address: string, error: unknown): EndpointError {
  const code = systemErrorCode(error);
  const options = { cause: error };
  if (code === 'EADDRINUSE') {
    const reason = `${address} is in use by another program; take another one (port 0 is a free one)`;
    return new EndpointError('endpoint/address-in-use', reason, options);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new EndpointError('endpoint/not-permitted', `${address}: this user may not (${code})`, options);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    const reason = `${address}: this machine has no such address; 127.0.0.1 is its own`;
    return new EndpointError('endpoint/bad-address', reason, options);
  }
  const reason = `${address}: ${error instanceof Error ? error.message : String(error)}`;
  return new EndpointError('endpoint/bad-address', reason, options);
}
