import type { Application } from '../applications/card-file.ts';
import { CardKey } from '../applications/card-key.ts';
import type { CardSecret } from '../applications/card-secret.ts';
import { commonApplication } from '../applications/common.ts';
import { extendedLengthTestApplication } from '../applications/extended-length-test.ts';
import { jpkiApplication } from '../applications/jpki.ts';
import { jukiApplication } from '../applications/juki.ts';
import { licenceApplication, licenceLoadFileAid } from '../applications/licence.ts';
import { masterFileObjects } from '../applications/master-file.ts';
import { textApplication } from '../applications/text.ts';
import { visualApplication } from '../applications/visual.ts';
import { encodeBasicData } from '../codec/basic-data.ts';
import { decodeTlv, tlv } from '../codec/ber-tlv.ts';
import { hex } from '../codec/hex.ts';
import { encodeIndividualNumber } from '../codec/individual-number.ts';
import {
  authorityCertificate,
  type CertificateKind,
  crlPath,
  encodeCardVerifiableCertificate,
  encodeRecordSignature,
  type Generation,
  issueCardVerifiableCertificate,
  issueCertificate,
  keyId,
  ocspPath,
  publicKeyObjects,
  rsaKey,
  sha256,
  signDigests,
  signSha256,
  testKeyIds,
} from '../pki/index.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { SecretId } from './card-secrets.ts';
import { licenceData, licenceSecurityData } from './licence-content.ts';
import {
  type CertificateFacts,
  civilDigits,
  holderOf,
  type PersonalisationFacts,
} from './personalisation-facts.ts';
import { visualFiles } from './visual-content.ts';

/** OCSP responders of this test hierarchy; nobody answers there unless a status service is started. */
const ocspUrl = {
  signature: 'http://ocsp-sign.test.invalid',
  authentication: 'http://ocsp-auth.test.invalid',
};

/** The contact side of a card that has none of its own to show. */
const defaultContactAtr = hex('3b da 13 ff 81 31 fb 46 80 12 39 2f 31 c1 73 c6 01 c0 3b');

const cardKeyIdentifier = keyId('6990010', '001');

/** Where OCSP is asked and the CRL fetched: the services that ran when the certificate was issued. */
function statusUrls(
  kind: CertificateKind,
  { statusUrl, generation }: CertificateFacts,
  { municipality }: PersonalisationFacts['personProfile'],
) {
  if (statusUrl === undefined) return { ocspUrl: ocspUrl[kind] };
  return {
    ocspUrl: `${statusUrl}${ocspPath(kind)}`,
    crlUrl: `${statusUrl}${crlPath(kind, generation, municipality.code)}`,
  };
}

function certificateMaker(
  kind: CertificateKind,
  facts: PersonalisationFacts,
): (() => Uint8Array) | undefined {
  const certificate = facts[kind];
  if (certificate === null) return undefined;
  const { personProfile, cardProfile } = facts;
  const request = {
    ...certificate,
    subjectCommonName: certificate.commonName,
    municipality: personProfile.municipality,
    ...statusUrls(kind, certificate, personProfile),
    calendarStart: facts.calendarStart,
  };
  if (kind === 'authentication') return () => issueCertificate({ ...request, kind });
  const emailProtection = cardProfile.switches.signatureExtendedKeyUsage === 'email-protection';
  return () =>
    issueCertificate({
      ...request,
      kind,
      holder: holderOf(facts),
      ...(emailProtection ? { extendedKeyUsage: 'emailProtection' as const } : {}),
    });
}

function basicData(facts: PersonalisationFacts, rules: RuleSet): Uint8Array {
  const { name, address, sex } = facts.personProfile;
  const bytes = encodeBasicData({ name, address, birth: civilDigits(facts.birth), sex });
  if (rules.holds('content/basic-data-offsets')) return bytes;
  const table = bytes.length - decodeTlv(bytes).value.length + 3;
  const base = (bytes[table]! << 8) | bytes[table + 1]!;
  for (let at = table; at < table + 8; at += 2) {
    const offset = ((bytes[at]! << 8) | bytes[at + 1]!) - base;
    bytes[at] = offset >> 8;
    bytes[at + 1] = offset & 0xff;
  }
  return bytes;
}

/** EF 0003 of the text application; what is digested is a rule. */
function integrityRecord(
  number: Uint8Array,
  basic: Uint8Array,
  facts: PersonalisationFacts,
  rules: RuleSet,
): Uint8Array {
  const { value } = decodeTlv(basic);
  const withFiller = rules.holds('content/record-digest-with-filler');
  const withoutOffsets = rules.holds('content/record-digest-without-offsets');
  const digests = {
    numberDigest: sha256(withFiller ? number : number.subarray(0, 15)),
    basicDataDigest: sha256(withoutOffsets ? value.subarray(11) : value),
  };
  return encodeRecordSignature(signDigests(digests, rsaKey(facts.textKeyName)));
}

/** Builds the applications that the profile names, with contents made when they are first read. */
export function cardApplications(
  facts: PersonalisationFacts,
  secrets: ReadonlyMap<string, CardSecret>,
  rules: RuleSet,
): readonly Application[] {
  const { cardProfile, personProfile } = facts;
  const { switches } = cardProfile;
  const secret = (id: SecretId): CardSecret => secrets.get(id)!;
  const key = (name: string): CardKey => new CardKey(name, () => rsaKey(name).privateKey);
  const ownAuthority = rules.holds('content/ca-certificate-issued-it');
  const authority = (kind: CertificateKind) => () => {
    const own = facts[kind]?.generation ?? facts.authentication.generation;
    const generation: Generation = ownAuthority ? own : own === 1 ? 2 : 1;
    return authorityCertificate(kind, generation, facts.calendarStart);
  };
  const number = (): Uint8Array => {
    const bytes = encodeIndividualNumber(personProfile.individualNumber);
    return rules.holds('content/number-with-filler') ? bytes : bytes.subarray(0, 15);
  };
  const textKey = (): ReturnType<typeof rsaKey> => rsaKey(facts.textKeyName);
  const signedKey = (): Uint8Array => {
    const signed = tlv(0xdf51, publicKeyObjects(textKey().modulus));
    return tlv(0xff50, signed, tlv(0xdf52, signSha256(rsaKey('cvc-root-text'), signed)));
  };
  const make: Readonly<Record<(typeof cardProfile.applications)[number], () => Application>> = {
    jpki: () =>
      jpkiApplication(
        {
          signatureCertificate: certificateMaker('signature', facts),
          signatureAuthority: authority('signature'),
          authenticationCertificate: certificateMaker('authentication', facts)!,
          authenticationAuthority: authority('authentication'),
          signatureKey: key(facts.signature?.keyName ?? facts.authentication.keyName),
          authenticationKey: key(facts.authentication.keyName),
          signaturePassword: secret('jpki/signature'),
          authenticationPin: secret('jpki/authentication'),
          unidentified: secret('jpki/unidentified'),
          tokenSerial: personProfile.cardSerial.padStart(16, '0'),
          absentSignature: switches.absentSignature,
          unidentifiedFiles: switches.unidentifiedFiles,
          certificateFileLength: switches.certificateFiller === 'ff' ? switches.certificateFileLength : 0,
        },
        rules,
      ),
    text: () =>
      textApplication(
        {
          individualNumber: number,
          basicData: () => basicData(facts, rules),
          integrityRecord: () => integrityRecord(number(), basicData(facts, rules), facts, rules),
          certificate: () =>
            encodeCardVerifiableCertificate(
              issueCardVerifiableCertificate(
                {
                  issuerKeyId: testKeyIds.rootText,
                  subjectKeyId: testKeyIds.text,
                  modulus: textKey().modulus,
                },
                rsaKey('cvc-root-text'),
              ),
            ),
          keyIdentifier: testKeyIds.text,
          sessionKey: () => tlv(0xa1, publicKeyObjects(rsaKey(facts.sessionKeyName).modulus)),
          signedPublicKey: signedKey,
          key: key(facts.textKeyName),
          sessionPrivateKey: key(facts.sessionKeyName),
          pin: secret('text/pin'),
          issuedBlocked: secret('text/issued-blocked'),
          numberA: secret('text/number-a'),
          numberB: secret('text/number-b'),
          unidentifiedFiles: switches.unidentifiedFiles,
        },
        rules,
      ),
    visual: () => {
      const own = rules.holds('visual/counters-own');
      return visualApplication(
        {
          ...visualFiles(facts, rules),
          key: key(facts.visualKeyName),
          birthKey: secret('visual/birth'),
          numberA: secret(own ? 'visual/number-a' : 'text/number-a'),
          numberB: secret(own ? 'visual/number-b' : 'text/number-b'),
          unidentified: [secret('visual/unidentified-0014'), secret('visual/unidentified-0015')],
          unidentifiedFiles: switches.unidentifiedFiles,
        },
        rules,
      );
    },
    licence: () =>
      licenceApplication(
        {
          licenceData: () => licenceData(facts, rules),
          securityData: () => licenceSecurityData(facts, rules),
          pin: secret('licence/pin'),
        },
        rules,
      ),
    common: () =>
      commonApplication(
        {
          cardSerial: personProfile.cardSerial,
          municipalityCode: personProfile.municipality.code,
          expiry: civilDigits(facts.expiry),
          keyIdentifier: cardKeyIdentifier,
          internalKey: key('card-common-internal'),
          pin: secret('common/pin'),
        },
        rules,
      ),
    juki: () => jukiApplication({ keyIdentifier: cardKeyIdentifier, pin: secret('juki/pin') }, rules),
    'extended-length-test': extendedLengthTestApplication,
  };
  return cardProfile.applications.flatMap((name) => {
    const application = make[name]();
    if (name !== 'licence' || rules.holds('licence/instance-only')) return [application];
    return [application, { ...application, aid: licenceLoadFileAid }];
  });
}

/** The objects at the master file. Their certificates come without the 7F21 wrapper. */
export function cardDataObjects(facts: PersonalisationFacts): ReadonlyMap<number, () => Uint8Array> {
  const { personProfile, cardProfile } = facts;
  const certificate = (issuer: Uint8Array, subject: Uint8Array, keyName: string) => () =>
    encodeCardVerifiableCertificate(
      issueCardVerifiableCertificate(
        { issuerKeyId: issuer, subjectKeyId: subject, modulus: rsaKey(keyName).modulus },
        rsaKey('cvc-root-text'),
      ),
    ).subarray(5);
  return masterFileObjects({
    issuerKeyIdentifier: cardKeyIdentifier,
    intermediateKeyIdentifier: testKeyIds.rootText,
    cardIdentifier: facts.cardIdentifier,
    municipalityCode: personProfile.municipality.code,
    expiry: civilDigits(facts.expiry),
    contactAtr: cardProfile.interface === 'contact' ? hex(cardProfile.atr) : defaultContactAtr,
    issuerCertificate: certificate(testKeyIds.rootText, cardKeyIdentifier, 'card-common-internal'),
    intermediateCertificate: certificate(testKeyIds.rootText, testKeyIds.rootText, 'cvc-root-text'),
  });
}
