import { createPublicKey, verify } from 'node:crypto';
import { jstIso } from './clock/calendar.ts';
import { certId } from './pki/cert-id.ts';
import type { CertificateKind } from './pki/certificate-profile.ts';
import { type CrlEntry, type DecodedCrl, decodeCrl } from './pki/crl.ts';
import type { Extension } from './pki/extension-list.ts';
import { type certIdHashes, encodeOcspRequest, nonceExtension } from './pki/ocsp-request.ts';
import { type BasicOcspResponse, type CertStatus, decodeOcspResponse } from './pki/ocsp-response.ts';
import type { RsaKey } from './pki/rsa-key.ts';
import { type HttpAnswer, type HttpQuestion, StatusHttp } from './status/status-http.ts';
import { begin, type Setting, type Story } from './test-story.ts';

export interface AskOptions {
  readonly nonce?: Uint8Array;
  readonly extensions?: readonly Extension[];
  /** Hash algorithm of the CertID; SHA-1 unless given. */
  readonly hash?: keyof typeof certIdHashes;
}

/** `good`, or `revoked certificateHold 2026-11-20T18:00:00+09:00`. */
export const statusText = (status: CertStatus): string =>
  status.status === 'revoked'
    ? `revoked ${status.reason ?? 'no reason'} ${jstIso(status.at)}`
    : status.status;

export const entryText = ({ reason, at }: CrlEntry): string => `${reason ?? 'no reason'} ${jstIso(at)}`;

/** Whether a key signed the bytes with SHA-256. */
export const isSignedBy = ({ publicKeyInfo }: RsaKey, data: Uint8Array, signature: Uint8Array): boolean =>
  verify(
    'sha256',
    data,
    createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' }),
    signature,
  );

/** A world and its status services, asked over HTTP without a socket. */
export class StatusBench {
  readonly story: Story;
  readonly #http: StatusHttp;

  constructor(story: Story) {
    this.story = story;
    this.#http = new StatusHttp(story.simulator.status);
  }

  static async open(setting: Setting = {}): Promise<StatusBench> {
    const story = await begin(setting);
    story.simulator.world.statusUrl = 'http://127.0.0.1:8888';
    story.simulator.status.reachable = true;
    return new StatusBench(story);
  }

  /** What the books have of a kind: the latest certificate of the first person's card, or the nth entered. */
  certificate(kind: CertificateKind, index = 0) {
    const all = [...this.story.simulator.world.books.all].filter((one) => one.kind === kind);
    return all.at(index)!.facts;
  }

  id(kind: CertificateKind, hash?: AskOptions['hash'], index = 0): Uint8Array {
    const { generation, serial } = this.certificate(kind, index);
    return certId(kind, generation, serial, hash);
  }

  request(ids: readonly Uint8Array[], { nonce, extensions = [] }: AskOptions = {}): Uint8Array {
    const all = nonce === undefined ? extensions : [nonceExtension(nonce), ...extensions];
    return encodeOcspRequest({ certificates: ids, extensions: all });
  }

  async http(question: Partial<HttpQuestion> & Pick<HttpQuestion, 'path'>): Promise<HttpAnswer> {
    const { answer } = await this.#http.answer({
      method: 'GET',
      headers: {},
      body: new Uint8Array(0),
      ...question,
    });
    if (answer === undefined) throw new Error('no answer');
    return answer;
  }

  post(kind: CertificateKind, body: Uint8Array): Promise<HttpAnswer> {
    const headers = { 'content-type': 'application/ocsp-request' };
    return this.http({ method: 'POST', path: `/ocsp/${kind}`, headers, body });
  }

  get(kind: CertificateKind, body: Uint8Array, headers: HttpQuestion['headers'] = {}): Promise<HttpAnswer> {
    const path = `/ocsp/${kind}/${encodeURIComponent(Buffer.from(body).toString('base64'))}`;
    return this.http({ path, headers });
  }

  /** Asks about certificates and decodes what comes. Throws when it is no successful response. */
  async asks(
    kind: CertificateKind,
    ids: readonly Uint8Array[],
    options?: AskOptions,
  ): Promise<BasicOcspResponse> {
    const { body } = await this.post(kind, this.request(ids, options));
    const { status, basic } = decodeOcspResponse(body);
    if (basic === undefined) throw new Error(status);
    return basic;
  }

  /** What OCSP says of the first person's certificate of a kind. */
  async says(kind: CertificateKind, options: AskOptions = {}, index = 0): Promise<string> {
    const { responses } = await this.asks(kind, [this.id(kind, options.hash, index)], options);
    return responses.map(({ certStatus }) => statusText(certStatus)).join(', ');
  }

  crlPath(kind: CertificateKind, municipality = '99001'): string {
    return `/crl/${kind}-${this.certificate(kind).generation}/${municipality}.crl`;
  }

  async crl(kind: CertificateKind, municipality?: string): Promise<DecodedCrl> {
    return decodeCrl((await this.http({ path: this.crlPath(kind, municipality) })).body);
  }

  /** What the list says of the first person's certificate of a kind. */
  async lists(kind: CertificateKind): Promise<string> {
    const { serial } = this.certificate(kind);
    const found = (await this.crl(kind)).entries?.find((entry) => entry.serial === serial);
    return found === undefined ? 'not listed' : entryText(found);
  }

  async clock(iso: string): Promise<void> {
    await this.story.clock(iso);
  }

  does(type: string, data: Readonly<Record<string, string>> = {}): Promise<string> {
    return this.story.does(type, data);
  }
}
