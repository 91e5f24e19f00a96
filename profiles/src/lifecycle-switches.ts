import { z } from 'zod';

const durationMs = z
  .int()
  .min(0)
  .max(7 * 86_400_000);
/** Milliseconds since midnight in Japan. */
const timeOfDayMs = z.int().min(0).max(86_400_000);

/**
 * Where the guides contradict one another or say nothing, and public facts that not every service follows. The
 * first value is the default.
 * @see phone-wallet reference, sections 6.2 (C-nn) and 6.3 (E-nn)
 */
export const lifecycleSwitchesSchema = z.strictObject({
  /** C-01: wrong account passwords that lock the account; the FAQ's body says 5, its table of contents 3. */
  accountPasswordMax: z.int().min(1).max(15).default(5),
  /**
   * C-02: lower case in a new signature password of an iPhone. Its screens say letters and digits, the card has
   * capitals only: made capital, refused, or kept as it is.
   */
  iphonePasswordFolding: z.enum(['fold', 'refuse', 'keep']).default('fold'),
  /** C-02: lower case in a card's password typed into the app: sent to the card as typed, or made capital before. */
  typedPasswordFolding: z.enum(['asTyped', 'fold']).default('asTyped'),
  /**
   * C-03: whether a new signature password needs a letter and a digit; some texts ask for both, some only allow
   * both. Typing an existing one never does.
   */
  newPasswordMixed: z.boolean().default(true),
  /**
   * C-05: a change from Android to Android. 4-B: on the new phone, and issuing revokes the old phone's
   * certificates; 4-A: those are removed from the old phone first.
   */
  deviceChange: z.enum(['implicitRevocation', 'removeFirst']).default('implicitRevocation'),
  /**
   * C-06: what stopping does. Certificates revoked and data of the phone erased whatever the platform calls it; or
   * by the name: 失効 (Android) only revokes, 削除 (iPhone) only erases.
   */
  stopEffects: z.enum(['revokeAndErase', 'byName']).default('revokeAndErase'),
  /** C-07: what is applied for from 00:00 to 08:00 is ready from 08:00 of that day, or of the next (翌8:00). */
  beforeOpening: z.enum(['sameDay', 'nextDay']).default('sameDay'),
  /** C-07: whether 19:30:00 itself is outside the hours or the last instant inside. */
  atClosing: z.enum(['outside', 'inside']).default('outside'),
  /** C-08: whether only Android has the tap on "register", as 3-D shows, or every phone, as 5-A Q1 reads. */
  registerStepPlatforms: z.enum(['android', 'all']).default('android'),
  /** C-11: how many certificates must stay ticked; whether both may be unticked is not said. */
  certificateChoiceMinimum: z.int().min(0).max(2).default(1),
  /** C-12: how a phone without signature certificate is revoked: with the plastic card, or with its own PIN too. */
  revokeWithoutSignature: z.enum(['plasticCard', 'plasticCardOrPin']).default('plasticCard'),
  /** C-13: what can be deleted from another iPhone: iPhones (heading), or any smartphone (label in the menu). */
  remoteDeletePlatforms: z.enum(['iphone', 'all']).default('iphone'),
  /**
   * C-14: resuming a found phone. Issued anew without reading the card, in the hours of an application, with the
   * same kinds and new secrets, the held certificates ending as revoked; or the hold lifted.
   */
  phoneResume: z.enum(['reissue', 'liftHold']).default('reissue'),
  /**
   * C-15: a hold or revocation of the card's certificates leaves the phone's alone, or befalls them too. Expiry
   * always does.
   */
  parentRevocation: z.enum(['independent', 'cascade']).default('independent'),
  /** C-16: ms from an application in open hours to the notice, "some minutes". */
  noticeDelayMs: durationMs.default(180_000),
  /** C-16: ms from the notice until an iPhone's card works, "about 5 minutes". */
  warmUpMs: durationMs.default(300_000),
  /**
   * C-17: what a phone must have set up. An iPhone biometrics and an Android phone nothing; or every phone a screen
   * lock of any kind; or nothing.
   */
  deviceLockNeeded: z.enum(['iphoneBiometrics', 'anyScreenLock', 'nothing']).default('iphoneBiometrics'),
  /** C-18: what sets the count of wrong account passwords back; not said. */
  passwordCounterReset: z.enum(['successOrUnlock', 'success', 'unlock']).default('successOrUnlock'),
  /** C-19: whether wrong passcodes and wrong account passwords are one count; not said. */
  passcodeCounterShared: z.boolean().default(false),
  /**
   * C-20: a wrong secret of the card typed while enrolling, changing or deleting spends a try of the plastic card,
   * which checks it; or the service checks it, and no try is spent.
   */
  typedSecretsSpend: z.enum(['plasticCard', 'nothing']).default('plasticCard'),
  /** C-21: which of the unnamed methods of 3-E delete an iPhone's card: both, or one of them. */
  deleteMethods: z.enum(['either', 'phonePassword', 'plasticCard']).default('either'),
  /** C-22: 4-B shows no choice of certificates: the kinds of the old phone, or chosen as in an application. */
  deviceChangeKinds: z.enum(['sameAsOld', 'chosen']).default('sameAsOld'),
  /** C-22: whether a change waits for the hours of an application or is done at once; 4-B shows no notice. */
  deviceChangeHours: z.enum(['asApplication', 'atOnce']).default('asApplication'),
  /**
   * C-23: with which certificate of the card the phone's end: the signature one, which signed the application, the
   * user authentication one, or each with that of its kind.
   */
  phoneCertificateEnd: z.enum(['signature', 'authentication', 'sameKind']).default('signature'),
  /** C-24: ms that deregistering a facility's device takes; 7,200,000 for "up to 1 h" and "about 1 h" one after the other. */
  deregistrationMs: durationMs.default(3_600_000),
  /** C-25: revoking on the phone, which takes a signature, while its certificates are on hold. */
  revokeWhileHeld: z.enum(['refused', 'accepted']).default('refused'),
  /** C-26: whether the call about a lost phone puts the card's certificates on hold too. */
  lostPhoneTouchesCard: z.boolean().default(false),
  /** C-27: "I do not know the PIN" ends adding the card to an iPhone and says where to reset it; or only says so. */
  unknownSecretEnds: z.boolean().default(true),
  /** C-28: what 資格確認 does with a card in PIN mode: VERIFY of the PIN, or only reading its certificate. */
  pinModeCardUse: z.enum(['verify', 'readCertificate']).default('verify'),
  /**
   * C-28: what it does in sight mode, which has no VERIFY of a PIN: reading the certificate; the card face too, opened
   * with number B (照合番号B), which is printed on it; or nothing.
   */
  sightModeCardUse: z.enum(['readCertificate', 'readFace', 'nothing']).default('readCertificate'),
  /** C-29: an iPhone with too old an iOS is refused at the start (3-A), or finds no app in the store (3-B). */
  outdatedOs: z.enum(['enrolmentRefused', 'appMissing']).default('enrolmentRefused'),
  /** E-02: which secrets a kiosk resets by the other one: both, the signature password only as at first, none. */
  kioskResets: z.enum(['both', 'signature', 'none']).default('both'),
  /** E-02: when kiosks open, 06:30. */
  kioskOpensMs: timeOfDayMs.default(23_400_000),
  /** E-02: when kiosks close, 23:00. */
  kioskClosesMs: timeOfDayMs.default(82_800_000),
  /** E-02: ms from the reservation in the app within which the kiosk resets, 24 hours. */
  kioskWindowMs: durationMs.default(86_400_000),
  /** E-03: whether Myna Portal initialises blocked secrets of a phone; the guides do not say so. */
  phoneSecretInit: z.boolean().default(false),
  /**
   * E-04: whether a factory reset clears the secure element: as the phone's profile says (Android keeps, iPhone
   * clears), or whatever it says.
   */
  factoryResetClearsSecureElement: z.enum(['asProfile', 'always', 'never']).default('asProfile'),
  /** E-06: enrolling a second phone revokes the first, as the press has it, instead of being refused (L-07). */
  secondPhoneSupersedes: z.boolean().default(false),
  /** E-07: whether a change of the four items ends the phone's signature certificate too; inferred from its content. */
  basicChangeEndsPhoneSignature: z.boolean().default(true),
  /** E-10: whether another capable phone can revoke a lost one. */
  revokeLostFromOtherPhone: z.boolean().default(false),
  /**
   * E-12: the reason certificateHold is given for every hold (RFC 5280), or only for one that is never lifted, as
   * relying parties' interfaces have it.
   */
  holdReason: z.enum(['everyHold', 'irreversibleOnly']).default('everyHold'),
  /** S-01: when the revocation lists of a day are published; daily, the time is not said. Midnight is taken. */
  crlPublicationMs: timeOfDayMs.max(86_399_999).default(0),
  /** S-02: ms from the publication in which yesterday's list is still served, "5 to 10 minutes". */
  crlWindowMs: durationMs.max(43_200_000).default(300_000),
  /** S-03: ms from thisUpdate to nextUpdate of an OCSP answer; not said. */
  ocspValidityMs: durationMs.min(2000).default(600_000),
  /** S-04: the longest nonce that is taken, in bytes: 32 by RFC 8954, 128 by RFC 9654. */
  ocspNonceMaximum: z.int().min(16).max(1024).default(32),
});
export type LifecycleSwitches = z.infer<typeof lifecycleSwitchesSchema>;
