import { type CardProfile, phoneProfiles } from '@kazashi/profiles';
import type { ControlAddress } from '../drivers/control-api.ts';
import type { PcscTransport } from '../drivers/pcsc-transport.ts';
import type { Pn532Host } from '../drivers/serial-pn532.ts';
import type { CaseDefinition } from '../engine/case.ts';
import { systemClock } from '../engine/run-clock.ts';
import type { Subject } from '../engine/subject.ts';
import { within } from '../engine/time-limit.ts';
import type { CliIo } from './io.ts';
import { messages } from './messages.ts';
import { readText } from './read-secrets.ts';
import { runningControl } from './running-control.ts';
import { UsageError } from './usage-error.ts';

export interface SubjectOptions {
  readonly subject: string;
  readonly control?: string;
  readonly profile?: string;
  readonly person?: string;
  readonly seed?: string;
  /** What it will be asked. */
  readonly cases?: readonly CaseDefinition[];
}

/** A subject, and in words how it is reached. */
export interface OpenedSubject {
  readonly subject: Subject;
  readonly access: string;
  /** On a serial line: the host of the chip. */
  readonly host?: Pn532Host;
}

/** Opens what `--subject` names. Throws UsageError for an address of no kind. */
export async function openSubject(options: SubjectOptions, io: CliIo): Promise<OpenedSubject> {
  const { subject } = options;
  const isPhone = options.profile !== undefined && phoneProfiles.has(options.profile);
  const profile = isPhone ? options.profile : await cardProfileOf(options.profile, io);
  if (subject === 'emulated:card') {
    const { openEmulatedCard } = await import('../drivers/emulated-card.ts');
    const opened = await openEmulatedCard({
      ...(profile === undefined ? {} : isPhone ? { phone: options.profile } : { card: profile }),
      ...(options.person === undefined ? {} : { person: options.person }),
    });
    return { subject: opened, access: 'in process' };
  }
  const { emulatedSubject } = await import('../drivers/emulated-subjects.ts');
  const emulated = emulatedSubject(subject, options.cases);
  if (emulated !== undefined) return { subject: await emulated.open(), access: 'in process' };
  if (subject.startsWith('serial:')) {
    const path = subject.slice('serial:'.length);
    const { openSerialLine } = await import('../drivers/serial-line.ts');
    const { openSerialCard } = await import('../drivers/serial.ts');
    const control = controlAddress(options.control ?? io.env.KAZASHI_CONTROL, io);
    const { subject: opened, host } = await openSerialCard(await openSerialLine(path), {
      path,
      ...(control === undefined ? {} : { control }),
      ...(profile === undefined ? {} : { profile }),
    });
    return { subject: opened, access: `serial line ${path}`, host };
  }
  if (subject.startsWith('pcsc:')) {
    const reader = subject.slice('pcsc:'.length);
    const { openPcscCard } = await import('../drivers/pcsc.ts');
    const control = controlAddress(options.control ?? io.env.KAZASHI_CONTROL, io);
    const { transport, access } = await pcscTransport(reader, io);
    const opened = await openPcscCard(transport, {
      reader,
      ...(control === undefined ? {} : { control }),
      ...(profile === undefined ? {} : { profile }),
    });
    return { subject: opened, access };
  }
  if (subject.startsWith('status:')) {
    const url = subject.slice('status:'.length);
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new UsageError('usage/subject', messages.unknownSubject(subject));
    const { openStatus } = await import('../drivers/status.ts');
    const control = controlAddress(options.control ?? io.env.KAZASHI_CONTROL, io);
    return {
      subject: await openStatus({ url, ...(control === undefined ? {} : { control }) }),
      access: 'HTTP',
    };
  }
  if (subject.startsWith('client:')) {
    const { openClientSubject } = await import('./open-client.ts');
    return {
      subject: await openClientSubject(subject, io),
      access: 'pcscd socket of a simulator of its own',
    };
  }
  throw new UsageError('usage/subject', messages.unknownSubject(subject));
}

/** The id of a card profile, or the profile in a file, such as `kazashi learn` writes. */
async function cardProfileOf(
  given: string | undefined,
  io: CliIo,
): Promise<string | CardProfile | undefined> {
  if (given === undefined || !/\.ya?ml$/i.test(given)) return given;
  const { parseProfile } = await import('@kazashi/profiles/parse');
  const profile = parseProfile(readText(given, io.cwd), given);
  if (profile.kind === 'card') return profile;
  throw new UsageError('usage/profile', messages.badFile(given, `kind: ${profile.kind}`));
}

/** A subject that hangs does not keep the run from ending. */
export function closeInTime(subject: Subject): Promise<void> {
  return within(
    systemClock,
    5000,
    () => new Error('the subject does not close'),
    () => subject.close(),
  ).catch(() => {});
}

/**
 * Our own client where pcscd has a socket or a variable names one, the operating system's PC/SC elsewhere or when
 * KAZASHI_PCSC says so.
 */
async function pcscTransport(
  reader: string,
  io: CliIo,
): Promise<{ readonly transport: PcscTransport; readonly access: string }> {
  const native =
    process.platform === 'win32' || (process.platform === 'darwin' && !io.env.PCSCLITE_CSOCK_NAME);
  if (native || io.env.KAZASHI_PCSC === 'pcsc-mini') {
    const { openPcscMiniTransport } = await import('../drivers/pcsc-mini-transport.ts');
    return {
      transport: await openPcscMiniTransport(reader, io.env),
      access: 'PC/SC of the operating system (pcsc-mini)',
    };
  }
  const { openPcscdTransport } = await import('../drivers/pcscd-transport.ts');
  const { defaultSocketPath } = await import('../drivers/pcscd-client.ts');
  const path = io.env.PCSCLITE_CSOCK_NAME || defaultSocketPath;
  return { transport: await openPcscdTransport(path, reader), access: `pcscd socket ${path}` };
}

function controlAddress(given: string | undefined, io: CliIo): ControlAddress | undefined {
  if (given === undefined) return undefined;
  const url = (/^https?:/.test(given) ? given : `http://${given}`).replace(/\/$/, '');
  const token = io.env.KAZASHI_TOKEN ?? runningControl(io.env, url);
  if (token === undefined) throw new UsageError('usage/token', messages.noToken(url));
  return { url, token };
}
