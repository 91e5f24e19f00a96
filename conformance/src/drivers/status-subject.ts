import { hex, textBytes, toHex } from '../bytes/hex.ts';
import { announcedLength } from '../bytes/tlv.ts';
import { type SecretName, secrets } from '../engine/secret.ts';
import type {
  StatusAnswer,
  StatusCertificates,
  StatusQuestion,
  StatusUnderTest,
} from '../engine/status-under-test.ts';
import type { BenchHand, Proof, Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { readCertificate } from '../x509/certificate.ts';

/** Sends a command to the holder's card and gives the response, hex digits. */
export type CardExchange = (command: string) => Promise<string>;

async function file(exchange: CardExchange, identifier: string): Promise<Uint8Array> {
  const done = async (command: string): Promise<string> => {
    const response = await exchange(command);
    if (response.endsWith('9000')) return response.slice(0, -4);
    throw new ConformanceError(
      'status/no-certificate',
      `EF ${identifier}: ${command} was answered ${response}`,
    );
  };
  await done(`00a4020c02${identifier}`);
  let read = await done('00b0000000');
  const length = announcedLength(hex(read.slice(0, 14)));
  while (read.length < 2 * length) {
    const at = read.length / 2;
    const more = await done(`00b0${at.toString(16).padStart(4, '0')}00`);
    if (more === '') throw new ConformanceError('status/no-certificate', `EF ${identifier} ends at ${at}`);
    read += more;
  }
  return hex(read.slice(0, 2 * length));
}

/** Certificates of the holder and of the CAs, read from the card like anybody would. */
export async function readStatusCertificates(
  exchange: CardExchange,
  signaturePassword: string,
): Promise<StatusCertificates> {
  await exchange('00a4040c0ad392f000260100000001');
  const [authentication, authenticationCa, signatureCa] = [
    await file(exchange, '000a'),
    await file(exchange, '000b'),
    await file(exchange, '0002'),
  ];
  await exchange('00a4020c02001b');
  const password = toHex(textBytes(signaturePassword));
  await exchange(`00200080${(password.length / 2).toString(16).padStart(2, '0')}${password}`);
  const signature = await file(exchange, '0001');
  return {
    leaf: { authentication: readCertificate(authentication), signature: readCertificate(signature) },
    issuer: { authentication: readCertificate(authenticationCa), signature: readCertificate(signatureCa) },
  };
}

export interface StatusSubjectParts {
  readonly address: string;
  readonly url: string;
  readonly proof: Proof;
  readonly ask: (question: StatusQuestion) => Promise<StatusAnswer>;
  readonly certificates: StatusCertificates | undefined;
  readonly benchHand: BenchHand | undefined;
  readonly neighbour: StatusUnderTest['neighbour'];
  /** What a bench can do beside. */
  readonly capabilities: readonly string[];
  readonly secrets?: Subject['secrets'];
  readonly close: () => Promise<void>;
}

/** Status services as a subject: there is no card to be spoken to. */
export function statusSubject(parts: StatusSubjectParts): Subject {
  const { address, url, proof, ask, certificates, benchHand, neighbour, capabilities, close } = parts;
  return {
    address,
    title: `status services at ${url}`,
    titleJa: `${url}の状態サービス`,
    level: 'status',
    proof,
    facts: {
      profile: undefined,
      capabilities: new Set([
        'status',
        ...(benchHand === undefined ? [] : ['bench-hand', 'certificates-known']),
        ...capabilities,
      ]),
      tries: Object.fromEntries(Object.entries(secrets).map(([id, { tries }]) => [id, tries])) as Record<
        SecretName,
        number
      >,
    },
    ...(benchHand === undefined ? {} : { benchHand }),
    ...(parts.secrets === undefined ? {} : { secrets: parts.secrets }),
    status: { url, ask, certificates, neighbour },
    reset: async () => new Uint8Array(0),
    transmit: async () => {
      throw new ConformanceError('status/no-card', 'status services take requests, not commands');
    },
    close,
  };
}
