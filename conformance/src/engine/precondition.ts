import type { Bilingual } from '../text.ts';
import type { ApplicationName } from './applications.ts';
import type { CaseContext } from './case-context.ts';
import { type SecretName, secrets } from './secret.ts';

/** A state in which a case begins. What does not come about makes the case INCONCLUSIVE. */
export interface Precondition {
  readonly name: Bilingual;
  readonly establish: (context: CaseContext) => Promise<unknown>;
}

const fileName = (file: number): string => file.toString(16).padStart(4, '0');

/** An application is selected. */
export const selected = (application: ApplicationName): Precondition => ({
  name: { en: `application ${application} selected`, ja: `アプリケーション${application}を選択済み` },
  establish: ({ card }) => card.select(application),
});

/** An application and one of its files are selected. */
export const selectedFile = (application: ApplicationName, file: number): Precondition => ({
  name: {
    en: `EF ${application}/${fileName(file)} selected`,
    ja: `EF ${application}/${fileName(file)}を選択済み`,
  },
  establish: async ({ card }) => {
    await card.select(application);
    await card.selectFile(file);
  },
});

/** The application and the reference of a secret are selected. */
export const selectedReference = (secret: SecretName): Precondition =>
  selectedFile(secrets[secret].application, secrets[secret].file);

/** A secret is verified; its application and reference are selected. */
export const verified = (secret: SecretName): Precondition => ({
  name: { en: `${secrets[secret].title.en} verified`, ja: `${secrets[secret].title.ja}を照合済み` },
  establish: ({ card }) => card.verify(secret),
});
