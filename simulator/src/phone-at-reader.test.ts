import { createHash, verify as verifySignature, X509Certificate } from 'node:crypto';
import { phoneProfiles, readerProfiles } from '@kazashi/profiles';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex, toHex } from './codec/hex.ts';
import {
  type Contact,
  ef,
  heldPhone,
  PhoneStory,
  password,
  pin,
  selectJpki,
  selectText,
  signByte,
  verifyValue,
} from './test-phone.ts';
import { android, androidSteps, begin, biometric, changeSteps, iphone } from './test-story.ts';

const whole = '00b00000 000000';
const certificateOf = async (contact: Contact, identifier: string): Promise<X509Certificate> =>
  new X509Certificate(hex((await contact.send(ef(identifier), whole)).slice(0, -4)));
const withPin = [selectJpki, ef('0018'), verifyValue(pin)];
const withPassword = [selectJpki, ef('001b'), verifyValue(password)];
const digest = createHash('sha256').update('TEST').digest('hex');

describe('an enrolled phone', () => {
  test.each([
    [android, 'JPKIAPGPSETOKEN', '3b88800100000000008171' + '00f9'],
    [biometric, 'JPKIAPGPSETOKEN', '3b80800101'],
    [iphone, 'JPKIAPIOSTOKEN', '3b88800100000000008171' + '00f9'],
  ])('%s answers to reset, and names its token %s', async (profile, token, atr) => {
    const contact = (await heldPhone({ phones: [profile] })).contact();
    expect(contact.atr).toBe(atr);
    const info = hex((await contact.send(selectJpki, ef('0006'), whole)).slice(0, -4));
    expect(info).toHaveLength(160);
    expect(Buffer.from(info.subarray(0, 32)).toString('latin1')).toBe(token.padEnd(32));
  });

  test('has certificates of its own under the CA certificates of the card, and signs with their keys', async () => {
    const phone = await heldPhone({ phones: [android] });
    const contact = phone.contact();
    await contact.send(...withPin, ...withPassword.slice(1));
    const ids = [
      ['000a', '000b', '0017', 'authentication'],
      ['0001', '0002', '001a', 'signature'],
    ] as const;
    const authorities = new Map<string, string>();
    for (const [leaf, authority, key, kind] of ids) {
      const certificate = await certificateOf(contact, leaf);
      const issuer = await certificateOf(contact, authority);
      expect(certificate.verify(issuer.publicKey)).toBe(true);
      const told = phone.story.phone().certificates.find((one) => one.kind === kind)!;
      expect(certificate.serialNumber.toLowerCase().padStart(8, '0')).toBe(told.serial);
      // Policies ….0.40 and ….0.50, by which a relying party knows a phone.
      expect(certificate.raw.toString('hex')).toContain(
        `2a83088c9b5508050100${kind === 'signature' ? '28' : '32'}`,
      );
      const signature = await contact.send(ef(key), `802a0280 20 ${digest} 00`);
      expect(signature).toMatch(/^(..){256}9000$/);
      expect(
        verifySignature('sha256', Buffer.from('TEST'), certificate.publicKey, hex(signature.slice(0, -4))),
      ).toBe(true);
      authorities.set(authority, issuer.fingerprint256);
    }
    contact.close();
    phone.hold('1');
    const card = phone.contact();
    await card.send(selectJpki);
    for (const [authority, fingerprint] of authorities)
      expect((await certificateOf(card, authority)).fingerprint256).toBe(fingerprint);
    const own = phone.story.state.cards[0]!.certificates.map(({ serial }) => serial);
    expect(own).not.toContain(phone.story.phone().certificates[0]!.serial);
  });

  test('spends its own tries and not those of the card, and the spent ones are stored', async () => {
    const phone = await heldPhone({ phones: [android] });
    expect(await phone.send(selectJpki, ef('0018'), verifyValue('0000'))).toBe('63c2');
    const { secrets } = phone.story.phone();
    expect(secrets.authentication!.triesLeft).toBe(2);
    expect(phone.story.state.cards[0]!.secrets['jpki/authentication']!.triesLeft).toBe(3);
    const saved = phone.story.simulator.save();
    const other = new PhoneStory(await begin({ persons: [] }));
    await other.story.simulator.load(saved);
    expect(other.story.phone().secrets).toEqual(secrets);
    expect(other.reader.card?.id).toBe('phone/1');
    expect(await other.send(selectJpki, ef('0018'), '00200080')).toBe('63c2');
  });

  test('that was enrolled for one certificate has nothing of the other', async () => {
    const choice = {
      'portal.chooseCertificates': { kinds: 'signature' },
      'portal.setAuthenticationPin': null,
    };
    const phone = await heldPhone({ phones: [android] }, choice);
    expect(await phone.send(...withPassword, ef('0001'), '00b00000 02')).toBe('30829000');
    for (const identifier of ['000a', '0017', '0018'])
      expect(await phone.send(selectJpki, ef(identifier))).toBe('6a82');
    expect(await phone.send(selectJpki, '00b08800 03')).toBe('8f00009000');
  });

  test('keeps the address of its issue, while the card gets the new one', async () => {
    const phone = await heldPhone({ phones: [android], switches: { basicChangeEndsPhoneSignature: false } });
    const read = [...withPassword, ef('0001'), whole];
    const before = await phone.send(...read);
    await phone.story.does('counter.changeBasicData', { address: '見本県テスト市見本町9丁目' });
    expect(await phone.send(...read)).toBe(before);
  });

  test('holds nothing of the card besides JPKI', async () => {
    const phone = await heldPhone({ phones: [iphone] });
    for (const aid of [
      'd3921000310001010408',
      'd3921000310001010402',
      'd3921000310001010401',
      'd3921000310001010100',
    ])
      expect(await phone.send(`00a4040c 0a ${aid}`)).toBe('6a82');
    expect(await phone.send('00a4040c 10 a0000002310600000000000000000000')).toBe('6a82');
  });
});

describe('before the tap', () => {
  test('an iPhone has asked for biometrics, for user authentication and in each session anew', async () => {
    const phone = await heldPhone({ phones: [iphone] });
    const contact = phone.contact();
    expect(await contact.send(selectJpki, ef('000a'), '00b00000 02')).toBe('30829000');
    expect(await contact.status(ef('0017'), signByte)).toBe('9000');
    expect(await contact.status(ef('001a'), signByte)).toBe('6982');
    expect(await contact.status(ef('0001'), '00b00000 02')).toBe('6982');
    expect(await contact.status(ef('0018'), verifyValue('0000'), ef('0017'), signByte)).toBe('6982');
  });

  test('an iPhone without biometrics set up asks for the PIN', async () => {
    const phone = await heldPhone({ phones: [iphone] });
    await phone.story.does('holder.setLock', { lock: 'screenLock' });
    expect(await phone.send(selectJpki, ef('0017'), signByte)).toBe('6982');
    expect(await phone.send(...withPin, ef('0017'), signByte)).toMatch(/9000$/);
  });

  test('an Android phone with biometrics asks for the PIN, and its profile can say otherwise', async () => {
    const phone = await heldPhone({ phones: [biometric] });
    expect(await phone.send(selectJpki, ef('0017'), signByte)).toBe('6982');
    const other = new PhoneStory(await begin({}));
    const profile = { ...phoneProfiles.get(biometric)!, preVerifiedByBiometrics: true };
    await other.story.simulator.addPhone(profile);
    await other.story.enrols();
    other.hold();
    expect(await other.send(selectJpki, ef('0017'), signByte)).toMatch(/9000$/);
    expect(await other.send(selectJpki, ef('001a'), signByte)).toBe('6982');
  });
});

describe('the application comes and goes with the life of the phone', () => {
  test('it is absent until the phone is usable, in a contact that stays open', async () => {
    const phone = new PhoneStory(await begin({ phones: [android] }));
    phone.hold();
    const contact = phone.contact();
    expect(await contact.send(selectJpki)).toBe('6a82');
    await phone.story.walks(androidSteps());
    await phone.story.settles();
    expect(phone.story.phone().enrolment).toBe('notified');
    expect(await contact.send(selectJpki)).toBe('6a82');
    await phone.story.does('portal.register');
    expect(await contact.send(selectJpki)).toBe('6a82');
    await phone.story.settles();
    expect(await contact.send(selectJpki)).toBe('9000');
  });

  test('revoked while offline it signs in an open contact, and is gone from it when online', async () => {
    const phone = await heldPhone({ phones: [android, android] });
    const { story } = phone;
    const contact = phone.contact();
    expect(await contact.status(...withPin, ef('0017'), signByte)).toBe('9000');
    await story.does('holder.disconnectPhone', { phone: '1' });
    await story.walks(changeSteps('2', '1'));
    await story.settles();
    await story.does('portal.register', { phone: '2' });
    await story.settles();
    expect(story.certificates('1')).toBe('revoked revoked');
    expect(await contact.status(signByte)).toBe('9000');
    expect(await story.does('phone.online', { phone: '1' })).toBe('taken');
    expect(story.phone('1').device).toBe('ok');
    expect(await contact.status(signByte)).toBe('6986');
    expect(await contact.status(selectJpki)).toBe('6a82');
    expect(await contact.status(ef('0017'))).toBe('6986');
  });

  test('an iPhone deleted from another one while offline answers until it is online', async () => {
    const phone = await heldPhone({ phones: [iphone, iphone] });
    const { story } = phone;
    await story.does('holder.disconnectPhone', { phone: '1' });
    expect(await story.does('portal.remoteDelete', { phone: '2', target: '1', password: 'AB1234' })).toBe(
      'taken',
    );
    expect(await phone.send(...withPin, ef('0017'), signByte)).toMatch(/9000$/);
    await story.does('holder.connectPhone', { phone: '1' });
    expect(await phone.send(selectJpki)).toBe('6a82');
  });

  test('of two certificates the revoked one goes when the phone is online, and the other stays', async () => {
    const phone = await heldPhone({ phones: [android] });
    await phone.story.does('counter.changeBasicData', { address: '見本県テスト市見本町9丁目' });
    expect(phone.story.certificates()).toBe('revoked valid');
    expect(await phone.send(...withPassword, ef('001a'), signByte)).toMatch(/9000$/);
    await phone.story.does('phone.online');
    expect(await phone.send(selectJpki, ef('001a'))).toBe('6a82');
    expect(await phone.send(...withPin, ef('0017'), signByte)).toMatch(/9000$/);
  });

  test('a phone on hold still signs', async () => {
    const phone = await heldPhone({ phones: [android] });
    await phone.story.does('callCentre.holdPhone');
    expect(phone.story.certificates()).toBe('held held');
    expect(await phone.send(...withPassword, ef('001a'), signByte)).toMatch(/9000$/);
  });

  test.each([
    [android, '9000'],
    [iphone, '6a82'],
  ])('after a factory reset %s answers SELECT with %s', async (profile, status) => {
    const phone = await heldPhone({ phones: [profile] });
    await phone.story.does('holder.erasePhone');
    expect(await phone.send(selectJpki)).toBe(status);
    await phone.story.does('holder.setUpPhone');
    expect(await phone.send(selectJpki)).toBe(status);
  });

  test('resuming after a hold gives new certificates, and the old ones are gone at once', async () => {
    const phone = await heldPhone({ phones: [android] });
    const { story } = phone;
    const read = [...withPin, ef('000a'), whole];
    const before = await phone.send(...read);
    await story.does('callCentre.holdPhone');
    await story.does('portal.resume');
    expect(await phone.send(selectJpki)).toBe('6a82');
    await story.walks([
      ['portal.setSignaturePassword', { value: password, again: password }],
      ['portal.setAuthenticationPin', { value: pin, again: pin }],
      ['portal.apply'],
    ]);
    await story.settles();
    await story.does('portal.register');
    await story.settles();
    const after = await phone.send(...read);
    expect(after).toMatch(/9000$/);
    expect(after).not.toBe(before);
  });
});

describe('a locked phone', () => {
  test('is mute in a reader until it is unlocked, and endpoints see it go and come', async () => {
    const phone = await heldPhone({ phones: [android] });
    const { story, reader } = phone;
    const seen: string[] = [];
    story.simulator.readers.subscribe(({ type }) => seen.push(`${type} ${reader.presence}`));
    const contact = phone.contact();
    expect(await story.does('holder.lockPhone')).toBe('taken');
    expect(await contact.send(selectJpki)).toBe('reader/card-removed');
    expect(phone.contact().atr).toBe('');
    expect(await phone.send(selectJpki)).toBe('reader/card-mute');
    expect(await story.does('holder.lockPhone')).toBe('phone/locked-silent');
    expect(await story.does('holder.unlockPhone')).toBe('taken');
    expect(await phone.send(selectJpki)).toBe('9000');
    expect(await story.does('holder.unlockPhone')).toBe('phone/locked-silent');
    expect(seen).toEqual([
      'card.removed absent',
      'card.inserted mute',
      'card.removed absent',
      'card.inserted present',
    ]);
  });

  test('answers nothing under another card either, and that card goes on', async () => {
    const phone = await heldPhone({ phones: [biometric] });
    const { simulator } = phone.story;
    const { field } = phone.reader;
    simulator.insert(simulator.card(), phone.reader);
    simulator.readers.stack(phone.reader, simulator.icc('phone/1'));
    // The field stays on: nothing but the lock itself can silence the phone.
    field!.power(true);
    const reqa = { modulation: 'A', bitRate: 106, crc: 'host', lastBits: 7, timeoutMs: 5 } as const;
    const asked = async () => (await field!.transceive({ ...reqa, bytes: hex('26') })).kind;
    await phone.story.does('holder.lockPhone');
    expect([await asked(), phone.reader.presence]).toEqual(['silence', 'present']);
    await phone.story.does('holder.unlockPhone');
    expect(await asked()).toBe('frame');
  });

  test('stays locked over a restart', async () => {
    const phone = await heldPhone({ phones: [android] });
    await phone.story.does('holder.lockPhone');
    const other = new PhoneStory(await begin({ persons: [] }));
    await other.story.simulator.load(phone.story.simulator.save());
    expect(await other.send(selectJpki)).toBe('reader/card-mute');
    expect(other.story.phone().locked).toBe(true);
  });

  test('put back by a snapshot of before it answers again', async () => {
    const phone = await heldPhone({ phones: [android] });
    const saved = phone.story.simulator.save();
    await phone.story.does('holder.lockPhone');
    await phone.story.simulator.load(saved);
    expect(phone.reader.presence).toBe('present');
    expect(await phone.send(selectJpki)).toBe('9000');
  });
});

describe('at readers', () => {
  test('a contact slot refuses a phone with the reason, and keeps the card that lies in it', async () => {
    const { story } = await heldPhone({ phones: [android] });
    const { simulator } = story;
    const slot = simulator.addReader(readerProfiles.get('kazashi/generic-contact')!, simulator.icc('1'));
    const refusal = expect.objectContaining({ code: 'reader/contactless-only' });
    expect(() => simulator.insert(simulator.icc('phone/1'), slot)).toThrow(refusal);
    expect(slot.card?.id).toBe('1');
    const { length } = simulator.readers.readers;
    expect(() => simulator.addReader(slot.profile, simulator.icc('phone/1'))).toThrow(refusal);
    expect(simulator.readers.readers).toHaveLength(length);
  });

  test('phones and cards take turns in the middle of a session, each as it is', async () => {
    const phone = await heldPhone({ phones: [android, iphone] });
    const contact = phone.contact();
    expect(await contact.send(selectText)).toBe('6a82');
    phone.hold('1');
    expect(await contact.send(selectText)).toBe('reader/card-removed');
    expect(await phone.send(selectText)).toBe('9000');
    phone.hold('phone/2');
    expect(await phone.send(selectJpki)).toBe('6a82');
    phone.hold('phone/1');
    expect(await phone.send(...withPin)).toBe('9000');
  });

  test('two phones and a card answer at once in readers of their own', async () => {
    const phone = await heldPhone({
      persons: ['test/adult', 'test/adult'],
      phones: [android, `${iphone}@2`],
    });
    const { story } = phone;
    await story.enrols('2');
    const others = ['phone/2', '1'].map((id) => {
      const held = new PhoneStory(story);
      held.hold(id);
      return held;
    });
    const token = [selectJpki, ef('0006'), '00b00000 0f'];
    const tokens = await Promise.all([phone, ...others].map((held) => held.send(...token)));
    expect(tokens.map((text) => Buffer.from(text, 'hex').subarray(0, 14).toString())).toEqual([
      'JPKIAPGPSETOKE',
      'JPKIAPIOSTOKEN',
      'JPKIAPICCTOKEN',
    ]);
  });

  test.each(['phone/2', 'phone/', 'phone/x'])('there is no %s to hold', async (id) => {
    const { simulator } = (await heldPhone({ phones: [android] })).story;
    expect(() => simulator.icc(id)).toThrow(/there is no (?:phone|card)/);
  });

  test('an event about a card means the plastic one, though a phone lies in the first reader', async () => {
    const phone = await heldPhone({ persons: ['test/adult', 'test/adult'], phones: [android] });
    const { simulator } = phone.story;
    simulator.addReader(readerProfiles.get('kazashi/generic')!, simulator.icc('2'));
    await phone.story.does('callCentre.holdCard');
    const [first, second] = phone.story.state.cards;
    expect(first!.certificates.map(({ state }) => state)).toEqual(['valid', 'valid']);
    expect(second!.certificates.map(({ state }) => state)).toEqual(['held', 'held']);
    expect(simulator.card().id).toBe('2');
  });

  test('a snapshot with a phone that is not there is refused and changes nothing', async () => {
    const phone = await heldPhone({ phones: [android] });
    const { simulator } = phone.story;
    const saved = simulator.save();
    const readers = saved.readers.map((reader) => ({ ...reader, card: 'phone/7' }));
    await expect(simulator.load({ ...saved, readers })).rejects.toMatchObject({ code: 'phone/unknown' });
    expect(phone.reader.card?.id).toBe('phone/1');
    expect(await phone.send(...withPin)).toBe('9000');
  });

  test('a snapshot with a phone in a contact slot is refused', async () => {
    const phone = await heldPhone({ phones: [android] });
    const { simulator } = phone.story;
    const { name } = simulator.addReader(readerProfiles.get('kazashi/generic-contact')!);
    const saved = { ...simulator.save(), readers: [{ name, card: 'phone/1' }] };
    await expect(simulator.load(saved)).rejects.toMatchObject({ code: 'snapshot/form' });
    expect(phone.reader.card?.id).toBe('phone/1');
  });
});

test('a phone answers any class and length as the card does', async () => {
  const phone = await heldPhone({ phones: [android] });
  expect(await phone.send('ffca0000 00')).toMatch(/9000$/);
  expect(await phone.send('20a40000 00')).toBe('6e00');
  expect(await phone.send('00a4')).toBe('6700');
  expect(await phone.send('00ca0042 00')).toMatch(/^6[a-f]/);
  expect(toHex(phone.reader.card!.atr)).toBe('3b88800100000000008171' + '00f9');
});

describe('the state shows what the phone shows, in both languages', () => {
  const bilingual = { en: expect.stringMatching(/[a-z]/), ja: expect.stringMatching(/[ぁ-んァ-ヶ一-龠]/) };
  const offer = (story: PhoneStory['story'], type: string) =>
    story.phone().offers.find(({ event }) => event === type)!.refusal;

  test('the menu, the notices, and what is offered or refused by which rule', async () => {
    const story = await begin({ phones: [android] });
    expect(offer(story, 'portal.startEnrolment')).toBeNull();
    expect(offer(story, 'portal.register')).toEqual({ rule: 'L-17', text: bilingual });
    await story.walks(androidSteps());
    await story.settles();
    expect(story.phone().portalMenu).toEqual({ en: 'To be registered', ja: '登録待ち' });
    expect(story.phone().notices).toEqual([{ at: expect.any(String), from: 'portal', text: bilingual }]);
    expect(offer(story, 'portal.register')).toBeNull();
    await story.does('portal.register');
    await story.settles();
    expect(story.phone().portalMenu).toEqual({ en: 'Usable', ja: '利用可能' });
    expect(offer(story, 'portal.startEnrolment')).toEqual({ rule: 'L-74', text: bilingual });
    await story.does('holder.disconnectPhone');
    for (const { text, refusal } of story.phone().offers) {
      expect(text).toEqual(bilingual);
      if (refusal !== null) expect(refusal.text).toEqual(bilingual);
    }
    expect(offer(story, 'portal.resume')?.rule).toBe('L-05');
  });

  test('every offer comes out as the state says', async () => {
    for (const profile of [android, iphone]) {
      for (const { event } of (await begin({ phones: [profile] })).phone().offers) {
        const story = await begin({ phones: [profile] });
        const told = offer(story, event)?.rule ?? 'taken';
        expect([event, await story.does(event)]).toEqual([event, told]);
      }
    }
  });

  test('the pages of the enrolment, done, current and open', async () => {
    const story = await begin({ phones: [iphone] });
    const pages = () =>
      story
        .phone()
        .steps.map(({ state }) => state)
        .join(' ');
    expect(pages()).toBe('open open open open open open open open');
    await story.does('portal.startEnrolment');
    await story.does('portal.acceptTerms');
    expect(pages()).toBe('done current open open open open open open');
    for (const { text } of story.phone().steps) expect(text).toEqual(bilingual);
    await story.does('portal.cancelEnrolment');
    await story.enrols();
    expect(pages()).toBe('done done done done done done done done');
    expect(story.phone().notices.map(({ from }) => from)).toEqual(['wallet']);
  });
});

const events = [
  ['holder.lockPhone'],
  ['holder.unlockPhone'],
  ['holder.disconnectPhone'],
  ['phone.online'],
  ['callCentre.holdPhone'],
  ['portal.resume'],
  ['portal.revoke', { with: 'phone', password }],
  ['holder.erasePhone'],
  ['holder.setUpPhone'],
  ['counter.changeBasicData', { address: '見本県テスト市見本町9丁目' }],
] as const;
const anything = fc.oneof(
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        selectJpki,
        selectText,
        ef('0018'),
        ef('000a'),
        ef('001a'),
        '00b00000 00',
        '00200080',
        signByte,
      )
      .map(hex),
  },
  { weight: 1, arbitrary: fc.constantFrom(pin, password, '0000').map((value) => hex(verifyValue(value))) },
  { weight: 2, arbitrary: fc.constantFrom(...events) },
);

test('any bytes get an answer in an open session, whatever happens to the phone meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { maxLength: 25 }), async (steps) => {
      const { story } = await heldPhone({ phones: [android] });
      const icc = story.simulator.icc('phone/1');
      const session = icc.open();
      for (const step of steps) {
        if (!(step instanceof Uint8Array)) {
          await story.does(step[0], step[1]);
          continue;
        }
        const { response } = session.execute(step);
        if (icc.mute) expect(response).toHaveLength(0);
        else expect(response.length).toBeGreaterThanOrEqual(2);
      }
      expect(story.phone().secrets.authentication!.triesLeft).toBeLessThanOrEqual(3);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('a spent try of a phone is stored once it is answered', async () => {
  const phone = await heldPhone({ phones: [android] });
  const { simulator } = phone.story;
  const key = 'phone/1/secret/phone/authentication';
  const tries = (): unknown => {
    const record = simulator.save().entries[key] as { context?: { triesLeft?: unknown } } | undefined;
    return record?.context?.triesLeft;
  };
  const before = tries();
  const answer = phone.send(selectJpki, ef('0018'), verifyValue('0000'));
  expect(await answer).toBe('63c2');
  expect([before, tries()]).toEqual([undefined, 2]);
});

test('two clients of one phone have sessions of their own and one counter', async () => {
  const phone = await heldPhone({ phones: [android] });
  const [one, other] = [phone.contact(), phone.contact()];
  expect(await one.send(...withPin)).toBe('9000');
  expect(await other.send(selectJpki, ef('0017'), signByte)).toBe('6982');
  expect(await other.send(ef('0018'), verifyValue('0000'))).toBe('63c2');
  expect(await one.send(ef('0018'), '00200080')).toBe('63c2');
  expect(await one.status(ef('0017'), signByte)).toBe('9000');
});
