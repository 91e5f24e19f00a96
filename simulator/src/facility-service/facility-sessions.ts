import { SimulatorError } from '../errors.ts';
import type { RandomSource } from '../random.ts';
import type { RuleId } from '../rules/rule-set.ts';
import type { Simulator } from '../simulator.ts';
import type { FacilityAccount } from '../world/facility.ts';

/** Why a session is over: somebody logged out, the account was logged in to anew, or a rule of the account. */
export type SessionEnd = 'loggedOut' | 'replaced' | RuleId;

export interface FacilitySession {
  readonly token: string;
  readonly account: string;
  /** The device that the app said it is on. */
  readonly device: string | undefined;
}

/**
 * The request carries no session that it may use. Codes `session/missing`, `session/unknown`, `session/ended` (401),
 * `session/other-account` (403).
 */
export class SessionRefused extends SimulatorError {
  /** Why it is over, or why there can be none. */
  readonly end: SessionEnd | undefined;
  constructor(code: `session/${string}`, message: string, end?: SessionEnd) {
    super(code, message);
    this.end = end;
  }
}

const reasons = { loggedOut: 'the app logged out', replaced: 'the account was logged in to anew' } as const;

/** How many sessions that are over are remembered, so that an app is told why. */
const rememberedEnds = 1000;

/**
 * Who is logged in to which account: one session an account. It lasts until the app logs out, somebody logs in anew,
 * or the account comes into a state in which nobody is logged in. Held in memory alone: a restart ends all.
 * unverified: how the real service keeps its sessions is not public.
 */
export class FacilitySessions {
  readonly #simulator: Simulator;
  readonly #random: RandomSource;
  /** By account. A world that is put back has accounts of its own, which nobody is logged in to. */
  readonly #open = new Map<string, { readonly session: FacilitySession; readonly of: FacilityAccount }>();
  readonly #ended = new Map<string, SessionEnd>();
  readonly #ignore: () => void;

  constructor(simulator: Simulator, random: RandomSource) {
    this.#simulator = simulator;
    this.#random = random;
    this.#ignore = simulator.onEvent(() => this.#follow());
  }

  /** Ends what the account's state does not let go on, before a later event makes it look as if it might. */
  #follow(): void {
    for (const { session, of } of this.#open.values()) {
      const rule = of.loggedOutBy;
      if (rule !== undefined) this.#end(session, rule);
    }
  }

  #end({ token, account }: FacilitySession, end: SessionEnd): void {
    this.#open.delete(account);
    this.#ended.set(token, end);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > rememberedEnds) this.#ended.delete(oldest!);
  }

  /** A new session, which ends the one there was. */
  open(account: string, device: string | undefined): FacilitySession {
    const former = this.#open.get(account);
    if (former !== undefined) this.#end(former.session, 'replaced');
    const token = Buffer.from(this.#random(24)).toString('base64url');
    const session = { token, account, device };
    this.#open.set(account, { session, of: this.#simulator.world.account(account) });
    return session;
  }

  /** The session that a token stands for. Throws SessionRefused. */
  #of(token: string): FacilitySession {
    const found = [...this.#open.values()].find(({ session }) => session.token === token);
    const now = found && this.#simulator.world.accounts.get(found.session.account);
    if (found !== undefined && now === found.of && now.loggedOutBy === undefined) return found.session;
    const end = this.#ended.get(token) ?? (now === found?.of ? now?.loggedOutBy : undefined);
    if (end === undefined)
      throw new SessionRefused('session/unknown', 'no session of this service has this token; log in');
    const reason = end === 'loggedOut' || end === 'replaced' ? `: ${reasons[end]}` : '';
    throw new SessionRefused('session/ended', `the session is over${reason}`, end);
  }

  /** The session of an account that a request carries. Throws SessionRefused. */
  needed(account: string, authorization: string | undefined): FacilitySession {
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      const how = 'log in, and send the token that it gives: "Authorization: Bearer TOKEN"';
      throw new SessionRefused('session/missing', how, this.#simulator.world.account(account).loggedOutBy);
    }
    const session = this.#of(token);
    if (session.account !== account)
      throw new SessionRefused('session/other-account', 'the session is of another account');
    return session;
  }

  /** The session of an account that a request carries, if it carries one that goes on. */
  carried(account: string, authorization: string | undefined): FacilitySession | undefined {
    try {
      return this.needed(account, authorization);
    } catch (error) {
      if (error instanceof SessionRefused) return undefined;
      throw error;
    }
  }

  logOut(session: FacilitySession): void {
    this.#end(session, 'loggedOut');
  }

  /** Stops looking on. */
  close(): void {
    this.#ignore();
  }
}
