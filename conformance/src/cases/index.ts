import type { CaseDefinition } from '../engine/case.ts';
import { challengeCases } from './card/challenge.ts';
import { changeCases } from './card/change.ts';
import { desktopClientCases } from './card/clients-desktop.ts';
import { mobileClientCases } from './card/clients-mobile.ts';
import { commandCases } from './card/command.ts';
import { jpkiContentCases } from './card/content-jpki.ts';
import { textContentCases } from './card/content-text.ts';
import { dataCases } from './card/data.ts';
import { deskCases } from './card/desk.ts';
import { licenceCases } from './card/licence.ts';
import { openPointCases } from './card/open-points.ts';
import { presenceCases } from './card/presence.ts';
import { readCases } from './card/read.ts';
import { recordCases } from './card/record.ts';
import { resetCases } from './card/reset.ts';
import { secureMessagingCases } from './card/secure-messaging.ts';
import { selectCases } from './card/select.ts';
import { sessionKeyCases } from './card/session-key.ts';
import { signCases } from './card/sign.ts';
import { verifyCases } from './card/verify.ts';
import { verifyReferenceCases } from './card/verify-reference.ts';
import { visualAccessCases } from './card/visual-access.ts';
import { visualContentCases } from './card/visual-content.ts';
import { visualKeyCases } from './card/visual-keys.ts';
import { visualPictureCases } from './card/visual-pictures.ts';
import { clientCases } from './client/index.ts';
import { antennaLevelCases, fieldLevelCases } from './iso14443/index.ts';
import { batchHoursCases } from './life/batch-hours.ts';
import { cardStaysCardCases } from './life/card-stays-card.ts';
import { deviceChangeCases } from './life/device-change.ts';
import { androidEnrolmentCases } from './life/enrolment-android.ts';
import { iphoneEnrolmentCases } from './life/enrolment-iphone.ts';
import { expiryCases } from './life/expiry.ts';
import { facilityAccountCases } from './life/facility-account.ts';
import { kioskCases } from './life/kiosk.ts';
import { cardLossCases } from './life/loss-card.ts';
import { phoneLossCases } from './life/loss-phone.ts';
import { secretsCases } from './life/secrets.ts';
import { stoppingCases } from './life/stopping.ts';
import { usableCases } from './life/usable.ts';
import { phoneCases } from './phone/index.ts';
import { cardSequenceCases } from './phone/sequence.ts';
import { pn532Cases } from './pn532/index.ts';
import { port100Cases } from './port-100/index.ts';
import { statusCases } from './status/index.ts';

/** Every case of a card, in the order in which they run. */
export const cardCases: readonly CaseDefinition[] = [
  ...resetCases,
  ...commandCases,
  ...selectCases,
  ...readCases,
  ...recordCases,
  ...jpkiContentCases,
  ...textContentCases,
  ...visualAccessCases,
  ...visualContentCases,
  ...visualPictureCases,
  ...visualKeyCases,
  ...verifyReferenceCases,
  ...verifyCases,
  ...changeCases,
  ...signCases,
  ...presenceCases,
  ...challengeCases,
  ...dataCases,
  ...sessionKeyCases,
  ...secureMessagingCases,
  ...licenceCases,
  ...cardSequenceCases,
  ...phoneCases,
  ...openPointCases,
  ...desktopClientCases,
  ...mobileClientCases,
  ...deskCases,
  ...androidEnrolmentCases,
  ...iphoneEnrolmentCases,
  ...batchHoursCases,
  ...usableCases,
  ...expiryCases,
  ...stoppingCases,
  ...deviceChangeCases,
  ...phoneLossCases,
  ...cardLossCases,
  ...secretsCases,
  ...kioskCases,
  ...facilityAccountCases,
  ...cardStaysCardCases,
];

/** Every case there is. */
export const cases: readonly CaseDefinition[] = [
  ...cardCases,
  ...clientCases,
  ...statusCases,
  ...pn532Cases,
  ...port100Cases,
  ...fieldLevelCases,
  ...antennaLevelCases,
];
