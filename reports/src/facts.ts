import type { Bilingual, Language, Result } from '@kazashi/conformance/result';
import { sealOf } from './seal-of.ts';
import { words } from './words.ts';

/** One line of a report's head. `text` is undefined where nothing was stated. */
export interface Fact {
  readonly name: Bilingual;
  readonly text: string | undefined;
  /** Set in a fixed-width face: addresses, hashes, bytes. */
  readonly code?: true;
}

export interface FactGroup {
  readonly title: Bilingual;
  readonly facts: readonly Fact[];
}

const fact = (name: Bilingual, text: string | null | undefined): Fact => ({ name, text: text ?? undefined });
const code = (name: Bilingual, text: string | null | undefined): Fact => ({
  ...fact(name, text),
  code: true,
});
const list = (name: Bilingual, items: readonly string[]): Fact =>
  fact(name, items.length === 0 ? undefined : items.join('; '));
/** What is stated of several members, in one line. */
const joined = (...parts: readonly (string | number | null | undefined)[]): string | undefined =>
  parts.filter((part) => part !== null && part !== undefined).join(', ') || undefined;
const unit = (value: number | null, name: string): string | undefined =>
  value === null ? undefined : `${value} ${name}`;

/** A moment as both clocks show it, to the second. */
export function moment({ utc, jst }: Result['times']['started']): string {
  return `${jst.slice(0, 19).replace('T', ' ')} JST · ${utc.slice(0, 19).replace('T', ' ')} UTC`;
}

/** The number a reader quotes: the laboratory's own, or the run's. */
export const reportNumber = ({ laboratory, id }: Pick<Result, 'laboratory' | 'id'>): string =>
  laboratory.report.number ?? id;

const proofs = {
  'in-process': words.proofInProcess,
  bench: words.proofBench,
  nonce: words.proofNonce,
  none: words.proofNone,
} as const;
const seals = { valid: words.sealValid, broken: words.sealBroken, unsealed: words.sealNone } as const;

/** Hex digits in pairs. */
const pairs = (digits: string): string => digits.match(/../g)?.join(' ') ?? '';

/**
 * Everything that the head of a laboratory's report holds, in the order in which it is shown. What nobody stated
 * is there with `text` undefined, so that a report says so.
 */
export function factGroups(result: Result, language: Language): FactGroup[] {
  const { subject, suite, environment, times, selection, ics, tool, journal } = result;
  const { report, laboratory, customer, locations, item, means, people, method, ...lab } = result.laboratory;
  const { clock, validation, reader } = means;
  const { usb, application, firmware } = item;
  return [
    {
      title: words.reportHead,
      facts: [
        code(words.number, reportNumber(result)),
        fact(words.revision, report.revision),
        fact(words.replaces, report.replaces),
        code(words.run, result.id),
        fact(words.started, moment(times.started)),
        ...times.resumed.map((at) => fact(words.resumed, moment(at))),
        fact(words.ended, times.ended && moment(times.ended)),
        fact(words.seal, seals[sealOf(result)][language]),
        code(words.digest, result.digest),
        code(words.journal, journal && `${journal.lines} ${words.lines[language]}, ${journal.head}`),
      ],
    },
    {
      title: words.itemUnderTest,
      facts: [
        fact(words.nature, words[subject.nature][language]),
        code(words.address, subject.address),
        fact(words.proof, proofs[subject.proof.method][language]),
        ...(subject.software === undefined
          ? []
          : [fact(words.software, `${subject.software.name} ${subject.software.version}`)]),
        fact(words.manufacturer, item.manufacturer),
        fact(words.model, item.model),
        fact(words.hardwareRevision, item.hardwareRevision),
        fact(words.firmware, joined(firmware.version, firmware.sha256 && `SHA-256 ${firmware.sha256}`)),
        list(words.serialNumbers, item.serialNumbers),
        fact(
          words.usb,
          joined(
            usb.vendorId && usb.productId && `${usb.vendorId}:${usb.productId}`,
            usb.bcdDevice && `bcdDevice ${usb.bcdDevice}`,
            usb.descriptorSha256 && `SHA-256 ${usb.descriptorSha256}`,
          ),
        ),
        fact(words.pcscName, item.pcscName),
        fact(words.driver, item.driver),
        fact(
          words.application,
          joined(
            application.bundleId,
            application.version,
            application.signingCertificateSha256 && `SHA-256 ${application.signingCertificateSha256}`,
          ),
        ),
        fact(words.received, item.received),
        fact(words.condition, item.condition),
        list(
          words.photos,
          item.photos.map(({ file, title, sha256 }) => joined(title, file, sha256)!),
        ),
        code(words.answerToReset, subject.answerToReset && pairs(subject.answerToReset)),
        fact(words.capabilities, subject.capabilities.join(' · ')),
      ],
    },
    {
      title: words.laboratory,
      facts: [
        fact(words.name, laboratory.name),
        fact(words.place, laboratory.address),
        fact(words.accreditation, laboratory.accreditation ?? words.notAccredited[language]),
        fact(words.customer, joined(customer.name, customer.address)),
        list(words.locations, locations),
        list(words.operators, people.operators),
        fact(words.reviewer, people.reviewer),
        fact(words.authoriser, people.authoriser),
      ],
    },
    {
      title: words.method,
      facts: [
        fact(words.suite, `${suite.name} ${suite.version}, ${suite.cases} ${words.casesCounted[language]}`),
        code(words.suiteHash, suite.hash),
        fact(words.specification, method.specification),
        fact(words.profile, subject.profile ?? words.noProfile[language]),
        fact(words.ics, ics === undefined ? words.noIcs[language] : `${ics.file}, SHA-256 ${ics.sha256}`),
        fact(words.pixit, joined(method.pixit.file, method.pixit.sha256 && `SHA-256 ${method.pixit.sha256}`)),
        fact(words.selection, selection.selectors.join(' ') || words.everything[language]),
        fact(words.allowedCosts, selection.allow.join(', ') || words.none[language]),
        fact(words.attempts, String(selection.repeat)),
        list(words.deviations, method.deviations),
        list(words.exclusions, method.exclusions),
        list(
          words.waivers,
          method.waivers.map((waiver) => `${waiver.case}: ${waiver.reason} (${waiver.authority})`),
        ),
        list(words.external, lab.externallyProvided),
      ],
    },
    {
      title: words.environment,
      facts: [
        fact(words.tool, `${tool.name} ${tool.version}`),
        fact(words.validation, joined(validation.run, validation.mutantsKilled)),
        fact(words.access, environment.access),
        fact(words.operator, result.operator),
        fact(
          words.reader,
          joined(reader.manufacturer, reader.model, reader.firmware, reader.serialNumber, reader.driver),
        ),
        list(words.referenceCards, means.referenceCards),
        list(words.instruments, means.instruments),
        fact(words.calibration, means.calibration),
        fact(
          words.clockSource,
          joined(clock.source, clock.offsetMs === null ? null : `${clock.offsetMs} ms`) ?? environment.clock,
        ),
        fact(words.operatingSystem, environment.operatingSystem),
        fact(words.processor, environment.processor),
        fact(words.runtime, environment.runtime),
        fact(
          words.physical,
          joined(
            unit(lab.environment.temperatureCelsius, '°C'),
            unit(lab.environment.humidityPercent, '%'),
            lab.environment.fieldStrength,
            lab.environment.note,
          ) ?? environment.physical[language],
        ),
      ],
    },
  ];
}
