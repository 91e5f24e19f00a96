import { describe, expect, test } from 'vitest';
import { StatusFaults, statusFaultKinds } from './status-faults.ts';

const faults = (): StatusFaults => new StatusFaults(() => 7);

test.each<[string, Record<string, unknown>, string]>([
  ['of no kind', { kind: 'status-nothing' }, 'fault/kind-unknown'],
  ['of a name that objects have', { kind: 'constructor' }, 'fault/kind-unknown'],
  ['with a member nobody knows', { kind: 'status-silent', reader: '1' }, 'fault/form'],
  ['of a service that is none', { kind: 'status-silent', service: 'ldap' }, 'fault/form'],
  ['of OCSP alone at a list', { kind: 'status-try-later', service: 'crl' }, 'fault/form'],
  ['of a certificate that is none', { kind: 'status-silent', certificate: 'tls' }, 'fault/form'],
  ['that is slow for no time given', { kind: 'status-slow' }, 'fault/form'],
  ['that is slow for hours', { kind: 'status-slow', ms: 3_600_000 }, 'fault/form'],
  ['with a time that it has no use for', { kind: 'status-silent', ms: 5 }, 'fault/form'],
  ['sticky by word', { kind: 'status-silent', sticky: 'yes' }, 'fault/form'],
  ['more than certain', { kind: 'status-silent', probability: 2 }, 'fault/form'],
  ['with a seed and no chance', { kind: 'status-silent', seed: 1 }, 'fault/form'],
  ['at the zeroth request', { kind: 'status-silent', nth: 0 }, 'fault/form'],
])('a fault %s is refused', (_, asked, code) => {
  expect(() => faults().add(asked)).toThrow(expect.objectContaining({ code }));
});

test('every kind is told in both languages', () => {
  for (const { text } of Object.values(statusFaultKinds)) {
    expect(text.en).toMatch(/^[a-z]/i);
    expect(text.ja).toMatch(/[\u3040-\u30ff]/);
  }
});

describe('armed faults', () => {
  const ids = (armed: StatusFaults, ...asked: ['ocsp' | 'crl', 'signature' | 'authentication'][]) =>
    asked.map(([service, certificate]) => armed.strike(service, certificate)?.fault?.id);

  test('strike the service and certificate they are for, once', () => {
    const armed = faults();
    armed.add({ kind: 'status-silent', service: 'ocsp', certificate: 'signature' });
    expect(
      ids(
        armed,
        ['crl', 'signature'],
        ['ocsp', 'authentication'],
        ['ocsp', 'signature'],
        ['ocsp', 'signature'],
      ),
    ).toEqual([undefined, undefined, 's1', undefined]);
    expect(armed.list()).toEqual([
      {
        id: 's1',
        kind: 'status-silent',
        service: 'ocsp',
        certificate: 'signature',
        nth: 1,
        scope: 'once',
        seen: 1,
        fired: 1,
        over: true,
      },
    ]);
  });

  test('strike from the nth on when they are sticky, one at a time, with all delays', () => {
    const armed = faults();
    armed.add({ kind: 'status-slow', ms: 20, sticky: true });
    armed.add({ kind: 'status-stale', nth: 2, sticky: true });
    armed.add({ kind: 'status-silent', nth: 2 });
    expect(armed.strike('crl', 'signature')).toMatchObject({ fault: { id: 's1' }, delayMs: 20 });
    expect(armed.strike('crl', 'signature')).toMatchObject({ fault: { id: 's2' }, delayMs: 20 });
    armed.clear('s2');
    expect(armed.strike('crl', 'signature')).toMatchObject({ fault: { id: 's3' }, delayMs: 20 });
    armed.clear();
    expect(armed.strike('crl', 'signature')).toBeUndefined();
  });

  test('fall the same for the same seed', () => {
    const run = (seed: number): string => {
      const armed = faults();
      armed.add({ kind: 'status-silent', probability: 0.5, seed, sticky: true });
      return Array.from({ length: 64 }, () => (armed.strike('ocsp', 'signature') ? 'x' : '.')).join('');
    };
    expect(run(1)).toBe(run(1));
    expect(run(1)).not.toBe(run(2));
    expect(run(1)).toMatch(/x.*\..*x/);
  });
});
