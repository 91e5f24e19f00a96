/** State of a certificate in the bench hand's account of the card, found by its kind wherever it stands. */
export function certificateState(state: unknown, kind: 'signature' | 'authentication'): string | undefined {
  if (state === null || typeof state !== 'object') return undefined;
  if ('kind' in state && state.kind === kind && 'state' in state && typeof state.state === 'string') {
    return state.state;
  }
  for (const member of Object.values(state)) {
    const found = certificateState(member, kind);
    if (found !== undefined) return found;
  }
  return undefined;
}
