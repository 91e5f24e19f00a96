import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hex } from '../codec/hex.ts';
import {
  ef,
  heldPhone,
  type PhoneStory,
  password,
  pin,
  selectJpki,
  selectText,
  signByte,
  verifyValue,
} from '../test-phone.ts';
import { android, androidSteps, changeSteps, iphone } from '../test-story.ts';
import { type RuleId, rules } from './rule-set.ts';

/** Something done with an enrolled phone that ends in words: `whole` where all rules hold, `broken` for the mutant. */
interface PhoneKill {
  readonly rule: RuleId;
  readonly phones?: readonly string[];
  readonly ask: (phone: PhoneStory) => Promise<string>;
  readonly whole: string;
  readonly broken: string;
}

const token = (text: string): string => `${Buffer.from(text).toString('hex')}9000`;
const commands =
  (...sent: string[]) =>
  (phone: PhoneStory): Promise<string> =>
    phone.send(...sent);
const signs = async (phone: PhoneStory): Promise<string> =>
  (await phone.send(selectJpki, ef('0018'), verifyValue(pin), ef('0017'), signByte)).slice(-4);

/** The old phone offline while another one takes its place. */
async function replacedOffline({ story }: PhoneStory): Promise<string> {
  await story.does('holder.disconnectPhone', { phone: '1' });
  await story.walks(changeSteps('2', '1'));
  await story.settles();
  await story.does('portal.register', { phone: '2' });
  await story.settles();
  return story.certificates('1');
}

const kills: readonly PhoneKill[] = [
  {
    rule: 'phone/token-label',
    ask: commands(selectJpki, ef('0006'), '00b00000 0f'),
    whole: token('JPKIAPGPSETOKEN'),
    broken: token('JPKIAPICCTOKEN2'),
  },
  {
    rule: 'phone/authentication-certificate-guarded',
    ask: commands(selectJpki, ef('000a'), '00b00000 02'),
    whole: '6982',
    broken: '30829000',
  },
  { rule: 'phone/other-applications-absent', ask: commands(selectText), whole: '6a82', broken: '9000' },
  {
    rule: 'phone/own-certificates',
    async ask(phone) {
      const read = [selectJpki, ef('0018'), verifyValue(pin), ef('000a'), '00b00000 000000'];
      const own = new X509Certificate(hex((await phone.send(...read)).slice(0, -4)));
      const { certificates } = phone.story.phone();
      const issued = certificates.find(({ kind }) => kind === 'authentication')!;
      return own.serialNumber.toLowerCase().padStart(8, '0') === issued.serial ? 'its own' : 'another one';
    },
    whole: 'its own',
    broken: 'another one',
  },
  {
    rule: 'phone/own-secrets',
    ask: commands(selectJpki, ef('0018'), verifyValue('1234')),
    whole: '63c2',
    broken: '9000',
  },
  {
    rule: 'phone/not-before-registration',
    async ask(phone) {
      const { story } = phone;
      await story.does('portal.revoke', { with: 'phone', password });
      await story.walks(androidSteps('1'));
      await story.simulator.nextDeadline();
      return `${story.phone().enrolment} ${await phone.send(selectJpki)}`;
    },
    whole: 'notified 6a82',
    broken: 'notified 9000',
  },
  {
    rule: 'phone/revoked-offline-answers',
    phones: [android, android],
    ask: async (phone) => `${await replacedOffline(phone)} ${await signs(phone)}`,
    whole: 'revoked revoked 9000',
    broken: 'revoked revoked 6986',
  },
  {
    rule: 'phone/deleted-when-online',
    phones: [android, android],
    async ask(phone) {
      await replacedOffline(phone);
      return `${await phone.story.does('phone.online', { phone: '1' })} ${await phone.send(selectJpki)}`;
    },
    whole: 'taken 6a82',
    broken: 'taken 9000',
  },
  {
    rule: 'phone/biometrics-before-tap',
    phones: [iphone],
    ask: async (phone) => (await phone.send(selectJpki, ef('0017'), signByte)).slice(-4),
    whole: '9000',
    broken: '6982',
  },
  {
    rule: 'phone/biometrics-never-sign',
    phones: [iphone],
    ask: async (phone) => (await phone.send(selectJpki, ef('001a'), signByte)).slice(-4),
    whole: '6982',
    broken: '9000',
  },
  {
    rule: 'phone/locked-silent',
    async ask(phone) {
      await phone.story.does('holder.lockPhone');
      return phone.send(selectJpki);
    },
    whole: 'reader/card-mute',
    broken: '9000',
  },
  {
    rule: 'phone/lock-set-up',
    async ask({ story }) {
      await story.does('holder.setLock', { lock: 'none' });
      return story.does('holder.lockPhone');
    },
    whole: 'phone/lock-set-up',
    broken: 'taken',
  },
];

describe('a phone with one rule broken is told from a whole one', () => {
  test.each(kills.map((kill) => [kill.rule, kill] as const))('%s', async (rule, kill) => {
    const phone = (mutants: readonly RuleId[]): Promise<PhoneStory> =>
      heldPhone({ phones: kill.phones ?? [android], mutants });
    expect(await kill.ask(await phone([]))).toBe(kill.whole);
    expect(await kill.ask(await phone([rule]))).toBe(kill.broken);
    expect(kill.broken).not.toBe(kill.whole);
  });
});

test('no rule is without such a difference, and none has two lines', () => {
  const ids = rules.flatMap(({ id }) => (id.startsWith('phone/') ? [id] : []));
  expect(kills.map(({ rule }) => rule).toSorted()).toEqual(ids.toSorted());
});
