import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { concat } from '../bytes/hex.ts';
import type {
  BenchAuthority,
  BenchKind,
  CrlOrder,
  OcspOrder,
  RelyingBench,
  StatusRequest,
  Transport,
} from '../engine/relying-bench.ts';
import { digest } from '../x509/certificate.ts';
import { type CertId, certIdOf, readOcspRequest } from '../x509/ocsp-request.ts';
import {
  type CertStatus,
  writeOcspError,
  writeOcspResponse,
  writeResponseData,
} from '../x509/ocsp-response.ts';
import { writeListData, writeRevocationList } from '../x509/revocation-list.ts';
import { type BenchIssuer, dayMs, identifierOf, RelyingAuthority } from './relying-authority.ts';

/** The bench with the means to start and end it. */
export interface RunningRelyingBench extends RelyingBench {
  /** What a relying party finds in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** As it was at the start. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const kinds: readonly BenchKind[] = ['authentication', 'signature'];
const authorities: readonly BenchAuthority[] = ['current', 'former', 'impostor'];
/** Where each responder and list of the bench is. */
const places = (['ocsp', 'crl'] as const).flatMap((service) =>
  kinds.flatMap((kind) =>
    authorities.map((by) => ({ service, kind, by, path: `/${service}/${kind}-${by}` })),
  ),
);
const isAt = (path: string, url: string): boolean =>
  url === path || url === `${path}.crl` || url.startsWith(`${path}/`);
const otherKind = (kind: BenchKind): BenchKind => (kind === 'signature' ? 'authentication' : 'signature');
const otherGeneration = (by: BenchAuthority): BenchAuthority => (by === 'current' ? 'former' : 'current');
const flipped = (bytes: Uint8Array): Uint8Array => {
  const copy = bytes.slice();
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 0x01;
  return copy;
};
const hourMs = 3_600_000;
const slowMs = 700;

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  return concat(...parts);
}

/** Lines of 64 characters, and none that is empty: OpenSSL takes that for the end. */
function pem(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/**
 * Starts CAs, responders and lists on the loopback. The file of trust anchors is written into `directory`; `others` are
 * trusted beside, DER.
 */
export async function startRelyingBench(
  clock: string,
  directory: string,
  others: readonly Uint8Array[] = [],
): Promise<RunningRelyingBench> {
  const now = Date.parse(clock);
  let base = '';
  const authority = new RelyingAuthority(now, () => base);
  const books = new Map<string, CertStatus>();
  let [ocsp, crl]: [OcspOrder, CrlOrder] = [{}, {}];
  let asked: StatusRequest[] = [];

  function ocspSigner(kind: BenchKind, by: BenchAuthority): BenchIssuer {
    switch (ocsp.signer) {
      case 'authority':
        return authority.authority(kind, by);
      case 'stranger':
        return authority.stranger(kind);
      case 'leaf':
        return authority.leaf(kind);
      case 'expired':
        return authority.delegate(kind, by, -10);
      case 'other-generation':
        return authority.delegate(kind, otherGeneration(by));
      case 'other-kind':
        return authority.delegate(otherKind(kind), by);
      default:
        return authority.delegate(kind, by);
    }
  }

  function idToAnswer(id: CertId, kind: BenchKind): CertId {
    if (ocsp.about === 'other-issuer')
      return certIdOf(authority.authority(otherKind(kind), 'current').certificate, id.serial, id.hash);
    if (ocsp.about !== 'other-serial') return id;
    return { ...id, serial: (Number.parseInt(id.serial, 16) + 1).toString(16) };
  }

  function ocspAnswer(kind: BenchKind, by: BenchAuthority, body: Uint8Array): Uint8Array {
    let request: ReturnType<typeof readOcspRequest>;
    try {
      request = readOcspRequest(body);
    } catch {
      asked.push({ service: 'ocsp', serials: [], nonce: false });
      return writeOcspError('malformedRequest');
    }
    const { ids, nonce } = request;
    asked.push({ service: 'ocsp', serials: ids.map(({ serial }) => serial), nonce: nonce !== undefined });
    if (ocsp.error !== undefined) return writeOcspError(ocsp.error);
    const signer = ocspSigner(kind, by);
    const thisUpdate = now + (ocsp.thisUpdate ?? -60_000);
    const nextUpdate = ocsp.nextUpdate === null ? undefined : now + (ocsp.nextUpdate ?? hourMs);
    const given = { omit: undefined, other: digest('sha256', nonce ?? new Uint8Array(0)), echo: nonce };
    const data = writeResponseData({
      keyHash: identifierOf(signer.key),
      producedAt: thisUpdate,
      responses: ids.map((id) => ({
        id: idToAnswer(id, kind),
        certStatus: books.get(id.serial) ?? { status: 'good' },
        thisUpdate,
        nextUpdate,
      })),
      nonce: nonce === undefined ? undefined : given[ocsp.nonce ?? 'echo'],
    });
    const signature = signer.key.sign(data);
    const sent = ocsp.signer === 'authority' ? [] : [signer.certificate.bytes];
    return writeOcspResponse(data, ocsp.signature === 'wrong' ? flipped(signature) : signature, sent);
  }

  function crlSigner(kind: BenchKind, by: BenchAuthority): BenchIssuer {
    if (crl.signer === 'stranger') return authority.authority(kind, 'impostor');
    if (crl.signer === 'other-generation') return authority.authority(kind, otherGeneration(by));
    return authority.authority(crl.signer === 'other-kind' ? otherKind(kind) : kind, by);
  }

  function list(kind: BenchKind, by: BenchAuthority): Uint8Array {
    asked.push({ service: 'crl', serials: [], nonce: false });
    const { certificate, key } = crlSigner(kind, by);
    const entries = [...books].flatMap(([serial, status]) =>
      status.status === 'revoked' ? [{ serial, at: status.at, reason: status.reason }] : [],
    );
    const data = writeListData({
      issuer: certificate.subject,
      thisUpdate: now + (crl.thisUpdate ?? -hourMs),
      nextUpdate: now + (crl.nextUpdate ?? dayMs),
      entries,
      number: Math.floor(now / dayMs),
      keyIdentifier: identifierOf(key),
      pointUrl: `${base}/crl/${kind}-${by}${crl.point === 'other' ? '-elsewhere' : ''}.crl`,
    });
    const signature = key.sign(data);
    return writeRevocationList(data, crl.signature === 'wrong' ? flipped(signature) : signature);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = places.find(({ path }) => isAt(path, request.url ?? ''));
    const body = await bodyOf(request);
    if (asked === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { service, kind, by } = asked;
    const ofPath = decodeURIComponent((request.url ?? '').split('/').slice(3).join('/'));
    const question = body.length > 0 ? body : Uint8Array.from(Buffer.from(ofPath, 'base64'));
    const told = service === 'ocsp' ? ocspAnswer(kind, by, question) : list(kind, by);
    const type = service === 'ocsp' ? 'application/ocsp-response' : 'application/pkix-crl';
    const transport: Transport | undefined = (service === 'ocsp' ? ocsp : crl).transport;
    if (transport === 'close') response.destroy();
    else if (transport === 'unavailable') response.writeHead(503).end();
    else if (transport === 'garbage') response.writeHead(200, { 'content-type': type }).end('TEST: no DER');
    else if (transport === 'slow')
      setTimeout(() => response.writeHead(200, { 'content-type': type }).end(told), slowMs);
    else if (transport !== 'never') response.writeHead(200, { 'content-type': type }).end(told);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const anchors = join(directory, 'trust-anchors.pem');
  const trust = (...authorities: readonly BenchAuthority[]): Promise<void> =>
    writeFile(
      anchors,
      kinds
        .flatMap((kind) => authorities.map((by) => authority.authority(kind, by).certificate.bytes))
        .concat(others)
        .map((bytes) => pem(bytes))
        .join(''),
    );
  await trust('current', 'former');

  return {
    now: clock,
    env: { KAZASHI_TRUST_ANCHORS: anchors, KAZASHI_STATUS: base },
    issue: (order) => authority.issue(order),
    set: (serial, status) => void books.set(serial, status),
    ocsp: (order) => {
      ocsp = order;
    },
    crl: (order) => {
      crl = order;
    },
    trust,
    get asked() {
      return asked;
    },
    async reset() {
      books.clear();
      [ocsp, crl, asked] = [{}, {}, []];
      await trust('current', 'former');
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
