import { enrol, type PublicWorld, secrets } from '../public-world.ts';
import { event, inTurn, nothing, type RecipeTable, times } from './recipe.ts';

const wrong = (world: PublicWorld) => world.verify('authentication', '9999');
const right = (world: PublicWorld) => world.verify('authentication', secrets.authentication);
const reset = event('counter.resetSecret', { secret: 'jpki/authentication' });

/** The user authentication PIN of the card, seen in the state and by an empty VERIFY. */
export const secretRecipes: RecipeTable = {
  machine: 'secret',
  async view(state, world) {
    const { blocked, triesLeft } = state.cards[0]!.secrets['jpki/authentication']!;
    const issuedBlocked = state.cards[0]!.secrets['text/issued-blocked']!.blocked;
    const empty = await world.verify('authentication');
    return { value: blocked ? 'blocked' : 'usable', triesLeft, empty, issuedBlocked };
  },
  recipes: {
    // The reference that is issued blocked is so in every fresh world, the PIN beside it is not.
    'issued --always [noTries]--> blocked': {
      act: nothing,
      from: 'usable',
      to: 'usable',
      seen: { issuedBlocked: true },
    },
    'issued --always--> usable': { act: nothing, from: 'usable', seen: { triesLeft: 3, empty: '63C3' } },
    'usable --secret.matched--> usable': {
      prepare: wrong,
      act: right,
      seen: { triesLeft: 3, empty: '63C3' },
    },
    'usable --secret.mismatched [lastTry]--> blocked': {
      prepare: times(2, wrong),
      act: wrong,
      seen: { triesLeft: 0, empty: '63C0' },
    },
    'usable --secret.mismatched--> usable': { act: wrong, seen: { triesLeft: 2, empty: '63C2' } },
    'usable --secret.reset [mayReset]--> usable': {
      prepare: wrong,
      act: reset,
      seen: { triesLeft: 3, empty: '63C3' },
    },
    'blocked --secret.reset [mayReset]--> usable': {
      prepare: times(3, wrong),
      act: reset,
      seen: { triesLeft: 3, empty: '63C3' },
    },
  },
};

export const cardBodyRecipes: RecipeTable = {
  machine: 'cardBody',
  view: ({ cards }) => ({ value: cards[0]!.state, certificates: cards[0]!.certificates.map((c) => c.state) }),
  recipes: {
    'active --card.reportLost--> lostReported': {
      act: event('counter.reportLost'),
      seen: { certificates: ['valid', 'valid'] },
    },
    'active --card.return--> returned': {
      act: event('counter.returnCard'),
      seen: { certificates: ['revoked', 'revoked'] },
    },
    'lostReported --card.reportFound--> active': {
      prepare: inTurn(event('callCentre.holdCard'), event('counter.reportLost')),
      act: event('counter.liftHold'),
      seen: { certificates: ['revoked', 'valid'] },
    },
    'lostReported --card.return--> returned': {
      prepare: event('counter.reportLost'),
      act: event('counter.returnCard'),
    },
  },
};

/** The certificates: of the card for what its desks do, of the Android phone for what is issued over time. */
const onCard = (name: 'signature' | 'authentication', value: string) => ({ [`card ${name}`]: value });
const holdCard = event('callCentre.holdCard');
const revokeOnPhone = event('portal.revoke', { phone: '1', with: 'card', password: secrets.signature });
export const certificateRecipes: RecipeTable = {
  machine: 'certificate',
  view({ cards, phones }) {
    const views = [
      ...cards[0]!.certificates.map(({ kind, state, reason }) => [`card ${kind}`, state, reason] as const),
      ...phones[0]!.certificates.map(({ kind, state, reason }) => [`phone ${kind}`, state, reason] as const),
    ];
    const states = Object.fromEntries(views.map(([name, state]) => [name, state]));
    const reasons = Object.fromEntries(views.map(([name, , reason]) => [`reason of ${name}`, reason]));
    return { value: states['phone signature'] ?? 'absent', ...states, ...reasons };
  },
  recipes: {
    'absent --certificate.request--> pending': {
      prepare: (world) => enrol(world, '1', 'queued'),
      act: (world) => world.next(),
    },
    'pending --certificate.issue--> valid': {
      prepare: (world) => enrol(world, '1', 'finishing'),
      act: (world) => world.next(),
    },
    'pending --certificate.revoke--> revoked': {
      prepare: (world) => enrol(world, '1', 'notified'),
      act: revokeOnPhone,
      seen: { 'reason of phone signature': 'cessationOfOperation' },
    },
    'valid --certificate.hold--> held': {
      prepare: (world) => enrol(world, '1'),
      act: event('callCentre.holdPhone', { phone: '1' }),
      seen: { 'reason of phone signature': 'certificateHold' },
    },
    'valid --certificate.revoke--> revoked': { prepare: (world) => enrol(world, '1'), act: revokeOnPhone },
    'held --certificate.liftHold [holdReversible]--> valid': {
      prepare: holdCard,
      act: event('counter.liftHold'),
      from: 'absent',
      to: 'absent',
      seen: { ...onCard('authentication', 'valid'), 'reason of card authentication': null },
    },
    'held --certificate.revoke--> revoked': {
      prepare: holdCard,
      act: event('counter.liftHold'),
      from: 'absent',
      to: 'absent',
      seen: onCard('signature', 'revoked'),
    },
  },
  unreachable: {
    'revoked --certificate.liftHold [revocationReversible]--> valid':
      'only with desk/revoked-final broken, and no event lifts what is revoked',
  },
};
