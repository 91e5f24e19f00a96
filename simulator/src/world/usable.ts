import type { CardSecret } from '../applications/card-secret.ts';
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

/** 1 September 2025, JST. @see L-41 */
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

function certificateUsable(
  certificate: IssuedCertificate | undefined,
  at: number,
  absent: RuleId,
): Usability {
  if (certificate === undefined) return no(absent);
  if (!certificate.machine.snapshot.matches('valid'))
    return no(certificate.carrier === 'phone' ? 'L-80' : 'L-81');
  if (at > certificate.facts.notAfter) return no(certificate.carrier === 'phone' ? 'L-50' : 'L-51');
  return yes;
}

const secretUsable = (secret: CardSecret): Usability => (secret.blocked ? no('L-90') : yes);

/** Whether the plastic card serves a purpose at an instant. Derived, never stored. */
export function usablePlastic(plastic: PlasticCard, purpose: Purpose, at: number): Usability {
  const entry = purposeTable[purpose];
  if (entry.from !== undefined && at < entry.from) return no(entry.rule);
  if (!plastic.body.snapshot.matches('active')) return no('L-81');
  if (at > plastic.expires) return no('L-51');
  if (entry.needs === 'card-itself') return yes;
  const kind = entry.needs === 'attribute-proof' ? 'authentication' : entry.needs;
  const certificate = certificateUsable(plastic.certificates[kind], at, 'L-02');
  if (!certificate.usable) return certificate;
  return secretUsable(plastic.card.secrets.get(`jpki/${kind}`)!);
}

/**
 * Whether a phone serves a purpose at an instant: certificate valid and not past the ends of its own, of the
 * plastic certificate and of the card; binding current; phone in hand; secret usable or biometrics allowed.
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
  if (entry.from !== undefined && at < entry.from && rules.holds(entry.rule)) return no(entry.rule);
  if (entry.plasticOnly !== undefined && rules.holds(entry.plasticOnly)) return no(entry.plasticOnly);
  if (!phone.device.snapshot.hasTag('inHand') || phone.device.snapshot.matches('erased')) return no('L-80');
  if (person.binding.snapshot.context.phone !== phone.id) return no('L-07');
  if (at > plastic.expires && rules.holds('L-50')) return no('L-50');
  if (entry.needs === 'attribute-proof') {
    if (!phone.profile.attributeProof && rules.holds('L-01')) return no('L-01');
    return phone.wallet.snapshot.hasTag('presentable') ? yes : no('L-28');
  }
  const kind = entry.needs === 'card-itself' ? 'authentication' : entry.needs;
  const certificate = certificateUsable(phone.certificates[kind], at, 'L-08');
  if (!certificate.usable) return certificate;
  const parent = plastic.certificates[kind];
  if (parent !== undefined && at > parent.facts.notAfter && rules.holds('L-50')) return no('L-50');
  const biometrics =
    kind === 'authentication' && phone.profile.biometrics === 'userAuthentication' && rules.holds('L-43');
  return biometrics ? yes : secretUsable(phone.secrets[kind]);
}
