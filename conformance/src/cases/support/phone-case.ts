import { type CaseDefinition, defineCase } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { CaseEnd } from '../../engine/case-end.ts';
import { t } from './bilingual.ts';
import { phonePassword } from './enrolment-steps.ts';
import { Life } from './life.ts';
import { digestInfo, sha256 } from './signature.ts';

export const authentication = 'jpki/authentication';
export const signature = 'jpki/signature';
export const keyFile = { [authentication]: 0x0017, [signature]: 0x001a } as const;
/** What signatures of the cases are made over, as a DigestInfo. */
export const signedInput = digestInfo(sha256(new TextEncoder().encode('TEST')));
/** COMPUTE DIGITAL SIGNATURE of the current key over it. */
export const signCommand = Uint8Array.from([0x80, 0x2a, 0, 0x80, signedInput.length, ...signedInput, 0]);
export const signatureAnswer = `${'.. '.repeat(256)}9000`;

/** A case of a phone whose holder and simulator are at hand. */
export class PhoneLife extends Life {
  /** The phone that lies on the reader: the first one of its holder. */
  readonly phone1 = '1';

  constructor(context: CaseContext) {
    const { person } = context;
    if (person === undefined) {
      throw new CaseEnd('INCONCLUSIVE', t('the holder is not known', '本人が分からない'));
    }
    super(context, person.typed);
  }

  /** The phone signs with the key of that secret. */
  async signs(secret: typeof authentication | typeof signature): Promise<void> {
    const { card } = this.context;
    await card.reset();
    await card.expect('00 a4 04 0c 0a d392f000260100000001', '9000');
    await card.verify(secret);
    await card.selectFile(keyFile[secret]);
    await card.expect(signCommand, signatureAnswer);
  }

  /** The application is not there. */
  async hasNoApplication(rule = 'select/unknown-application'): Promise<void> {
    const { card } = this.context;
    await card.reset();
    await card.refused('00 a4 04 0c 0a d392f000260100000001', '6a82', undefined, rule);
  }

  /** The phone's certificates are revoked while it is offline, by another phone of the holder. */
  async revokedOffline(): Promise<void> {
    const { platform } = await this.phoneState(this.phone1);
    await this.need('holder.disconnectPhone', { phone: this.phone1 });
    if (platform === 'iphone') {
      const other = await this.phone('iphone/xs-ios-18-5');
      const password = this.context.person!.typed.cardPassword;
      await this.need('portal.remoteDelete', { phone: other, target: this.phone1, password });
    } else {
      const other = await this.phone('android/supported');
      await this.need('portal.changeDevice', { phone: other, from: this.phone1 });
      await this.enrol(other, {
        from: 'portal.enterSignaturePassword',
        without: ['portal.chooseCertificates'],
      });
      await this.completed(other);
    }
    await this.phoneCertificates(this.phone1, 'signature revoked, authentication revoked');
  }

  /** Ends what the phone carries, as its holder does on it. */
  async ended(): Promise<void> {
    const { platform } = await this.phoneState(this.phone1);
    const data = { phone: this.phone1, with: 'phone', password: phonePassword };
    await this.need(platform === 'iphone' ? 'portal.delete' : 'portal.revoke', data);
  }
}

type PhoneCase = Omit<CaseDefinition, 'level' | 'run' | 'appliesTo' | 'cost'> &
  Partial<Pick<CaseDefinition, 'appliesTo' | 'cost'>> & {
    readonly run: (life: PhoneLife) => Promise<void>;
  };

/** A case of the life of a phone as its reader sees it: needs a bench hand and a calendar that it can move. */
export function phoneLifeCase({ run, appliesTo, ...definition }: PhoneCase): CaseDefinition {
  return defineCase({
    level: 'card',
    cost: 'none',
    ...definition,
    id: `phone/${definition.id}`,
    appliesTo: `phone & bench-hand & virtual-clock & person-known${appliesTo === undefined ? '' : ` & ${appliesTo}`}`,
    run: (context) => run(new PhoneLife(context)),
  });
}
