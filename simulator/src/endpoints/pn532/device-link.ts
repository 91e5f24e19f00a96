import { lstatSync, mkdirSync, readlinkSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { EndpointError } from '../endpoint.ts';
import { listenError, systemErrorCode } from '../listen-error.ts';

const leadsSomewhere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/**
 * Makes `path` lead to a device. A link that leads nowhere is what a simulator that was killed has left, and is
 * replaced. Throws EndpointError `endpoint/address-in-use` when something else is there. Gives what takes it away.
 */
export function linkDevice(path: string, device: string): () => void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const there = lstatSync(path, { throwIfNoEntry: false });
    const stale = there?.isSymbolicLink() && !leadsSomewhere(path);
    if (stale) unlinkSync(path);
    symlinkSync(device, path);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw listenError(path, error);
    throw new EndpointError('endpoint/address-in-use', `${path} exists; remove it, or take another path`, {
      cause: error,
    });
  }
  return () => {
    try {
      if (readlinkSync(path) === device) unlinkSync(path);
    } catch {
      // Somebody has taken it away.
    }
  };
}
