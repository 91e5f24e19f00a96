import { expect, test } from 'vitest';
import { hex } from '../../src/codec/hex.ts';
import {
  ef,
  heldPhone,
  type PhoneStory,
  password,
  pin,
  selectJpki,
  verifyValue,
} from '../../src/test-phone.ts';
import { android, biometric, iphone } from '../../src/test-story.ts';
import { type Skips, withDirectory } from './interop.ts';
import { type OpenSc, requireOpenSc } from './opensc.ts';
import { type OpenSsl, requireOpenSsl } from './openssl.ts';
import { overSocket } from './real-card.ts';

interface Bench {
  readonly phone: PhoneStory;
  readonly opensc: OpenSc;
  readonly openssl: OpenSsl;
  serial(kind: string): string;
}

async function withPhone(
  context: Skips,
  profile: string,
  body: (bench: Bench) => Promise<void>,
): Promise<void> {
  const phone = await heldPhone({ phones: [profile] });
  await withDirectory((directory) =>
    overSocket.carry(context, phone.story.simulator.readers, async (env) =>
      body({
        phone,
        opensc: await requireOpenSc(context, env, directory),
        openssl: await requireOpenSsl(context, directory),
        serial: (kind) =>
          phone.story
            .phone()
            .certificates.find((certificate) => certificate.kind === kind)!
            .serial.toUpperCase(),
      }),
    ),
  );
}

const commands = ({ story }: PhoneStory): string[] =>
  story.simulator.trace.last(99_999).map(({ command }) => Buffer.from(command).toString('hex'));

test('OpenSC dumps an iPhone whose holder gave biometrics: PINs, keys, certificates with their serials', (context) =>
  withPhone(context, iphone, async ({ opensc, openssl, serial }) => {
    expect((await opensc.tool('-n')).stdout).toBe('jpki\n');
    const { code, stdout } = await opensc.pkcs15('--dump');
    expect(code).toBe(0);
    expect(stdout).toContain('PKCS#15 Card [JPKI]:');
    for (const object of ['User Authentication PIN', 'Digital Signature PIN', 'User Authentication Key'])
      expect(stdout).toContain(`[${object}]`);
    expect(stdout).toMatch(new RegExp(`Encoded serial : 02 04 ${serial('authentication')}`));
    const certificate = (await opensc.pkcs15('--read-certificate', '1')).stdout;
    expect(await openssl.serialOf(certificate)).toBe(serial('authentication'));
  }));

test('OpenSC signs with both keys of an iPhone, and OpenSSL verifies it with the certificates of the phone', (context) =>
  withPhone(context, iphone, async ({ opensc, openssl }) => {
    const authentication = (await opensc.pkcs15('--read-certificate', '1')).stdout;
    const withPassword = ['--verify-pin', '--auth-id', '2', '--pin', password];
    const signature = (await opensc.pkcs15(...withPassword, '--read-certificate', '2')).stdout;
    const data = 'TEST data to be signed\n';
    const byAuthentication = await opensc.sign('authentication', data, pin);
    const bySignature = await opensc.sign('signature', data, password);
    expect(await openssl.signed(authentication, data, byAuthentication)).toBe(true);
    expect(await openssl.signed(signature, data, bySignature)).toBe(true);
    expect(await openssl.signed(authentication, data, bySignature)).toBe(false);
  }));

test.for([android, biometric])(
  'OpenSC reads EF 000A of %s before it asks for a PIN, is refused, and signs all the same',
  (profile, context) =>
    withPhone(context, profile, async ({ phone, opensc, openssl, serial }) => {
      const { code, stdout } = await opensc.pkcs15('--dump');
      expect(code).toBe(0);
      expect(stdout).toContain('[User Authentication PIN]');
      expect(stdout).not.toMatch(new RegExp(serial('authentication'), 'i'));
      const sent = commands(phone);
      expect(sent.filter((command) => command.startsWith('0020') && command.length > 10)).toEqual([]);
      expect(sent.some((command) => command.startsWith('00a4020c02000a'))).toBe(true);
      const data = 'TEST data to be signed\n';
      const signed = await opensc.sign('authentication', data, pin);
      const der = await phone.send(selectJpki, ef('0018'), verifyValue(pin), ef('000a'), '00b00000 000000');
      const certificate = await openssl.pemOf(hex(der.slice(0, -4)));
      expect(await openssl.serialOf(certificate)).toBe(serial('authentication'));
      expect(await openssl.signed(certificate, data, signed)).toBe(true);
    }),
);

test('a wrong PIN that OpenSC sends spends a try of the phone', (context) =>
  withPhone(context, iphone, async ({ phone, opensc }) => {
    const wrong = await opensc.pkcs15('--verify-pin', '--auth-id', '2', '--pin', 'ZZ9999');
    expect(wrong.stderr).toContain('PIN code or key incorrect');
    expect(phone.story.phone().secrets.signature!.triesLeft).toBe(4);
    expect(phone.story.state.cards[0]!.secrets['jpki/signature']!.triesLeft).toBe(5);
  }));

test('a locked phone is unresponsive to OpenSC, and is found again when it is unlocked', (context) =>
  withPhone(context, iphone, async ({ phone, opensc }) => {
    await phone.story.does('holder.lockPhone');
    expect((await opensc.tool('-a')).stdout).toBe('\n');
    const select = ['-s', '00:A4:04:0C:0A:D3:92:F0:00:26:01:00:00:00:01'];
    expect((await opensc.tool(...select)).stdout).not.toContain('SW1=0x90');
    await phone.story.does('holder.unlockPhone');
    expect((await opensc.tool('-n')).stdout).toBe('jpki\n');
    expect((await opensc.tool(...select)).stdout).toContain('SW1=0x90');
  }));
