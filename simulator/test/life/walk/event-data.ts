import type { CardSecret } from '../../../src/applications/card-secret.ts';
import { worldEvents } from '../../../src/desk/world-events.ts';
import type { Person } from '../../../src/world/person.ts';
import type { Phone } from '../../../src/world/phone.ts';
import { certificateKinds, type World } from '../../../src/world/world.ts';
import type { EventField, WorldEvent } from '../../../src/world/world-event.ts';

export interface Request {
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

export const textOf = (secret: CardSecret | undefined): string =>
  String.fromCharCode(...(secret?.value ?? new Uint8Array(0)));

/** Values that somebody types: right ones of this or that secret, and all kinds of wrong ones. */
const typedValues = [
  'AB1234',
  '1234',
  '9120',
  '5678',
  'PHONE1',
  '4321',
  'clinic-9',
  '2468',
  '0000',
  'WRONG1',
];
const oddValues = ['', 'abc123', 'ABCDEF', '12345', '暗証番号', 'A1'.repeat(20)];
export const newValues: Readonly<Record<string, readonly string[]>> = {
  digits: ['4321', '8642', '1234'],
  'digits-and-capitals': ['PHONE1', 'AB1234', 'KAZA51'],
  any: ['clinic-9', 'clinic-10'],
};

const at = <T>(values: readonly T[], choice: number): T => values[choice % values.length]!;

/** Mostly one that there is, now and then one that there is not. */
const idFrom = (ids: Iterable<string>, choice: number): string =>
  choice % 50 === 49 ? '99' : at([...ids], choice >> 6);

/** The secret that an event asks for in a field. */
export function asked(
  world: World,
  type: string,
  data: Readonly<Record<string, string>>,
): CardSecret | undefined {
  const account = world.accounts.get(data.account ?? String(world.accounts.size));
  const phone = world.phones.get(data.phone ?? '1');
  const person = data.person ?? phone?.person ?? '1';
  const plastic = world.plastics.get(data.card ?? world.persons.get(person)?.card ?? '1');
  const card = (id: string) => plastic?.card.secrets.get(id);
  if (type === 'facilityApp.launch') return account?.passcode;
  if (type.startsWith('facility')) return account?.password;
  if (type === 'portal.prepareKioskReset')
    return card(data.secret === 'jpki/signature' ? 'jpki/authentication' : 'jpki/signature');
  if (type === 'portal.enterTextPin') return card('text/pin');
  if (data.with === 'phone') return phone?.secrets.signature;
  return card('jpki/signature');
}

/** The format of a secret that an event sets anew. */
export function alphabetOf(type: string, data: Readonly<Record<string, string>>): string {
  if (type === 'portal.setSignaturePassword' || data.secret === 'jpki/signature')
    return 'digits-and-capitals';
  return type.startsWith('facilityCall') || type === 'facilityApplicant.applyAccount' ? 'any' : 'digits';
}

export const setsSecret = /\.(?:set|resetSecret|resetPassword|applyAccount)/;

function chosenValue(
  world: World,
  type: string,
  name: string,
  field: EventField,
  choice: number,
  data: Request['data'],
) {
  if (field.values !== undefined) return choice % 100 === 99 ? 'nonsense' : at(field.values, choice >> 7);
  switch (name) {
    case 'person':
      return idFrom(world.persons.keys(), choice);
    case 'card':
    case 'read':
      return idFrom(world.plastics.keys(), choice);
    case 'phone':
    case 'from':
    case 'target':
      return idFrom(world.phones.keys(), choice);
    case 'account':
      return idFrom(world.accounts.keys(), choice);
    case 'kinds':
      return at(['signature', 'authentication', 'signature,authentication', ''], choice);
    case 'name':
      return at(['佐藤 花子', 'TEST NAME'], choice);
    case 'address':
      return at(['某県某市中央１－１', '某県某市西２－２'], choice);
    case 'device':
      return choice % 10 === 9 ? '2' : '1';
    case 'again':
      return choice % 10 === 9 ? 'WRONG1' : (data.value ?? '');
    default: {
      const kind = choice % 8;
      if (kind === 0) return at(oddValues, choice >> 3);
      if (kind < 3) return at(typedValues, choice >> 3);
      if (setsSecret.test(type)) return at(newValues[alphabetOf(type, data)]!, choice >> 3);
      return textOf(asked(world, type, data));
    }
  }
}

/** An event with plausible data. */
export function requestOf(world: World, event: WorldEvent, choices: readonly number[]): Request {
  const data: Record<string, string> = {};
  for (const [i, [name, field]] of Object.entries(event.fields).entries()) {
    const choice = choices[i + 1]!;
    // Now and then something that is needed is missing.
    if (field.required ? choices[0] === i : (choice & 3) === 3) continue;
    data[name] = chosenValue(world, event.type, name, field, choice >> 2, data);
  }
  return { type: event.type, data };
}

type Maybe = Request | undefined;

/** What brings an account on: it is used once it is ready, and another is applied for when it is of no use. */
function forwardAccount(world: World, choices: readonly number[]): Maybe {
  const { account, password, passcode, fault } = world.account();
  const app = (what: string, data: Request['data'] = {}): Request => ({ type: `facilityApp.${what}`, data });
  const { registered, uninstalled } = account.snapshot.context;
  switch (account.snapshot.value) {
    case 'stopped':
    case 'released':
      return { type: 'facilityApplicant.applyAccount', data: { platform: 'windows', password: 'clinic-9' } };
    case 'unregistered':
    case 'registered':
      if (uninstalled) return { type: 'facilityApplicant.releaseAccount', data: {} };
      return app('logIn', { password: textOf(password) });
    case 'loggedIn':
      return registered ? app('setPasscode', { value: '2468' }) : app('registerDevice');
    case 'passcodeSet':
      if (fault !== null) return app('remedy', { remedy: 'restartApp' });
      return at(
        [
          app('launch', { passcode: textOf(passcode) }),
          app('checkCard', { pin: '1234' }),
          app('setSight', { sight: at(['on', 'off'], choices[2]!) }),
          app('receiveNotice', { text: 'TEST' }),
          app('readNotice', { number: '1' }),
        ],
        choices[1]!,
      );
    default:
      return undefined;
  }
}

/** What puts a person's card in order, or undefined when it is. */
function forwardCard(world: World, person: Person, now: number, choices: readonly number[]): Maybe {
  const plastic = world.plastic(person.card);
  const about = { card: plastic.id };
  const body = plastic.body.snapshot.value;
  if (body === 'returned' || now > plastic.expires)
    return { type: 'counter.reissueCard', data: { person: person.id } };
  if (certificateKinds.some((kind) => plastic.isHeld(kind))) return { type: 'counter.liftHold', data: about };
  if (body !== 'active') return { type: 'counter.returnCard', data: about };
  for (const kind of certificateKinds) {
    const { machine, facts } = plastic.certificates[kind]!;
    if (!machine.snapshot.matches('valid') || now > facts.notAfter)
      return { type: 'counter.issueCertificate', data: { ...about, certificate: kind } };
  }
  if (person.kioskPermit !== null && (choices[3]! & 1) === 0)
    return { type: 'kiosk.resetSecret', data: { ...about, secret: person.kioskPermit.secret } };
  for (const secret of ['jpki/signature', 'jpki/authentication', 'text/pin']) {
    if (plastic.card.secrets.get(secret)!.blocked)
      return { type: 'counter.resetSecret', data: { ...about, secret } };
  }
  return undefined;
}

/** What makes a phone fit to be enrolled, or undefined when it is. */
function forwardDevice({ device, settings, id }: Phone): Maybe {
  const data = { phone: id };
  const mend: Readonly<Record<string, string>> = {
    lost: 'holder.findPhone',
    offline: 'holder.connectPhone',
    erased: 'holder.setUpPhone',
  };
  const type = mend[String(device.snapshot.value)];
  if (type !== undefined) return { type, data };
  if (settings.app !== 'latest') return { type: 'holder.setApp', data: { ...data, app: 'latest' } };
  if (settings.lock !== 'biometrics')
    return { type: 'holder.setLock', data: { ...data, lock: 'biometrics' } };
  return undefined;
}

/** What brings an enrolment on, or undefined when only the calendar can. */
function forwardEnrolment(world: World, phone: Phone, choices: readonly number[]): Maybe {
  const { id, profile, enrolment } = phone;
  const about = (type: string, data: Request['data'] = {}): Request => ({
    type,
    data: { phone: id, ...data },
  });
  if (enrolment.snapshot.matches('notified')) return about('portal.register');
  if (enrolment.snapshot.hasTag('waiting')) return undefined;
  if (enrolment.snapshot.matches('collecting')) {
    const step = enrolment.snapshot.context.policy.steps[enrolment.snapshot.context.step];
    if (step === undefined) return about('portal.apply');
    if (step === 'addToWallet') return about('wallet.add');
    const type = `portal.${step}`;
    if (/^set/.test(step)) {
      const value = at(newValues[alphabetOf(type, {})]!, choices[1]!);
      return about(type, { value, again: value });
    }
    if (/^enter/.test(step)) return about(type, { value: textOf(asked(world, type, { phone: id })) });
    if (step === 'captureFace') return about(type, { camera: 'allowed' });
    if (step === 'chooseCertificates')
      return about(type, {
        kinds: at(['signature,authentication', 'signature', 'authentication'], choices[1]!),
      });
    return about(type);
  }
  if (phone.certificatesIn('held').length > 0) return about('portal.resume');
  const { phone: bound } = world.person(phone.person).binding.snapshot.context;
  if (bound === null || bound === id) return about('portal.startEnrolment');
  if (profile.platform === 'android' && world.phone(bound).profile.platform === 'android')
    return about('portal.changeDevice', { from: bound });
  if ((choices[4]! & 1) === 0) {
    const password = textOf(
      world.plastic(world.person(phone.person).card).card.secrets.get('jpki/signature'),
    );
    return about('portal.remoteDelete', { target: bound, password });
  }
  const type = world.phone(bound).profile.platform === 'android' ? 'portal.revoke' : 'portal.delete';
  const password = textOf(world.phone(bound).secrets.signature);
  return { type, data: { phone: bound, with: 'phone', password } };
}

/** What brings a phone or the account on, whatever that is now, with right values; undefined: only the calendar can. */
export function forwardOf(world: World, now: number, choices: readonly number[]): Maybe {
  const subject = choices[0]! % (world.phones.size + 1);
  if (subject === 0) return forwardAccount(world, choices);
  const phone = at([...world.phones.values()], subject - 1);
  const person = world.person(phone.person);
  return (
    forwardDevice(phone) ??
    forwardCard(world, person, now, choices) ??
    forwardEnrolment(world, phone, choices)
  );
}

/** Ends things for good, or for long: rarer than the rest. */
const ends =
  /giveUp|erase|lose|returnCard|reportLost|reissue|stopAccount|releaseAccount|uninstall|unknownSecret|cancel|setApp|setLock|revoke|portal\.delete|applyAccount|readerFails|change?BasicData|holdCard|deregister/;
const weighted: readonly WorldEvent[] = worldEvents.flatMap((event) =>
  Array.from({ length: ends.test(event.type) ? 1 : 6 }, () => event),
);
export const eventAt = (choice: number): WorldEvent => weighted[choice % weighted.length]!;
