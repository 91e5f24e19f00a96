import { createHash, type KeyObject, verify as verifySignature, X509Certificate } from 'node:crypto';
import { concat, hex, toHex } from '../../bytes/hex.ts';
import { announcedLength } from '../../bytes/tlv.ts';
import type { Answer } from '../../engine/answer.ts';
import { type ApplicationName, aids } from '../../engine/applications.ts';
import { defineCase } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import type { SecretName } from '../../engine/secret.ts';
import { t } from './bilingual.ts';
import { requires } from './requirement.ts';
import { verifyCommand } from './verify-command.ts';

const byte = (value: number): string => (value & 0xff).toString(16).padStart(2, '0');
const word = (value: number): string => value.toString(16).padStart(4, '0');

/** DigestInfo of each hash that clients sign, before the hash itself. @see RFC 8017, 9.2, note 1 */
const prefixes = {
  sha1: '3021300906052b0e03021a05000414',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
} as const;
export type HashName = keyof typeof prefixes;

const message = hex('54 45 53 54');

/**
 * The commands of a client in its own order and lengths; each is judged. The names are those of the reference:
 * `S` and `E` select, `V` verifies, `Q` asks for the tries, `R` reads, `G` signs.
 * @see jpki-card reference, section 8
 */
export class ClientSequence {
  readonly context: CaseContext;

  constructor(context: CaseContext) {
    this.context = context;
  }

  S(application: ApplicationName): Promise<Answer> {
    const name = aids[application];
    return this.context.card.expect(`00 a4 04 0c ${byte(name.length / 2)} ${name}`, '9000');
  }

  E(file: number): Promise<Answer> {
    return this.context.card.expect(`00 a4 02 0c 02 ${word(file)}`, '9000');
  }

  V(secret: SecretName, p2 = 0x80): Promise<Answer> {
    const command = verifyCommand(this.context.value(secret)).slice();
    command[3] = p2;
    return this.context.card.expect(command, '9000');
  }

  /** Empty VERIFY; five bytes long where a client says so. */
  Q(secret: SecretName, command = '00 20 00 80'): Promise<Answer> {
    return this.context.card.expect(command, `63 c${this.context.facts.tries[secret].toString(16)}`);
  }

  /** As many bytes as Le says. */
  R(offset: number, le: number): Promise<Answer> {
    const wanted = le === 0 ? 256 : le;
    return this.context.card.expect(`00 b0 ${word(offset)} ${byte(le)}`, `${'.. '.repeat(wanted)}9000`);
  }

  /** Reads what the header announces, in pieces of this size from `from` on; the last is exact. */
  async file(header: number, piece: number, from: number): Promise<Uint8Array> {
    const head = (await this.R(0, header)).data;
    const total = announcedLength(head);
    const parts = [head.subarray(0, from)];
    for (let at = from; at < total; at += piece) {
      parts.push((await this.R(at, Math.min(piece, total - at) & 0xff)).data);
    }
    const whole = concat(...parts);
    this.#length(whole.length, total);
    return whole;
  }

  /** The same for a certificate, which has to be one. */
  async certificate(header: number, piece: number, from: number): Promise<KeyObject> {
    return this.keyOf(await this.file(header, piece, from));
  }

  keyOf(der: Uint8Array): KeyObject {
    const { raw, publicKey } = new X509Certificate(der);
    this.context.check.same(t('certificate', '証明書'), der.subarray(0, raw.length), Uint8Array.from(raw));
    return publicKey;
  }

  /** COMPUTE DIGITAL SIGNATURE of DigestInfo, checked with the certificate that belongs to the key. */
  async G(key: KeyObject, hash: HashName = 'sha256', p2 = 0x80): Promise<void> {
    const info = prefixes[hash] + createHash(hash).update(message).digest('hex');
    const { data } = await this.context.card.expect(
      `80 2a 00 ${byte(p2)} ${byte(info.length / 2)} ${info} 00`,
      `${'.. '.repeat(256)}9000`,
    );
    this.signed(hash, key, data);
  }

  signed(hash: HashName, key: KeyObject, signature: Uint8Array): void {
    const good = verifySignature(hash, message, key, signature);
    this.context.check.that(t('signature', '署名'), good, 'valid', good ? 'valid' : toHex(signature));
  }

  #length(observed: number, expected: number): void {
    this.context.check.that(
      t('bytes read', '読み取ったバイト数'),
      observed === expected,
      String(expected),
      String(observed),
    );
  }

  /** The key of a certificate, read by itself. Not judged. */
  async keyIn(file: 0x000a | 0x0001): Promise<KeyObject> {
    if (file === 0x0001) await this.context.card.verify('jpki/signature');
    else await this.context.card.select('jpki');
    const key = new X509Certificate(await this.context.card.readFile(file)).publicKey;
    await this.context.card.reset();
    return key;
  }
}

/** A case of one client: what it does, and with which secrets. */
export const clientSequence = (
  name: string,
  title: readonly [en: string, ja: string],
  appliesTo: string,
  secrets: readonly SecretName[],
  run: (at: ClientSequence) => Promise<void>,
) =>
  defineCase({
    id: `card/clients/${name}`,
    title: t(...title),
    requirement: requires(
      'jpki-card 8',
      'probe',
      `The commands of a known client, in its order and with its lengths, are answered as it needs: ${title[0]}.`,
      `既知のクライアントのコマンド列に、その順序と長さのまま、必要な応答を返す:${title[1]}。`,
    ),
    level: 'card',
    // What they send to a phone has cases of its own.
    appliesTo: `${appliesTo} & !phone`,
    cost: 'none',
    secrets,
    run: (context) => run(new ClientSequence(context)),
  });
