import { jstIso } from '../../src/clock/calendar.ts';
import { certId } from '../../src/pki/cert-id.ts';
import { decodeCrl } from '../../src/pki/crl.ts';
import { encodeOcspRequest } from '../../src/pki/ocsp-request.ts';
import { decodeOcspResponse } from '../../src/pki/ocsp-response.ts';
import type { Simulator } from '../../src/simulator.ts';

type Kind = 'signature' | 'authentication';
type State = ReturnType<Simulator['state']>;

const kinds: readonly Kind[] = ['signature', 'authentication'];
const dayMs = 86_400_000;
const jstOffsetMs = 9 * 3_600_000;
/** Yesterday's list lasts so long after midnight. */
const windowMs = 300_000;

/** What OCSP has to say of a certificate in a state, told by the state's name. */
function demanded(state: string, reason: string | null): string {
  switch (state) {
    case 'valid':
    case 'expired':
      return 'good';
    case 'held':
    case 'revoked':
      return `revoked ${reason}`;
    default:
      return 'unknown';
  }
}

/** Where OCSP and the state differ: serial number, what is demanded, what is said. */
export async function ocspDifferences(simulator: Simulator): Promise<string[]> {
  const { certificates } = simulator.state();
  // Both responders sign at once, each in a thread of its own.
  const differences = kinds.map(async (kind) => {
    const asked = certificates.filter((one) => one.kind === kind);
    const ids = asked.map(({ serial }) => certId(kind, 2, Number.parseInt(serial, 16)));
    const { answer } = await simulator.status.ocsp(kind, encodeOcspRequest({ certificates: ids }));
    const responses = decodeOcspResponse(answer!.bytes).basic!.responses;
    return asked.flatMap(({ serial, state, reason }, i) => {
      const { certStatus } = responses[i]!;
      const said = certStatus.status === 'revoked' ? `revoked ${certStatus.reason}` : certStatus.status;
      const wanted = demanded(state, reason);
      return said === wanted ? [] : [`${kind} ${serial} is ${state}: OCSP says ${said}, not ${wanted}`];
    });
  });
  return (await Promise.all(differences)).flat();
}

interface Change {
  readonly at: number;
  readonly state: string;
  readonly reason: string | null;
}

/** Remembers when certificates changed, by looking at the state alone, and what the daily lists have to hold. */
export class Outside {
  readonly #changes = new Map<string, Change[]>();
  readonly #ends = new Map<string, number>();

  /** Looks on from now; again after a restart. */
  watch(simulator: Simulator): void {
    this.look(simulator, Number.NEGATIVE_INFINITY);
    simulator.onEvent(({ outcome }) => this.look(simulator, Date.parse(outcome.at)));
  }

  look({ world }: Simulator, at: number): void {
    for (const { id, machine, facts } of world.books.all) {
      const state = String(machine.snapshot.value);
      const known = this.#changes.get(id);
      if (known?.at(-1)?.state === state) continue;
      const change = { at, state, reason: machine.snapshot.context.reason };
      if (known === undefined) this.#changes.set(id, [change]);
      else known.push(change);
      this.#ends.set(id, facts.notAfter);
    }
  }

  /** What the list of a kind has to hold now: serial numbers with reasons. */
  #demanded(kind: Kind, now: number): string[] {
    const midnight = Math.floor((now + jstOffsetMs) / dayMs) * dayMs - jstOffsetMs;
    const published = now - midnight < windowMs ? midnight - dayMs : midnight;
    const listed: string[] = [];
    for (const [id, changes] of this.#changes) {
      const [of, serial] = id.split('/');
      const then = changes.findLast(({ at }) => at < published);
      if (of !== kind || (then?.state !== 'held' && then?.state !== 'revoked')) continue;
      if (published > this.#ends.get(id)! + dayMs) continue;
      listed.push(`${serial} ${then.reason === 'unspecified' ? null : then.reason}`);
    }
    return listed.sort();
  }

  /** Where the lists and what was seen differ. */
  async crlDifferences(simulator: Simulator, municipality = '99001'): Promise<string[]> {
    const now = simulator.calendar.now();
    const differences: string[] = [];
    for (const kind of kinds) {
      const { answer } = await simulator.status.crl({ kind, generation: 2, municipality });
      const found = (decodeCrl(answer!.bytes).entries ?? []).map(
        ({ serial, reason }) => `${serial.toString(16).padStart(8, '0')} ${reason}`,
      );
      const wanted = this.#demanded(kind, now);
      if (wanted.join() !== found.sort().join()) {
        const when = jstIso(now);
        differences.push(
          `the ${kind} list at ${when} holds [${found.join(', ')}], not [${wanted.join(', ')}]`,
        );
      }
    }
    return differences;
  }
}

/** Certificates whose state the card must not show: on hold, revoked. */
export const stoppedOnCard = ({ cards }: State): readonly Kind[] =>
  (cards[0]?.certificates ?? [])
    .filter(({ state }) => state === 'held' || state === 'revoked')
    .map(({ kind }) => kind);
