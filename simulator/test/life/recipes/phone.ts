import { enrol, goOn, type PublicWorld, secrets } from '../public-world.ts';
import { event, inTurn, next, type RecipeTable } from './recipe.ts';

const phone = '1';
const iphone = '2';
const lose = event('holder.losePhone', { phone });
const erase = event('holder.erasePhone', { phone });
const giveUp = event('holder.giveUpPhone', { phone });
const online = { value: secrets.signature };
const to =
  (id: string, stage: Parameters<typeof enrol>[2]) =>
  (world: PublicWorld): Promise<void> =>
    enrol(world, id, stage);

export const deviceRecipes: RecipeTable = {
  machine: 'device',
  view: ({ phones }) => ({ value: phones[0]!.device }),
  recipes: {
    'ok --device.disconnect--> offline': { act: event('holder.disconnectPhone', { phone }) },
    'ok --device.lose--> lost': { act: lose },
    'ok --device.erase--> erased': { act: erase },
    'offline --device.connect--> ok': {
      prepare: event('holder.disconnectPhone', { phone }),
      act: event('holder.connectPhone', { phone }),
    },
    'offline --device.lose--> lost': { prepare: event('holder.disconnectPhone', { phone }), act: lose },
    'offline --device.erase--> erased': { prepare: event('holder.disconnectPhone', { phone }), act: erase },
    'lost --device.find--> ok': { prepare: lose, act: event('holder.findPhone', { phone }) },
    'lost --device.erase--> erased': { prepare: lose, act: erase },
    'erased --device.setUp--> ok': { prepare: erase, act: event('holder.setUpPhone', { phone }) },
    'erased --device.lose--> lost': { prepare: erase, act: lose },
    'ok --device.giveUp--> givenUp': { act: giveUp },
    'offline --device.giveUp--> givenUp': {
      prepare: event('holder.disconnectPhone', { phone }),
      act: giveUp,
    },
    'erased --device.giveUp--> givenUp': { prepare: erase, act: giveUp },
  },
};

/** Phone 3 is a second Android phone, to change to. */
const secondAndroid = (world: PublicWorld) => world.phone('android/biometric');
const changeTo = (id: string) => async (world: PublicWorld) => {
  await world.event('portal.changeDevice', { phone: id, from: phone });
};
const revoke = event('portal.revoke', { phone, with: 'card', password: secrets.signature });
const changing = inTurn(secondAndroid, to(phone, 'done'), changeTo('3'), (world) =>
  goOn(world, '3', 'finishing'),
);

export const bindingRecipes: RecipeTable = {
  machine: 'binding',
  view: ({ persons }) => ({ value: persons[0]!.binding, phone: persons[0]!.phone }),
  recipes: {
    'none --binding.bind--> bound': {
      prepare: to(phone, 'complete'),
      act: event('portal.apply', { phone }),
      seen: { phone },
    },
    'bound --binding.replace--> replacing': {
      prepare: inTurn(secondAndroid, to(phone, 'done'), changeTo('3'), (world) =>
        goOn(world, '3', 'complete'),
      ),
      act: event('portal.apply', { phone: '3' }),
      seen: { phone },
    },
    'bound --binding.release--> none': { prepare: to(phone, 'done'), act: revoke, seen: { phone: null } },
    'replacing --binding.complete--> bound': { prepare: changing, act: next, seen: { phone: '3' } },
    'replacing --binding.abandon--> bound': {
      prepare: changing,
      act: event('holder.erasePhone', { phone: '3' }),
      seen: { phone },
    },
    'replacing --binding.release--> none': { prepare: changing, act: revoke, seen: { phone: null } },
  },
};

export const backOfficeRecipes: RecipeTable = {
  machine: 'backOffice',
  view: ({ backOffice }) => ({ value: backOffice }),
  recipes: {
    'open --backOffice.close--> closed': { act: (world) => world.set('2026-11-21T19:30:00+09:00') },
    'closed --backOffice.open--> open': {
      prepare: (world) => world.set('2026-11-21T19:30:00+09:00'),
      act: (world) => world.set('2026-11-22T08:00:00+09:00'),
    },
  },
};

/** Applied for when the batch is closed. */
const appliedAtNight = inTurn(
  to(phone, 'complete'),
  (world) => world.set('2026-11-21T20:00:00+09:00'),
  event('portal.apply', { phone }),
);
/** An erased phone: its enrolment fails and is cleared. */
const erased = { act: erase, to: 'idle' };
const register = event('portal.register', { phone });

export const enrolmentRecipes: RecipeTable = {
  machine: 'enrolment',
  view({ phones }) {
    const [android, apple] = phones;
    const { enrolment, step, due, certificates } = android!;
    const states = certificates.map(({ state }) => state);
    return { value: enrolment, step, due, states, iphone: apple!.enrolment };
  },
  recipes: {
    'idle --enrolment.start--> collecting': {
      act: event('portal.startEnrolment', { phone }),
      seen: { step: 'enterSignaturePassword' },
    },
    'collecting --enrolment.step [stepsLeft]--> collecting': {
      prepare: to(phone, 'collecting'),
      act: event('portal.enterSignaturePassword', { phone, ...online }),
      seen: { step: 'chooseCertificates' },
    },
    'collecting --enrolment.back--> collecting': {
      prepare: inTurn(
        to(phone, 'collecting'),
        event('portal.enterSignaturePassword', { phone, value: 'WRONG1' }),
        event('portal.chooseCertificates', { phone, kinds: 'signature' }),
        event('portal.acknowledge', { phone }),
      ),
      act: event('portal.readCard', { phone }),
      seen: { step: 'enterSignaturePassword' },
    },
    'collecting --enrolment.submit [stepsDone]--> submitted': {
      prepare: inTurn(to(phone, 'complete'), (world) => world.set('2026-11-21T20:00:00+09:00')),
      act: event('portal.apply', { phone }),
      seen: { due: '2026-11-22T08:00:00+09:00' },
    },
    'collecting --enrolment.fail--> failed': {
      prepare: to(phone, 'collecting'),
      act: event('portal.unknownSecret', { phone }),
      seen: { due: null },
    },
    'collecting --enrolment.cancel--> idle': {
      prepare: to(phone, 'collecting'),
      act: event('portal.cancelEnrolment', { phone }),
    },
    'submitted --enrolment.queue--> queued': {
      prepare: appliedAtNight,
      // The opening is told first, and at the same instant what waited for it is taken up.
      act: next,
      seen: { due: '2026-11-22T08:03:00+09:00' },
    },
    'queued --enrolment.notify [registers]--> notified': {
      prepare: to(phone, 'queued'),
      act: next,
      seen: { states: ['pending', 'pending'] },
    },
    'queued --enrolment.notify [warmsUp]--> warmingUp': {
      prepare: to(iphone, 'queued'),
      act: next,
      from: 'idle',
      to: 'idle',
      seen: { iphone: 'warmingUp' },
    },
    'submitted --enrolment.fail--> failed': { prepare: appliedAtNight, ...erased },
    'queued --enrolment.fail--> failed': { prepare: to(phone, 'queued'), ...erased },
    'registering --enrolment.fail--> failed': {
      prepare: to(phone, 'finishing'),
      ...erased,
      seen: { states: ['revoked', 'revoked'] },
    },
    'warmingUp --enrolment.fail--> failed': {
      prepare: to(iphone, 'finishing'),
      act: event('holder.erasePhone', { phone: iphone }),
      from: 'idle',
      to: 'idle',
      seen: { iphone: 'idle' },
    },
    'submitted --enrolment.register [registersUnnotified]--> registering': {
      mutants: ['L-17'],
      prepare: appliedAtNight,
      act: register,
    },
    'queued --enrolment.register [registersUnnotified]--> registering': {
      mutants: ['L-17'],
      prepare: to(phone, 'queued'),
      act: register,
    },
    'notified --enrolment.register--> registering': {
      prepare: to(phone, 'notified'),
      act: register,
    },
    'notified --enrolment.fail--> failed': { prepare: to(phone, 'notified'), act: revoke, to: 'idle' },
    'registering --enrolment.finish--> done': {
      prepare: to(phone, 'finishing'),
      act: next,
      seen: { states: ['valid', 'valid'], due: null },
    },
    'warmingUp --enrolment.finish--> done': {
      prepare: to(iphone, 'finishing'),
      act: next,
      from: 'idle',
      to: 'idle',
      seen: { iphone: 'done' },
    },
    'done --enrolment.clear--> idle': { prepare: to(phone, 'done'), act: revoke },
    'failed --enrolment.clear--> idle': {
      prepare: inTurn(to(phone, 'collecting'), event('portal.unknownSecret', { phone })),
      act: erase,
    },
  },
  unreachable: {
    'idle --enrolment.reissue--> submitted': 'resuming goes through the secrets that are set anew',
    'done --enrolment.reissue--> submitted': 'resuming goes through the secrets that are set anew',
    'failed --enrolment.start--> collecting': 'what failed is cleared before it starts again',
  },
};

const losePhone = inTurn(to(iphone, 'done'), event('holder.losePhone', { phone: iphone }));
const held = inTurn(losePhone, event('callCentre.holdPhone', { phone: iphone }));
const found = inTurn(held, event('holder.findPhone', { phone: iphone }));
const deleteCard = event('portal.delete', { phone: iphone, with: 'card', password: secrets.signature });

export const walletDocumentRecipes: RecipeTable = {
  machine: 'walletDocument',
  view: ({ phones }) => ({ value: phones[1]!.wallet, age: phones[1]!.usable['age-proof'] }),
  recipes: {
    'absent --wallet.provision--> provisioned': {
      prepare: to(iphone, 'complete'),
      act: event('wallet.add', { phone: iphone }),
      seen: { age: 'L-28' },
    },
    'provisioned --wallet.activate--> usable': {
      prepare: to(iphone, 'finishing'),
      act: next,
      seen: { age: 'yes' },
    },
    'provisioned --wallet.remove--> removed': {
      prepare: to(iphone, 'queued'),
      act: event('holder.erasePhone', { phone: iphone }),
    },
    'usable --wallet.suspend--> suspended': {
      prepare: losePhone,
      act: event('callCentre.holdPhone', { phone: iphone }),
    },
    'usable --wallet.remove--> removed': { prepare: to(iphone, 'done'), act: deleteCard },
    'suspended --wallet.provision--> provisioned': {
      prepare: inTurn(found, event('portal.resume', { phone: iphone }), (world) =>
        goOn(world, iphone, 'complete'),
      ),
      act: event('wallet.add', { phone: iphone }),
    },
    'suspended --wallet.activate--> usable': {
      mutants: ['L-83'],
      prepare: found,
      act: event('portal.resume', { phone: iphone }),
      seen: { age: 'yes' },
    },
    'suspended --wallet.remove--> removed': { prepare: found, act: deleteCard },
    'removed --wallet.provision--> provisioned': {
      prepare: inTurn(to(iphone, 'done'), deleteCard, (world) => enrol(world, iphone, 'complete')),
      act: event('wallet.add', { phone: iphone }),
    },
  },
  unreachable: {
    'provisioned --wallet.suspend--> suspended':
      'what is not issued yet cannot be held, and a hold is what suspends',
  },
};
