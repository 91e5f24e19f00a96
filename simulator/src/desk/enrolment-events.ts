import type { LifecycleSwitches } from '@kazashi/profiles';
import { hasFormat } from '../applications/card-secret.ts';
import type { RuleId } from '../rules/rule-set.ts';
import { type CertificateKindName, type EnrolmentDraft, emptyDraft, type Phone } from '../world/phone.ts';
import type { Transaction } from '../world/transaction.ts';
import {
  type EventContext,
  type EventNote,
  type Guard,
  guard,
  type WorldEvent,
} from '../world/world-event.ts';
import {
  aboutPhone,
  cardAtHand,
  cardRead,
  field,
  isGood,
  isUnderFifteen,
  kindsOf,
  livingCertificates,
  notOwn,
  tryOfCard,
  typed,
} from './event-conditions.ts';
import { appAtHand, phoneIsFit, typedForCard, typedOnPhone } from './phone-conditions.ts';
import { endEnrolment, removeFromPhone } from './phone-effects.ts';

/** Which step an enrolment has come to; undefined when it is not collecting or has all it needs. */
export function currentStep(phone: Phone): string | undefined {
  const { snapshot } = phone.enrolment;
  if (!snapshot.matches('collecting')) return undefined;
  return snapshot.context.policy.steps[snapshot.context.step];
}

/** The rule that puts a step into its place on this phone's platform. */
export function stepRule(phone: Phone, step: string): RuleId {
  const found = phone.profile.steps.find(({ id }) => id === step);
  return (found?.rule ?? firstRule(phone)) as RuleId;
}

const keep = (phone: Phone, draft: Partial<EnrolmentDraft>, transaction: Transaction): void => {
  phone.draft = { ...phone.draft, ...draft };
  transaction.put(phone.draftKey, { ...phone.draft });
};

const secretSteps = { signature: 'setSignaturePassword', authentication: 'setAuthenticationPin' } as const;

/** The card that is read has no signature certificate that is good; that a child has none is E-09. */
const signatureNotGood = ({ read, at }: EventContext): boolean =>
  !isGood(read.certificates.signature, at) && !isUnderFifteen(read, at);

/** Begins the steps with an empty draft, whatever came of an earlier enrolment. */
export function begin(phone: Phone, draft: Partial<EnrolmentDraft>, transaction: Transaction): void {
  if (phone.enrolment.can({ type: 'enrolment.clear' }))
    transaction.send(phone.enrolment, { type: 'enrolment.clear' });
  transaction.send(phone.enrolment, { type: 'enrolment.start' });
  keep(phone, { ...emptyDraft, ...draft }, transaction);
}

/** Steps that this enrolment does without: a secret for a certificate that is not wanted, a choice already made. */
const isNeeded = (phone: Phone, step: string, switches: LifecycleSwitches): boolean => {
  const { kinds, replaces } = phone.draft;
  if (step === 'setSignaturePassword') return kinds.includes('signature');
  if (step === 'setAuthenticationPin') return kinds.includes('authentication');
  return step !== 'chooseCertificates' || replaces === null || switches.deviceChangeKinds === 'chosen';
};

/** The first step not done yet that has to come before another, or before the application. */
export function missingStep({ phone, rules, switches }: EventContext, before?: string): string | undefined {
  const { step, policy } = phone.enrolment.snapshot.context;
  const end = before === undefined ? policy.steps.length : policy.steps.indexOf(before);
  return policy.steps
    .slice(step, Math.max(step, end))
    .find((id) => isNeeded(phone, id, switches) && rules.holds(stepRule(phone, id)));
}

/** On to a step, whatever lies between. */
export function advanceTo(phone: Phone, to: number, transaction: Transaction): void {
  const { enrolment } = phone;
  while (enrolment.snapshot.context.step < to && enrolment.can({ type: 'enrolment.step' })) {
    transaction.send(enrolment, { type: 'enrolment.step' });
  }
}

export function skipUnneeded({ phone, switches }: EventContext, transaction: Transaction): void {
  const { steps } = phone.enrolment.snapshot.context.policy;
  for (
    let step = currentStep(phone);
    step !== undefined && !isNeeded(phone, step, switches);
    step = currentStep(phone)
  ) {
    advanceTo(phone, steps.indexOf(step) + 1, transaction);
  }
}

/** The rule by which a step comes first on the phone's platform. */
const firstRule = ({ profile }: Phone): RuleId => (profile.platform === 'android' ? 'L-10' : 'L-20');

/** Which rule a step breaks that is asked for out of turn: that of the step left out, else its own. */
function outOfTurn(context: EventContext, step: string): RuleId | undefined {
  const { phone } = context;
  const { snapshot } = phone.enrolment;
  const place = snapshot.context.policy.steps.indexOf(step);
  if (!snapshot.matches('collecting') || place < 0) return firstRule(phone);
  const missing = missingStep(context, step);
  if (missing !== undefined) return stepRule(phone, missing);
  return place < snapshot.context.step ? stepRule(phone, step) : undefined;
}

/** A step asked for out of turn is refused by the rule that puts what is missing where it belongs. */
export const inTurn = (step: string): Guard => ({
  rule: (context) => outOfTurn(context, step) ?? stepRule(context.phone, step),
  refuses: (context) => outOfTurn(context, step) !== undefined,
});

function backTo(phone: Phone, step: string, transaction: Transaction): void {
  const to = phone.enrolment.snapshot.context.policy.steps.indexOf(step);
  transaction.send(phone.enrolment, { type: 'enrolment.back', to });
}

/** A step of the enrolment: refused out of turn, done, then on to the next one that is needed. */
function stepEvent(
  type: WorldEvent['type'],
  step: string,
  text: WorldEvent['text'],
  fields: WorldEvent['fields'],
  guards: readonly Guard[],
  apply: (context: EventContext, transaction: Transaction) => EventNote | undefined,
): WorldEvent {
  return {
    type,
    text,
    fields: { ...aboutPhone, ...fields },
    guards: [appAtHand, inTurn(step), ...guards],
    apply(context, transaction) {
      const note = apply(context, transaction);
      if (note !== undefined) return note;
      const { phone } = context;
      advanceTo(phone, phone.enrolment.snapshot.context.policy.steps.indexOf(step) + 1, transaction);
      skipUnneeded(context, transaction);
      return undefined;
    },
  };
}

/** Whether another phone of the person stands in the way; the one that is replaced does not. @see L-07, E-06 */
const hasOtherPhone =
  (replaced: (context: EventContext) => string | undefined) =>
  (context: EventContext): boolean => {
    const { world, person, phone, switches } = context;
    return world.phonesOf(person).some((other) => {
      if (other === phone) return false;
      if (other.enrolment.snapshot.hasTag('underWay')) return true;
      const living = livingCertificates(other).length > 0;
      return living && other.id !== replaced(context) && !switches.secondPhoneSupersedes;
    });
  };

/** Whether somebody's certificates are on a phone or on their way there. @see L-07 */
const isOccupied = (phone: Phone): boolean =>
  phone.enrolment.snapshot.hasTag('underWay') || livingCertificates(phone).length > 0;

/** What an enrolment takes to begin; `replaced` names the phone whose place is taken. */
export const enrolmentGuards = (
  replaced: (context: EventContext) => string | undefined = () => undefined,
): readonly Guard[] => [
  ...phoneIsFit,
  appAtHand,
  guard('E-09', ({ card, at }) => isUnderFifteen(card, at)),
  ...cardAtHand('L-02'),
  guard('L-02', signatureNotGood),
  guard('L-07', hasOtherPhone(replaced)),
  guard('L-74', ({ phone, person: { id }, at }) =>
    livingCertificates(phone).some(({ person, facts }) => person === id && at <= facts.notAfter),
  ),
  {
    rule: ({ phone }) => firstRule(phone),
    refuses: ({ phone }) => phone.enrolment.snapshot.hasTag('underWay'),
  },
];

/** Secrets of the card typed before are tried at the card read; a wrong one leads back to where it is typed. */
function tryTypedSecrets(context: EventContext, transaction: Transaction): EventNote | undefined {
  const { phone, read, switches, rules } = context;
  const { cardPassword, textPin } = phone.draft;
  const android = phone.profile.platform === 'android';
  const attempts = [
    {
      secret: 'jpki/signature',
      value: cardPassword && typedForCard(cardPassword, switches),
      step: 'enterSignaturePassword',
      rule: android ? 'L-03' : 'L-23',
    },
    { secret: 'text/pin', value: textPin, step: 'enterTextPin', rule: 'L-04' },
  ] as const;
  for (const { secret: id, value, step, rule } of attempts) {
    if (value === null || !rules.holds(rule)) continue;
    const secret = read.card.secrets.get(id)!;
    const note = tryOfCard(context, secret, value, rule, transaction);
    if (note === undefined) continue;
    if (note.result === 'blocked') endEnrolment(context.world, phone, transaction);
    else backTo(phone, step, transaction);
    return note;
  }
  const note = notOwn(context, stepRule(phone, 'readCard'));
  if (note === undefined) keep(phone, { signedWith: read.certificates.signature?.id ?? null }, transaction);
  return note;
}

/** A new secret of the phone: twice alike, and of the form it has to have. */
export const newSecret = (kindOf: (context: EventContext) => CertificateKindName): Guard[] => {
  const rule = (context: EventContext): RuleId => stepRule(context.phone, secretSteps[kindOf(context)]);
  return [
    { rule, refuses: ({ data }) => data.value !== data.again },
    {
      rule,
      refuses(context) {
        const { data, phone, switches } = context;
        const kind = kindOf(context);
        const value = typedOnPhone(phone, kind, data.value!, switches);
        return !hasFormat(phone.secrets[kind].format, typed(value));
      },
    },
  ];
};

export const twice = {
  value: field('the new value', '新しい値'),
  again: field('the same once more', '確認のためもう一度'),
};

export const enrolmentEvents: readonly WorldEvent[] = [
  {
    type: 'portal.startEnrolment',
    text: {
      en: 'The holder starts putting the card functions onto a phone',
      ja: '本人がスマートフォンへの搭載を申し込み始める',
    },
    fields: {
      ...aboutPhone,
      person: field(
        'who is enrolled, when it is not the one who has the phone',
        '搭載する本人(スマートフォンの持ち主と異なる場合)',
        {
          required: false,
        },
      ),
    },
    guards: [
      guard('L-07', ({ phone, person }) => phone.person !== person.id && isOccupied(phone)),
      ...enrolmentGuards(),
    ],
    apply({ world, phone, person, rules }, transaction) {
      if (phone.person !== person.id) {
        removeFromPhone(world, phone, { revoke: false, erase: true }, 'unspecified', rules, transaction);
        world.passPhone(phone, person, transaction);
      }
      begin(phone, {}, transaction);
      return undefined;
    },
  },
  stepEvent(
    'portal.acceptTerms',
    'acceptTerms',
    {
      en: 'iPhone: the holder reads the notes and accepts the terms',
      ja: 'iPhone: 本人が注意事項を読み利用規約に同意する',
    },
    {},
    [],
    () => undefined,
  ),
  stepEvent(
    'portal.captureFace',
    'captureFace',
    {
      en: 'iPhone: the face is captured; the camera must be allowed',
      ja: 'iPhone: 顔を撮影する(カメラの許可が必要)',
    },
    {
      camera: field('whether the app may use the camera', 'カメラの許可', { values: ['allowed', 'denied'] }),
    },
    [guard('L-21', ({ data }) => data.camera !== 'allowed')],
    () => undefined,
  ),
  stepEvent(
    'portal.enterTextPin',
    'enterTextPin',
    {
      en: 'The holder types the card input assistance PIN of the card',
      ja: '本人がカードの券面事項入力補助用暗証番号を入力する',
    },
    { value: field('the PIN', '暗証番号') },
    [],
    ({ phone, data }, transaction) => {
      keep(phone, { textPin: data.value! }, transaction);
      return undefined;
    },
  ),
  stepEvent(
    'portal.enterSignaturePassword',
    'enterSignaturePassword',
    {
      en: 'The holder types the signature password of the card',
      ja: '本人がカードの署名用パスワードを入力する',
    },
    { value: field('the password', 'パスワード') },
    [],
    ({ phone, data }, transaction) => {
      keep(phone, { cardPassword: data.value! }, transaction);
      return undefined;
    },
  ),
  stepEvent(
    'portal.chooseCertificates',
    'chooseCertificates',
    {
      en: 'Android: the holder chooses which certificates to put onto the phone',
      ja: 'Android: 本人が搭載する証明書を選ぶ',
    },
    { kinds: field('signature, authentication or both', 'signature、authentication または両方') },
    [guard('L-11', ({ data, switches }) => kindsOf(data.kinds!).length < switches.certificateChoiceMinimum)],
    ({ phone, data }, transaction) => {
      keep(phone, { kinds: kindsOf(data.kinds!) }, transaction);
      return undefined;
    },
  ),
  stepEvent(
    'portal.acknowledge',
    'acknowledge',
    { en: 'Android: the holder ticks the acknowledgement', ja: 'Android: 本人が確認事項にチェックを入れる' },
    {},
    [],
    () => undefined,
  ),
  stepEvent(
    'portal.readCard',
    'readCard',
    {
      en: 'The phone reads the card; what was typed of its secrets is tried now',
      ja: 'スマートフォンでカードを読み取る。入力済みの暗証番号はここで照合される',
    },
    {
      ...cardRead,
      held: field(
        'how the card is held to the phone; still without it',
        'カードの当て方(省略時は動かさない)',
        {
          required: false,
          values: ['still', 'moved'],
        },
      ),
    },
    [
      ...cardAtHand('L-02'),
      guard('L-02', signatureNotGood),
      {
        rule: ({ phone }) => stepRule(phone, 'readCard'),
        refuses: ({ data }) => data.held === 'moved',
      },
    ],
    tryTypedSecrets,
  ),
  stepEvent(
    'portal.setSignaturePassword',
    'setSignaturePassword',
    {
      en: 'The holder sets the signature password of the phone, twice',
      ja: '本人がスマートフォンの署名用パスワードを2回入力して設定する',
    },
    twice,
    newSecret(() => 'signature'),
    ({ phone, data, switches }, transaction) => {
      const signaturePassword = typedOnPhone(phone, 'signature', data.value!, switches);
      keep(phone, { signaturePassword }, transaction);
      return undefined;
    },
  ),
  stepEvent(
    'portal.setAuthenticationPin',
    'setAuthenticationPin',
    {
      en: 'The holder sets the user authentication PIN of the phone, twice',
      ja: '本人がスマートフォンの利用者証明用暗証番号を2回入力して設定する',
    },
    twice,
    newSecret(() => 'authentication'),
    ({ phone, data }, transaction) => {
      keep(phone, { authenticationPin: data.value! }, transaction);
      return undefined;
    },
  ),
];
