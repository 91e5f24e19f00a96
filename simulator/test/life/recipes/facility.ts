import { facilitySecrets, type PublicWorld } from '../public-world.ts';
import { event, inTurn, next, type RecipeTable, times } from './recipe.ts';

const apply = event('facilityApplicant.applyAccount', {
  platform: 'android',
  password: facilitySecrets.password,
});
const logIn = event('facilityApp.logIn', { password: facilitySecrets.password });
const wrongPassword = event('facilityApp.logIn', { password: 'not-it' });
const register = event('facilityApp.registerDevice');
const setPasscode = event('facilityApp.setPasscode', { value: facilitySecrets.passcode });
const wrongPasscode = event('facilityApp.launch', { passcode: '0000' });
const uninstall = event('facilityApp.uninstall');
const deregister = event('facilityApp.deregister');
const stop = event('facilityCallCentre.stopAccount');
const release = event('facilityApplicant.releaseAccount');

const loggedIn = inTurn(apply, logIn);
const registered = inTurn(loggedIn, register);
const ready = inTurn(registered, setPasscode);
/** Asked for the login again after five wrong passcodes. */
const askedAgain = inTurn(ready, times(5, wrongPasscode));
const locked = inTurn(apply, times(5, wrongPassword));
const lockedLater = inTurn(askedAgain, times(5, wrongPassword));
const deregistering = inTurn(ready, deregister);

const account = (
  prepare: (world: PublicWorld) => Promise<unknown>,
  act: (world: PublicWorld) => Promise<unknown>,
  seen: Readonly<Record<string, unknown>> = {},
) => ({ prepare, act, seen });

export const facilityAccountRecipes: RecipeTable = {
  machine: 'facilityAccount',
  view({ accounts }) {
    const { state, secrets, ...others } = accounts[0]!;
    return { value: state, ...others, passwordTries: secrets.password.triesLeft };
  },
  recipes: {
    'unregistered --account.logIn [installed]--> loggedIn': account(apply, logIn, { registered: false }),
    'unregistered --account.lock--> locked': account(inTurn(apply, times(4, wrongPassword)), wrongPassword, {
      due: '2026-11-21T10:30:00+09:00',
      passwordTries: 0,
    }),
    'unregistered --account.stop--> stopped': account(apply, stop),
    'unregistered --account.release--> released': account(apply, release),
    'loggedIn --account.register [notRegistered]--> loggedIn': account(loggedIn, register, {
      registered: true,
    }),
    'loggedIn --account.setPasscode [registered]--> passcodeSet': account(registered, setPasscode),
    'loggedIn --account.logIn--> loggedIn': account(loggedIn, logIn, { registered: false }),
    'loggedIn --account.lock--> locked': account(inTurn(loggedIn, times(4, wrongPassword)), wrongPassword, {
      due: '2026-11-21T10:30:00+09:00',
    }),
    'loggedIn --account.uninstall--> registered': account(loggedIn, uninstall, { installed: false }),
    'loggedIn --account.stop--> stopped': account(loggedIn, stop),
    'passcodeSet --account.requireLogIn--> registered': account(
      inTurn(ready, times(4, wrongPasscode)),
      wrongPasscode,
    ),
    'passcodeSet --account.logIn--> passcodeSet': account(ready, logIn, { device: '1' }),
    'passcodeSet --account.lock--> locked': account(inTurn(ready, times(4, wrongPassword)), wrongPassword, {
      registered: true,
      due: '2026-11-21T10:30:00+09:00',
    }),
    'passcodeSet --account.setSight--> passcodeSet': account(
      ready,
      event('facilityApp.setSight', { sight: 'off' }),
      { mode: 'pin' },
    ),
    'passcodeSet --account.uninstall--> registered': account(ready, uninstall, { installed: false }),
    'passcodeSet --account.deregister--> deregistering': account(ready, deregister, {
      due: '2026-11-21T11:00:00+09:00',
    }),
    'passcodeSet --account.stop--> stopped': account(ready, stop),
    'registered --account.logIn [installed]--> loggedIn': account(askedAgain, logIn),
    'registered --account.lock--> locked': account(
      inTurn(askedAgain, times(4, wrongPassword)),
      wrongPassword,
    ),
    'registered --account.uninstall [installed]--> registered': account(askedAgain, uninstall, {
      installed: false,
    }),
    'registered --account.reinstall--> registered': {
      ...account(inTurn(askedAgain, uninstall), logIn, { installed: true }),
      // The login is refused twice over: the app is gone, and the machine takes no login then.
      mutants: ['L-104', 'L-100'],
      to: 'loggedIn',
    },
    'registered --account.release--> released': account(askedAgain, release),
    'registered --account.stop--> stopped': account(askedAgain, stop),
    'locked --account.unlock [registered]--> registered': account(lockedLater, next, { passwordTries: 5 }),
    'locked --account.unlock--> unregistered': account(locked, next, { due: null, passwordTries: 5 }),
    'locked --account.stop--> stopped': account(locked, stop, { due: null }),
    'deregistering --account.deregistered--> unregistered': account(deregistering, next, {
      registered: false,
      due: null,
    }),
    'deregistering --account.stop--> stopped': account(deregistering, stop, { due: null }),
    'stopped --account.release--> released': account(inTurn(apply, stop), release),
  },
};
