import { crlName } from '../pki/certificate.ts';
import type { CertificateKind, Generation } from '../pki/certificate-profile.ts';
import {
  type CrlEntry,
  crlAuthorityKeyIdentifier,
  crlNumber,
  encodeCrl,
  encodeCrlBody,
  encodeCrlEntries,
  issuingDistributionPoint,
} from '../pki/crl.ts';
import type { Extension } from '../pki/extension-list.ts';
import { strangerKey } from '../pki/responder-certificate.ts';
import { crlPath } from '../pki/status-paths.ts';
import type { IssuedCertificate } from '../world/issued-certificates.ts';
import { type BookStatus, presentStatus, statusBefore, wasHeld } from './book-status.ts';
import { signatureOf } from './ocsp-responder.ts';
import { dayMs, publicationEnd, publicationNumber, servedPublication } from './publication.ts';
import { authorityOf, otherKind } from './responder-identity.ts';
import type { Bent, StatusWorld } from './status-world.ts';

/** One municipality's list of one CA. */
export interface CrlPoint {
  readonly kind: CertificateKind;
  readonly generation: Generation;
  /** Code of the municipality, five digits; or `ca` for the list of the CA's own certificate. */
  readonly municipality: string;
}

/** A list and what a cache may know of it. Instants in ms. */
export interface PublishedCrl {
  readonly bytes: Uint8Array;
  readonly thisUpdate: number;
  /** When the next list takes its place. */
  readonly servedUntil: number;
  readonly entries: number;
}

interface Municipality {
  readonly prefecture: string;
  readonly name: string;
}

/** Verifiers that check whole chains want a list for the CA too. @see jpki-card reference, 6.1: its own CRLDP */
export const ofAuthorities = 'ca';

/** How many certificates are looked at, or entries encoded, before others have their turn. */
const atOnce = 500;
const crlHours = 3_600_000;

const pointKey = ({ kind, generation, municipality }: CrlPoint): string =>
  `${kind} ${generation} ${municipality}`;

/**
 * The revocation lists of the distribution points, each as the books stood at the last daily publication. A list
 * follows from the books' history alone: it comes out the same, byte for byte, whenever it is made and after every
 * restart. It is made when it is first asked for, in pieces, so that other requests are answered between.
 * @see RFC 5280, 5; jpki-card reference, section 7
 */
export class CrlPublisher {
  readonly #status: StatusWorld;
  /** Lets everything else that waits have its turn. */
  readonly #breathe: () => Promise<void>;
  readonly #made = new Map<string, { readonly of: string; readonly crl: Promise<PublishedCrl> }>();
  #known: { readonly of: string; readonly municipalities: ReadonlyMap<string, Municipality> } | undefined;

  constructor(status: StatusWorld, breathe: () => Promise<void>) {
    this.#status = status;
    this.#breathe = breathe;
  }

  /** The municipalities that persons of this world live in, by code. */
  get municipalities(): ReadonlyMap<string, Municipality> {
    const { world } = this.#status;
    const of = `${world.books.edition} ${world.persons.size}`;
    if (this.#known?.of !== of) {
      const municipalities = new Map<string, Municipality>();
      for (const { profile } of world.persons.values()) {
        const { code, prefecture, name } = profile.municipality;
        if (!municipalities.has(code)) municipalities.set(code, { prefecture, name });
      }
      this.#known = { of, municipalities };
    }
    return this.#known.municipalities;
  }

  /** The list that is served at an instant; undefined for a point that does not exist. */
  async list(point: CrlPoint, now: number, bent: Bent = {}): Promise<PublishedCrl | undefined> {
    const { rules, world, switches } = this.#status;
    const known = point.municipality === ofAuthorities || this.municipalities.has(point.municipality);
    if (!known && rules.holds('crl/unknown-point')) return undefined;
    const served = servedPublication(switches, bent.asOf ?? now);
    const published = rules.holds('crl/window-ends') ? served : served - dayMs;
    if (bent.signature !== undefined || bent.asOf !== undefined || !rules.holds('crl/daily'))
      return this.#make(point, published, now, bent);
    const of = `${world.books.edition} ${published} ${world.statusUrl}`;
    const key = pointKey(point);
    const made = this.#made.get(key);
    if (made?.of === of) return made.crl;
    const crl = this.#make(point, published, now, bent);
    this.#made.set(key, { of, crl });
    crl.catch(() => this.#made.delete(key));
    return crl;
  }

  async #make(point: CrlPoint, published: number, now: number, bent: Bent): Promise<PublishedCrl> {
    const { rules, switches } = this.#status;
    const listed = await this.#entries(point, rules.holds('crl/daily') ? published : now + 1, published);
    const authority = authorityOf(point.kind, this.#signing(point));
    const issuer = rules.holds('crl/issuer') ? authority.name : authorityOf(otherKind(point.kind), 2).name;
    const end = publicationEnd(switches, published);
    const nextUpdate = rules.holds('crl/next-update') ? end : published;
    const body = encodeCrlBody(
      {
        issuer,
        thisUpdate: rules.holds('crl/this-update') ? published : now + crlHours,
        nextUpdate: rules.holds('crl/next-update-given') ? nextUpdate : null,
        extensions: this.#extensions(point, published, authority.key.keyIdentifier),
        versionless: !rules.holds('crl/version-two'),
        emptyField: !rules.holds('crl/empty-absent'),
      },
      listed.encoded,
    );
    const key = bent.signature === 'stranger' ? strangerKey() : authority.key;
    const wrong = bent.signature === 'wrong' || !rules.holds('crl/signature');
    const signature = await signatureOf(key, body, 'sha256', wrong);
    return {
      bytes: encodeCrl(body, signature),
      thisUpdate: published,
      servedUntil: end,
      entries: listed.count,
    };
  }

  #signing({ generation }: CrlPoint): Generation {
    if (this.#status.rules.holds('crl/signed-by-generation')) return generation;
    return generation === 1 ? 2 : 1;
  }

  #extensions(point: CrlPoint, published: number, keyIdentifier: Uint8Array): Extension[] {
    const { rules } = this.#status;
    const extensions: Extension[] = [];
    if (rules.holds('crl/authority-key-identifier'))
      extensions.push(crlAuthorityKeyIdentifier(keyIdentifier));
    if (rules.holds('crl/number-given'))
      extensions.push(crlNumber(rules.holds('crl/number-grows') ? publicationNumber(published) : 1));
    if (rules.holds('crl/distribution-point')) extensions.push(this.#distributionPoint(point));
    return extensions;
  }

  #distributionPoint(point: CrlPoint): Extension {
    const { rules, world } = this.#status;
    const { kind, generation } = point;
    const municipality = rules.holds('crl/distribution-point-own') ? point.municipality : '99999';
    const url = world.statusUrl && `${world.statusUrl}${crlPath(kind, generation, municipality)}`;
    const critical = rules.holds('crl/distribution-point-critical');
    if (municipality === ofAuthorities)
      return issuingDistributionPoint(authorityOf(kind, generation).name, url, 'authorities', critical);
    const at = this.municipalities.get(municipality) ?? { prefecture: 'Other-ken', name: 'Other-shi' };
    return issuingDistributionPoint(crlName(kind, at), url, 'users', critical);
  }

  /** Whether a certificate belongs to the list of a point. */
  #belongs(point: CrlPoint, certificate: IssuedCertificate): boolean {
    const { rules, world } = this.#status;
    if (point.municipality === ofAuthorities) return false; // no CA of this world is ever revoked
    if (certificate.kind !== point.kind && rules.holds('crl/kinds-apart')) return false;
    if (certificate.facts.generation !== point.generation) return false;
    if (!rules.holds('crl/municipality-only')) return true;
    return world.persons.get(certificate.person)?.profile.municipality.code === point.municipality;
  }

  /** What the books said before an instant, as entries in the order of serial numbers, encoded. */
  async #entries(point: CrlPoint, asOf: number, published: number) {
    // By the first byte: a few hundred each even of a hundred thousand, quickly put in order.
    const buckets = new Map<number, CrlEntry[]>();
    let seen = 0;
    let count = 0;
    for (const certificate of this.#status.world.books.changed()) {
      if (++seen % atOnce === 0) await this.#breathe();
      const entry = this.#belongs(point, certificate) ? this.#entry(certificate, asOf, published) : undefined;
      if (entry === undefined) continue;
      count++;
      const bucket = buckets.get(entry.serial >>> 24);
      if (bucket === undefined) buckets.set(entry.serial >>> 24, [entry]);
      else bucket.push(entry);
    }
    const encoded: Uint8Array[] = [];
    for (const first of [...buckets.keys()].sort((a, b) => a - b)) {
      const bucket = buckets.get(first)!.sort((a, b) => a.serial - b.serial);
      for (let at = 0; at < bucket.length; at += atOnce) {
        encoded.push(encodeCrlEntries(bucket.slice(at, at + atOnce)));
        await this.#breathe();
      }
    }
    return { encoded, count };
  }

  #entry(certificate: IssuedCertificate, asOf: number, published: number): CrlEntry | undefined {
    const { rules, world } = this.#status;
    const { serial, notAfter } = certificate.facts;
    // Still in the first list that is published after the end, and in none after that.
    const lastListed = rules.holds('crl/expired-stays-once') ? notAfter + dayMs : notAfter;
    if (published > lastListed && rules.holds('crl/expired-leaves')) return undefined;
    const history = world.books.history(certificate.id);
    const book = rules.holds('crl/daily')
      ? statusBefore(certificate, history, asOf)
      : presentStatus(certificate, history);
    if (book.state === 'held' || book.state === 'revoked') return this.#listed(serial, book, published);
    // A hold that was lifted before the list was made.
    const lifted = history.findLast(({ state, at }) => state === 'valid' && at < asOf);
    if (lifted === undefined || !wasHeld(history)) return undefined;
    if (!rules.holds('crl/hold-lifted-leaves'))
      return { serial, at: history[0]!.at, reason: 'certificateHold' };
    if (!rules.holds('crl/no-remove-from-crl')) return { serial, at: lifted.at, reason: 'removeFromCRL' };
    return undefined;
  }

  #listed(
    serial: number,
    book: Extract<BookStatus, { since: number }>,
    published: number,
  ): CrlEntry | undefined {
    const { rules } = this.#status;
    const held = book.state === 'held';
    if (!rules.holds(held ? 'crl/hold-listed' : 'crl/revoked-listed')) return undefined;
    const since = rules.holds('crl/hold-time-kept') ? book.since : book.at;
    const at = rules.holds('crl/revocation-date') ? since : published;
    if (!rules.holds('crl/reason-given')) return { serial, at, reason: null };
    if (held) return { serial, at, reason: rules.holds('crl/hold-reason') ? book.reason : null };
    const absent = book.reason === 'unspecified' && rules.holds('crl/unspecified-absent');
    return { serial, at, reason: absent ? null : book.reason };
  }
}
