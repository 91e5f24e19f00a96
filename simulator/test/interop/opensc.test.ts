import { describe, expect, test } from 'vitest';
import { type Skips, withDirectory } from './interop.ts';
import { type OpenSc, requireOpenSc, tokens } from './opensc.ts';
import { type OpenSsl, requireOpenSsl } from './openssl.ts';
import { carriers, overSocket, type RealCard, realCard, secrets } from './real-card.ts';

interface Bench {
  readonly card: RealCard;
  readonly opensc: OpenSc;
  readonly openssl: OpenSsl;
}

describe.each(carriers)('OpenSC $name', ({ carry, reader }) => {
  async function withCard(context: Skips, body: (bench: Bench) => Promise<void>): Promise<void> {
    const card = await realCard();
    await withDirectory((directory) =>
      carry(context, card.simulator.readers, async (env) =>
        body({
          card,
          opensc: await requireOpenSc(context, env, directory),
          openssl: await requireOpenSsl(context, directory),
        }),
      ),
    );
  }

  test('opensc-tool lists the reader, reads the ATR, names the driver and selects the application', (context) =>
    withCard(context, async ({ opensc }) => {
      const list = await opensc.tool('-l');
      expect(list.stdout.split('\n')).toContain(`0    Yes             ${reader}`);
      expect((await opensc.tool('-a')).stdout).toBe('3b:88:80:01:00:00:05:e0:b3:81:a1:00:7f\n');
      expect((await opensc.tool('-n')).stdout).toBe('jpki\n');
      const sent = await opensc.tool('-s', '00:A4:04:0C:0A:D3:92:F0:00:26:01:00:00:00:01');
      expect(sent).toMatchObject({ code: 0, stderr: `Using reader with a card: ${reader}\n` });
      expect(sent.stdout).toMatch(/Received \(SW1=0x90, SW2=0x00\)/);
    }));

  test('pkcs15-tool --dump shows both PINs with their tries, both keys and the certificates with their serials', (context) =>
    withCard(context, async ({ card, opensc }) => {
      const { code, stdout } = await opensc.pkcs15('--dump');
      expect(code).toBe(0);
      expect(objectsOf(stdout)).toEqual({
        'PIN [User Authentication PIN]': { tries: '3' },
        'PIN [Digital Signature PIN]': { tries: '5' },
        'Private RSA Key [User Authentication Key]': {},
        'Private RSA Key [Digital Signature Key]': {},
        'Public RSA Key [User Authentication Public Key]': { path: '000a' },
        'Public RSA Key [Digital Signature Public Key]': { path: '0001' },
        'X.509 Certificate [User Authentication Certificate]': {
          path: '000a',
          serial: card.serial('authentication'),
        },
        // Unreadable before its password.
        'X.509 Certificate [Digital Signature Certificate]': { path: '0001' },
        'X.509 Certificate [User Authentication Certificate CA]': {
          path: '000b',
          serial: expect.any(String),
        },
        'X.509 Certificate [Digital Signature Certificate CA]': { path: '0002', serial: expect.any(String) },
      });
      const verified = await opensc.pkcs15(
        '--verify-pin',
        '--auth-id',
        '2',
        '--pin',
        secrets.signature,
        '--dump',
      );
      expect(objectsOf(verified.stdout)['X.509 Certificate [Digital Signature Certificate]']).toEqual({
        path: '0001',
        serial: card.serial('signature'),
      });
    }));

  test('pkcs15-tool reads both certificates; each is vouched for by its own CA certificate in the card', (context) =>
    withCard(context, async ({ card, opensc, openssl }) => {
      const read = async (...args: string[]) => {
        const { code, stdout, stderr } = await opensc.pkcs15(...args);
        expect({ code, stderr }).toEqual({ code: 0, stderr: `Using reader with a card: ${reader}\n` });
        return stdout;
      };
      const authentication = await read('--read-certificate', '1');
      const withPin = ['--verify-pin', '--auth-id', '2', '--pin', secrets.signature];
      const signature = await read(...withPin, '--read-certificate', '2');
      // EF 000B and EF 0002, see the paths in --dump.
      const authenticationCa = await read('--read-certificate', '3');
      const signatureCa = await read('--read-certificate', '4');
      expect(await openssl.serialOf(authentication)).toBe(card.serial('authentication'));
      expect(await openssl.serialOf(signature)).toBe(card.serial('signature'));
      expect(await openssl.chain(authenticationCa, authentication)).toBe('OK');
      expect(await openssl.chain(signatureCa, signature)).toBe('OK');
      expect(await openssl.chain(authenticationCa, signature)).toMatch(/verification failed/);
    }));

  test('the signature certificate stays unread without its password, and pkcs15-tool checks each PIN by itself', (context) =>
    withCard(context, async ({ opensc }) => {
      const unread = await opensc.pkcs15('--read-certificate', '2');
      expect(unread).toMatchObject({ code: 1, stdout: '' });
      expect(unread.stderr).toContain('Certificate read failed: EF offset too large');
      const verify = (id: string, pin: string) =>
        opensc.pkcs15('--verify-pin', '--auth-id', id, '--pin', pin);
      expect(await verify('1', secrets.authentication)).toMatchObject({ code: 0 });
      expect(await verify('2', secrets.signature)).toMatchObject({ code: 0 });
      const wrong = await verify('2', 'ZZ9999');
      expect(wrong.code).not.toBe(0);
      expect(wrong.stderr).toContain('PIN code or key incorrect');
      expect(objectsOf((await opensc.pkcs15('--list-pins')).stdout)).toEqual({
        'PIN [User Authentication PIN]': { tries: '3' },
        'PIN [Digital Signature PIN]': { tries: '4' },
      });
    }));

  test('pkcs11-tool shows a token for each PIN, and after login its key and certificate', (context) =>
    withCard(context, async ({ card, opensc }) => {
      const slots = await opensc.pkcs11('-L');
      for (const label of Object.values(tokens))
        expect(slots.stdout).toContain(`token label        : ${label}`);
      const objects = async (token: keyof typeof tokens) =>
        (await opensc.pkcs11('-O', '--login', '--token-label', tokens[token], '--pin', secrets[token]))
          .stdout;
      const authentication = await objects('authentication');
      expect(authentication).toMatch(/Private Key Object; RSA.*\n {2}label: {6}User Authentication Key/);
      expect(authentication).toContain(`serial:     ${card.serial('authentication')}`);
      const signature = await objects('signature');
      expect(signature).toMatch(/Private Key Object; RSA.*\n {2}label: {6}Digital Signature Key/);
      expect(signature).toContain(`serial:     ${card.serial('signature')}`);
    }));

  test('pkcs11-tool signs with both keys, and OpenSSL verifies it with the certificates', (context) =>
    withCard(context, async ({ opensc, openssl }) => {
      const authentication = (await opensc.pkcs15('--read-certificate', '1')).stdout;
      const withPin = ['--verify-pin', '--auth-id', '2', '--pin', secrets.signature];
      const signature = (await opensc.pkcs15(...withPin, '--read-certificate', '2')).stdout;
      const data = 'TEST data to be signed\n';
      const byAuthentication = await opensc.sign('authentication', data);
      const bySignature = await opensc.sign('signature', data);
      expect(await openssl.signed(authentication, data, byAuthentication)).toBe(true);
      expect(await openssl.signed(signature, data, bySignature)).toBe(true);
      expect(await openssl.signed(authentication, data, bySignature)).toBe(false);
    }));
});

const contactCards = ['mynumber/contact-da13', 'mynumber/contact-c5', 'mynumber/contact-3be0'];
const contactlessCards = ['mynumber/contactless-05e0', 'mynumber/contactless-41e0'];
const atrs: Readonly<Record<string, string>> = {
  'mynumber/contact-da13': '3b:da:13:ff:81:31:fb:46:80:12:39:2f:31:c1:73:c6:01:c0:3b',
  'mynumber/contact-c5': '3b:c5:ff:81:31:fb:45:80:73:c6:01:00:00',
  'mynumber/contact-3be0': '3b:e0:00:ff:81:31:fe:45:14',
  'mynumber/contactless-05e0': '3b:88:80:01:00:00:05:e0:b3:81:a1:00:7f',
  'mynumber/contactless-41e0': '3b:88:80:01:00:00:41:e0:b3:81:a1:00:3b',
};

test.for([...contactCards, ...contactlessCards])(
  'OpenSC takes %s for the JPKI card, and signs',
  async (id, context) => {
    const reader = contactCards.includes(id) ? 'kazashi/generic-contact' : 'kazashi/generic';
    const { simulator, reader: emulated } = await realCard({ card: id, reader });
    await withDirectory((directory) =>
      overSocket.carry(context, simulator.readers, async (env) => {
        const opensc = await requireOpenSc(context, env, directory);
        expect((await opensc.tool('-a', '-n')).stdout).toBe(`${atrs[id]}\njpki\n`);
        expect((await opensc.pkcs15('--dump')).stdout).toContain('PKCS#15 Card [JPKI]:');
        expect(await opensc.sign('authentication', 'TEST')).toHaveLength(256);
      }),
    );
    const selects = simulator.trace.last(99_999).filter(({ reader: name }) => name === emulated.name);
    const first = selects.find(({ kind, response }) => kind === 'apdu' && response.at(-2) === 0x90);
    // Whichever way it was found, by its ATR or by trying every driver: nothing before JPKI was taken for another card.
    expect(Buffer.from(first?.command ?? []).toString('hex')).toBe('00a4040c0ad392f000260100000001');
  },
);

test("a child's card without signature certificate still shows the authentication token", async (context) => {
  const card = await realCard({ person: 'test/child' });
  await withDirectory((directory) =>
    overSocket.carry(context, card.simulator.readers, async (env) => {
      const opensc = await requireOpenSc(context, env, directory);
      const openssl = await requireOpenSsl(context, directory);
      expect((await opensc.pkcs11('-L')).stdout).toContain(`token label        : ${tokens.authentication}`);
      const certificate = (await opensc.pkcs15('--read-certificate', '1')).stdout;
      expect(await openssl.serialOf(certificate)).toBe(card.serial('authentication'));
      const signature = await opensc.sign('authentication', 'TEST');
      expect(await openssl.signed(certificate, 'TEST', signature)).toBe(true);
      const absent = await opensc.pkcs15('--read-certificate', '2');
      expect(absent).toMatchObject({ code: 1, stdout: '' });
      expect(absent.stderr).toContain('Certificate read failed: File not found');
    }),
  );
});

test.for([
  {
    rule: undefined,
    told: { code: 0, stdout: expect.stringMatching(/Tries left +: 0\n[\s\S]*Tries left +: 5\n/) },
  },
  // Why the card answers the query as it does: 6984 would cost the signature key too.
  {
    rule: 'verify/query-blocked-63c0',
    told: { code: 1, stderr: expect.stringContaining('PKCS#15 binding failed: Unsupported card') },
  },
])(
  'with a blocked PIN and $rule broken, pkcs15-tool --list-pins tells it or drops the card',
  async ({ rule, told }, context) => {
    const { simulator } = await realCard({ mutants: rule === undefined ? [] : [rule] });
    await withDirectory((directory) =>
      overSocket.carry(context, simulator.readers, async (env) => {
        const opensc = await requireOpenSc(context, env, directory);
        const wrong = () => opensc.pkcs15('--verify-pin', '--auth-id', '1', '--pin', '0000');
        for (let n = 0; n < 3; n++) expect((await wrong()).stderr).toContain('PIN code or key incorrect');
        expect(await opensc.pkcs15('--list-pins')).toMatchObject(told);
      }),
    );
  },
);

/** The objects of a PKCS#15 listing by their headings, with what is told of each and differs from card to card. */
function objectsOf(listing: string): Record<string, { tries?: string; path?: string; serial?: string }> {
  const objects: Record<string, { tries?: string; path?: string; serial?: string }> = {};
  for (const block of listing.split('\n\n')) {
    const heading = /^\S.*\]$/m.exec(block)?.[0];
    if (heading === undefined) continue;
    const field = (name: string): string | undefined =>
      new RegExp(`^\\t${name} *: (.*)$`, 'm').exec(block)?.[1];
    const tries = field('Tries left');
    const path = field('Path');
    // Tag and length before the number.
    const serial = field('Encoded serial')?.split(' ')[2];
    objects[heading] = { ...(tries && { tries }), ...(path && { path }), ...(serial && { serial }) };
  }
  return objects;
}
