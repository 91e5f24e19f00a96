import type { VisualFiles } from '../applications/visual.ts';
import { toJst } from '../clock/calendar.ts';
import { encodeAgeRecord } from '../codec/age-record.ts';
import { decodeTlv, tlv } from '../codec/ber-tlv.ts';
import { type CardFace, cardFaceSegments, cardFaceUnsigned, encodeCardFace } from '../codec/card-face.ts';
import { asciiBytes, concatBytes } from '../codec/hex.ts';
import { encodeNumberImage } from '../codec/number-image.ts';
import { encodePublicKey } from '../codec/public-key.ts';
import { encodeVisualInformation, visualLayout } from '../codec/visual-information.ts';
import {
  addressPicture,
  codestreamOf,
  namePicture,
  numberPicture,
  photo,
  securityCodePicture,
} from '../images/card-pictures.ts';
import {
  encodeCardVerifiableCertificate,
  issueCardVerifiableCertificate,
  keyId,
  rsaKey,
  sealNumber,
  signAgeRecord,
  signCardFace,
  signNumberImage,
  signSegments,
  signSha256,
  testKeyIds,
} from '../pki/index.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { birthKey, civilDigits, numberB, type PersonalisationFacts } from './personalisation-facts.ts';

/** The municipality's key, which signs the records of its cards; EF 0004 certifies it. */
const signerName = 'record-signer-visual';
const authorityName = 'cvc-root-visual';
/** Six digits of the municipality and a number of its own, as on the cards seen. */
const signerKeyId = (municipalityCode: string): Uint8Array => keyId(`${municipalityCode}21`, '000');
const informationKeyId = keyId('6990024', '001');
const sealKeyId = keyId('6990025', '001');

/** What the files of the visual application hold for one card. @see jpki-card reference, section 2.3 */
export function visualFiles(facts: PersonalisationFacts, rules: RuleSet): VisualFiles {
  const { personProfile } = facts;
  const { code } = personProfile.municipality;
  const publicKey = {
    get modulus() {
      return rsaKey(rules.holds('visual/records-hold-card-key') ? facts.visualKeyName : signerName).modulus;
    },
  };
  const signer = () =>
    rsaKey(rules.holds('visual/signed-by-certified-key') ? signerName : facts.visualKeyName);
  const birth = rules.holds('visual/birth-gregorian') ? civilDigits(facts.birth) : `00${birthKey(facts)}`;
  const wholeObjects = rules.holds('visual/record-signature');
  const scale = rules.holds('visual/picture-sizes') ? 1 : 2;

  function ageRecord(): Uint8Array {
    const record = signAgeRecord({ birth, publicKey }, signer());
    const values = concatBytes(asciiBytes(birth), encodePublicKey(publicKey));
    return encodeAgeRecord(wholeObjects ? record : { ...record, signature: signSha256(signer(), values) });
  }

  function numberImage(): Uint8Array {
    const number = rules.holds('visual/number-drawn') ? personProfile.individualNumber : '000000000000';
    const image = numberPicture(number, scale);
    const record = signNumberImage({ image, publicKey }, signer());
    const values = concatBytes(image, encodePublicKey(publicKey));
    return encodeNumberImage(wholeObjects ? record : { ...record, signature: signSha256(signer(), values) });
  }

  function cardFace(): Uint8Array {
    const jp2 = photo();
    const face = signCardFace(
      {
        birth,
        sex: personProfile.sex,
        publicKey,
        nameImage: namePicture(),
        addressImage: addressPicture(),
        photo: rules.holds('visual/photo-in-jp2') ? jp2 : codestreamOf(jp2),
        expiry: rules.holds('visual/face-expiry')
          ? civilDigits(facts.expiry)
          : civilDigits(toJst(facts.authentication.notAfter)),
        securityCodeImage: securityCodePicture(
          rules.holds('visual/code-drawn') ? personProfile.securityCode : '0000',
          scale,
        ),
      },
      signer(),
    );
    const bytes = encodeCardFace({ ...face, signature: brokenSignature(face) ?? face.signature });
    if (!rules.holds('visual/face-offsets')) countOffsetsFromTable(bytes);
    return bytes;
  }

  /** The signature as a card makes it that digests something else. */
  function brokenSignature(face: CardFace): Uint8Array | undefined {
    const [texts, pictures, portrait] = cardFaceSegments(face);
    if (!rules.holds('visual/face-three-digests')) {
      return signSha256(signer(), concatBytes(texts, pictures, portrait));
    }
    if (rules.holds('visual/face-unsigned-tail')) return undefined;
    return signSegments([texts, pictures, concatBytes(portrait, cardFaceUnsigned(face))], signer());
  }

  function information(): Uint8Array {
    const bytes = encodeVisualInformation({
      layout: visualLayout,
      keyIdentifier: informationKeyId,
      version: 0,
      municipalityCode: rules.holds('visual/information-municipality') ? code : '00000',
      sealKeyIdentifier: sealKeyId,
      sealedNumber: sealNumber(numberB(facts), rsaKey(authorityName)),
    });
    if (rules.holds('visual/information-form')) return bytes;
    const sealedLength = 5 + 16 + 256;
    return tlv(0xff30, decodeTlv(bytes).value.subarray(0, -sealedLength));
  }

  function certificate(): Uint8Array {
    const issued = issueCardVerifiableCertificate(
      {
        issuerKeyId: testKeyIds.visual,
        subjectKeyId: signerKeyId(code),
        modulus: rsaKey(signerName).modulus,
      },
      rsaKey(authorityName),
    );
    const bytes = encodeCardVerifiableCertificate(issued);
    return rules.holds('visual/certificate-wrapped') ? bytes : bytes.subarray(5);
  }

  return { ageRecord, cardFace, information, certificate, numberImage };
}

/** What DF21 says on a card that counts from the object behind it. */
function countOffsetsFromTable(bytes: Uint8Array): void {
  const table = bytes.length - decodeTlv(bytes).value.length + 3;
  const base = (bytes[table]! << 8) | bytes[table + 1]!;
  for (let at = table; at < table + 18; at += 2) {
    const offset = ((bytes[at]! << 8) | bytes[at + 1]!) - base;
    bytes[at] = offset >> 8;
    bytes[at + 1] = offset & 0xff;
  }
}
