import { hex } from '../bytes/hex.ts';
import { secretNames, secrets } from '../engine/secret.ts';
import type { Subject } from '../engine/subject.ts';

const tries = Object.fromEntries(
  secretNames.map((name) => [name, secrets[name].tries]),
) as Subject['facts']['tries'];

/** A subject that answers everything alike, or by what it is sent. */
export function answeringSubject(
  response: string | ((command: Uint8Array) => string),
  more: Partial<Subject> = {},
): Subject {
  return {
    address: 'test:',
    title: 'TEST',
    level: 'card',
    proof: { method: 'in-process' },
    facts: { profile: undefined, capabilities: new Set(['card']), tries },
    reset: async () => hex('3b 00'),
    transmit: async (command) => hex(typeof response === 'string' ? response : response(command)),
    close: async () => {},
    ...more,
  };
}
