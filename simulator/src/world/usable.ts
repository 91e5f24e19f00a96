import type { RuleId, RuleSet } from '../rules/rule-set.ts';
import type { IssuedCertificate } from './issued-certificates.ts';
import type { Person } from './person.ts';
import type { Phone } from './phone.ts';
import type { PlasticCard } from './plastic-card.ts';

/** What a credential may be wanted for. @see phone-wallet reference, L-40 to L-43 */
export const purposes = [
  'portal-login',
  'portal-application',
  'online-service',
  'document-signature',
  'convenience-store',
  'health-insurance',
  'age-proof',
  'driving-licence',
  'passport-application',
] as const;
export type Purpose = (typeof purposes)[number];

interface PurposeEntry {
  /** Which certificate serves, or the Wallet's attribute proof. */
  readonly needs: 'signature' | 'authentication' | 'attribute-proof' | 'card-itself';
  /** First instant, when it was not always so. */
  readonly from?: number;
  readonly plasticOnly?: RuleId;
  readonly rule: RuleId;
}

/** 1 September 2025, JST: phones only. @see L-41 */
const healthInsuranceStart = Date.UTC(2025, 7, 31, 15);

export const purposeTable: Readonly<Record<Purpose, PurposeEntry>> = {
  'portal-login': { needs: 'authentication', rule: 'L-40' },
  'portal-application': { needs: 'signature', rule: 'L-40' },
  'online-service': { needs: 'authentication', rule: 'L-40' },
  'document-signature': { needs: 'signature', rule: 'L-08' },
  'convenience-store': { needs: 'authentication', rule: 'L-40' },
  'health-insurance': { needs: 'authentication', from: healthInsuranceStart, rule: 'L-41' },
  'age-proof': { needs: 'attribute-proof', rule: 'L-01' },
  'driving-licence': { needs: 'card-itself', plasticOnly: 'L-42', rule: 'L-42' },
  'passport-application': { needs: 'signature', plasticOnly: 'E-13', rule: 'E-13' },
};

export type Usability = { readonly usable: true } | { readonly usable: false; readonly rule: RuleId };

const yes: Usability = { usable: true };
const no = (rule: RuleId): Usability => ({ usable: false, rule });

/** The rule by which a certificate that is not valid cannot be used. */
function notValid(certificate: IssuedCertificate, platform?: Phone['profile']['platform']): RuleId {
  const { value, context } = certificate.machine.snapshot;
  if (platform === undefined) return value === 'held' ? 'L-81' : 'L-82';
  if (value === 'held') return 'L-80';
  if (value === 'pending') return platform === 'android' ? 'L-17' : 'L-29';
  if (context.reason === 'superseded') return 'L-74';
  return platform === 'android' ? 'L-60' : 'L-62';
}

function certificateUsable(
  certificate: IssuedCertificate | undefined,
  at: number,
  absent: RuleId,
  platform?: Phone['profile']['platform'],
): Usability {
  if (certificate === undefined) return no(absent);
  if (!certificate.machine.snapshot.matches('valid')) return no(notValid(certificate, platform));
  if (at > certificate.facts.notAfter) return no(platform === undefined ? 'L-51' : 'L-50');
  return yes;
}

/** Which certificate of a phone a purpose takes; none for the proof of attributes. */
export function servingKind(purpose: Purpose): 'signature' | 'authentication' | undefined {
  const { needs } = purposeTable[purpose];
  if (needs === 'attribute-proof') return undefined;
  return needs === 'card-itself' ? 'authentication' : needs;
}

/** Whether biometrics stand in for the secret: for user authentication on some models, never for a signature. */
export const biometricsServe = (
  { profile, settings }: Phone,
  kind: 'signature' | 'authentication',
  rules: RuleSet,
): boolean =>
  profile.biometrics === 'userAuthentication' &&
  settings.lock === 'biometrics' &&
  (kind === 'authentication' || !rules.holds('L-43'));

/** Whether the plastic card serves a purpose at an instant. Derived, never stored. */
export function usablePlastic(plastic: PlasticCard, purpose: Purpose, at: number): Usability {
  const entry = purposeTable[purpose];
  if (!plastic.body.snapshot.hasTag('inHand')) return no('L-81');
  if (at > plastic.expires) return no('L-51');
  if (entry.needs === 'card-itself') return yes;
  const kind = servingKind(purpose) ?? 'authentication';
  const certificate = certificateUsable(plastic.certificates[kind], at, 'L-02');
  if (!certificate.usable) return certificate;
  return plastic.card.secrets.get(`jpki/${kind}`)!.blocked ? no('L-90') : yes;
}

/**
 * Whether a phone serves a purpose at an instant: certificate valid and not past its end, which is that of the
 * plastic one; binding current; phone in hand and its keys there; secret usable or biometrics allowed.
 * @see phone-wallet reference, section 6.5
 */
export function usablePhone(
  parts: {
    readonly phone: Phone;
    readonly person: Person;
    readonly plastic: PlasticCard;
    readonly rules: RuleSet;
  },
  purpose: Purpose,
  at: number,
): Usability {
  const { phone, person, plastic, rules } = parts;
  const entry = purposeTable[purpose];
  if (entry.rule === 'L-40' && !rules.holds('L-40')) return no('L-40');
  if (entry.from !== undefined && at < entry.from && rules.holds(entry.rule)) return no(entry.rule);
  if (entry.plasticOnly !== undefined && rules.holds(entry.plasticOnly)) return no(entry.plasticOnly);
  if (phone.device.snapshot.matches('erased')) return no('E-04');
  if (!phone.device.snapshot.hasTag('inHand')) return no('L-80');
  if (person.binding.snapshot.context.phone !== phone.id && rules.holds('L-07')) return no('L-07');
  if (at > plastic.expires && rules.holds('L-50')) return no('L-50');
  const kind = servingKind(purpose);
  if (kind === undefined) return proofUsable(phone);
  return certificateServes(phone, kind, rules, at);
}

function proofUsable({ profile, wallet }: Phone): Usability {
  if (wallet.snapshot.hasTag('presentable')) return yes;
  if (wallet.snapshot.matches('suspended')) return no('L-80');
  return no(profile.attributeProof ? 'L-28' : 'L-01');
}

function certificateServes(
  phone: Phone,
  kind: 'signature' | 'authentication',
  rules: RuleSet,
  at: number,
): Usability {
  // One kind does not stand in for the other.
  const certificate =
    phone.certificates[kind] ?? (rules.holds('L-08') ? undefined : Object.values(phone.certificates)[0]);
  const good = certificateUsable(certificate, at, 'L-08', phone.profile.platform);
  if (!good.usable) return good;
  const serving = certificate?.kind ?? kind;
  if (!phone.keys.includes(serving)) return no('E-04');
  if (biometricsServe(phone, serving, rules)) return yes;
  return phone.secrets[serving].blocked ? no('L-61') : yes;
}
