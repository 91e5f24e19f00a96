const leaves = Array.from({ length: 24 }, (_, index) => `leaf-${String(index).padStart(2, '0')}`);

const visual = Array.from({ length: 6 }, (_, index) => `visual-${index}`);

/** Names of the keys in `keys/test-keys.json`, in its order. */
export const testKeyNames: readonly string[] = [
  'ca-signature-1',
  'ca-signature-2',
  'ca-authentication-1',
  'ca-authentication-2',
  'cvc-root-text',
  'cvc-root-visual',
  'card-common-internal',
  ...leaves,
  'record-signer-visual',
  ...visual,
  'ocsp-signature',
  'ocsp-authentication',
  'ocsp-stranger',
];
