import { hasFormat } from '../applications/card-secret.ts';
import type { RuleId } from '../rules/rule-set.ts';
import { type BatchSwitches, batchHours, closingOn, isWithin, nextBatch } from '../world/opening-hours.ts';
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
  field,
  isGood,
  kindsOf,
  livingCertificates,
  phoneAtHand,
  tryValue,
  typed,
} from './event-conditions.ts';

/** Which step an enrolment has come to; undefined when it is not collecting or has all it needs. */
export function currentStep(phone: Phone): string | undefined {
  const { snapshot } = phone.enrolment;
  if (!snapshot.matches('collecting')) return undefined;
  return snapshot.context.policy.steps[snapshot.context.step];
}

/** The rule that puts a step into its place on this phone's platform. */
function stepRule(phone: Phone, step: string): RuleId {
  const found = phone.profile.steps.find(({ id }) => id === step);
  return (found?.rule ?? (phone.profile.platform === 'android' ? 'L-10' : 'L-20')) as RuleId;
}

const keep = (phone: Phone, draft: Partial<EnrolmentDraft>, transaction: Transaction): void => {
  phone.draft = { ...phone.draft, ...draft };
  transaction.put(phone.draftKey, { ...phone.draft });
};

/** Begins the steps with an empty draft, whatever came of an earlier enrolment. */
export function begin(phone: Phone, draft: Partial<EnrolmentDraft>, transaction: Transaction): void {
  if (phone.enrolment.can({ type: 'enrolment.clear' }))
    transaction.send(phone.enrolment, { type: 'enrolment.clear' });
  transaction.send(phone.enrolment, { type: 'enrolment.start' });
  keep(phone, { ...emptyDraft, ...draft }, transaction);
}

/** Steps that this enrolment does without: a secret for a certificate that is not wanted, a choice already made. */
const isNeeded = (phone: Phone, step: string): boolean => {
  const { kinds, replaces } = phone.draft;
  if (step === 'setSignaturePassword') return kinds.includes('signature');
  if (step === 'setAuthenticationPin') return kinds.includes('authentication');
  return !(step === 'chooseCertificates' && replaces !== null);
};

export function skipUnneeded(phone: Phone, transaction: Transaction): void {
  for (
    let step = currentStep(phone);
    step !== undefined && !isNeeded(phone, step);
    step = currentStep(phone)
  ) {
    transaction.send(phone.enrolment, { type: 'enrolment.step' });
  }
}

/** A step asked for out of turn is refused by the rule that puts it where it belongs. */
export const inTurn = (step: string): Guard => ({
  rule: ({ phone }) => stepRule(phone, step),
  refuses: ({ phone }) => currentStep(phone) !== step,
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
    guards: [guard('L-05', ({ phone }) => !phoneAtHand(phone)), inTurn(step), ...guards],
    apply(context, transaction) {
      const note = apply(context, transaction);
      if (note !== undefined) return note;
      transaction.send(context.phone.enrolment, { type: 'enrolment.step' });
      skipUnneeded(context.phone, transaction);
      return undefined;
    },
  };
}

/** Another phone of the person that is bound, or about to be. */
function otherPhone({ world, person, phone }: EventContext): Phone | undefined {
  return world
    .phonesOf(person)
    .find(
      (other) =>
        other !== phone &&
        (other.enrolment.snapshot.hasTag('underWay') || livingCertificates(other).length > 0),
    );
}

export const enrolmentGuards: readonly Guard[] = [
  guard('L-05', ({ phone }) => !phone.profile.supported || !phoneAtHand(phone)),
  guard('E-09', ({ card }) => card.card.facts.signature === null),
  guard('L-51', ({ card, at }) => !cardAtHand(card, at)),
  guard('L-02', ({ card, at }) => !isGood(card.certificates.signature, at)),
  guard('L-07', (context) => !context.switches.secondPhoneSupersedes && otherPhone(context) !== undefined),
  guard('L-74', ({ phone, at }) => livingCertificates(phone).some(({ facts }) => at <= facts.notAfter)),
  guard('L-10', ({ phone }) => phone.enrolment.snapshot.hasTag('underWay')),
];

/** Secrets of the card typed before are tried at the card read; a wrong one leads back to where it is typed. */
function tryTypedSecrets(
  { phone, card, switches }: EventContext,
  transaction: Transaction,
): EventNote | undefined {
  const { cardPassword, textPin } = phone.draft;
  if (switches.typedSecretsSpend === 'nothing') return undefined;
  const attempts = [
    { secret: 'jpki/signature', value: cardPassword, step: 'enterSignaturePassword', rule: 'L-03' },
    { secret: 'text/pin', value: textPin, step: 'enterTextPin', rule: 'L-04' },
  ] as const;
  for (const { secret, value, step, rule } of attempts) {
    if (value === null) continue;
    const note = tryValue(card.card.secrets.get(secret)!, value, transaction, {
      mismatch: rule,
      blocked: 'L-90',
    });
    if (note === undefined) continue;
    if (note.result === 'blocked') transaction.send(phone.enrolment, { type: 'enrolment.fail' });
    else backTo(phone, step, transaction);
    return note;
  }
  return undefined;
}

export function submit({ phone, person, at, switches, rules }: EventContext, transaction: Transaction): void {
  const { binding } = person;
  if (phone.draft.replaces !== null) transaction.send(binding, { type: 'binding.replace', phone: phone.id });
  else if (binding.can({ type: 'binding.bind', phone: phone.id })) {
    transaction.send(binding, { type: 'binding.bind', phone: phone.id });
  }
  const hoursRule: RuleId = phone.profile.platform === 'android' ? 'L-31' : 'L-30';
  const atOnce = phone.draft.replaces !== null && switches.deviceChangeHours === 'atOnce';
  const anyHour = atOnce || !rules.holds(hoursRule);
  const open = anyHour || isWithin(batchHours(switches), at);
  transaction.send(phone.enrolment, { type: 'enrolment.submit', dueAt: open ? at : nextBatch(switches, at) });
  if (open) queue(phone, at, switches, anyHour, transaction);
}

/** Work of the batch on one application: done some minutes later, and before the batch closes. */
export function queue(
  phone: Phone,
  at: number,
  switches: BatchSwitches & { readonly noticeDelayMs: number },
  anyHour: boolean,
  transaction: Transaction,
): void {
  const latest = anyHour ? Number.POSITIVE_INFINITY : closingOn(batchHours(switches), at) - 1;
  transaction.send(phone.enrolment, {
    type: 'enrolment.queue',
    dueAt: Math.min(at + switches.noticeDelayMs, latest),
  });
}

const newSecret = (kind: CertificateKindName, step: string): Guard[] => [
  { rule: ({ phone }) => stepRule(phone, step), refuses: ({ data }) => data.value !== data.again },
  {
    rule: ({ phone }) => stepRule(phone, step),
    refuses: ({ data, phone }) => !hasFormat(phone.secrets[kind].format, typed(data.value!)),
  },
];

const twice = {
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
    fields: aboutPhone,
    guards: enrolmentGuards,
    apply({ phone }, transaction) {
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
    {},
    [
      guard('L-13', ({ card, at }) => !cardAtHand(card, at)),
      guard('L-02', ({ card, at }) => !isGood(card.certificates.signature, at)),
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
    newSecret('signature', 'setSignaturePassword'),
    ({ phone, data }, transaction) => {
      keep(phone, { signaturePassword: data.value! }, transaction);
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
    newSecret('authentication', 'setAuthenticationPin'),
    ({ phone, data }, transaction) => {
      keep(phone, { authenticationPin: data.value! }, transaction);
      return undefined;
    },
  ),
];
