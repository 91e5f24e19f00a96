import type { ControlAddress } from '../drivers/control-api.ts';
import type { PcscTransport } from '../drivers/pcsc-transport.ts';
import type { Subject } from '../engine/subject.ts';
import type { CliIo } from './io.ts';
import { messages } from './messages.ts';
import { runningControl } from './running-control.ts';
import { UsageError } from './usage-error.ts';

export interface SubjectOptions {
  readonly subject: string;
  readonly control?: string;
  readonly profile?: string;
  readonly person?: string;
  readonly seed?: string;
}

/** Opens what `--subject` names. Throws UsageError for an address of no kind. */
export async function openSubject(options: SubjectOptions, io: CliIo): Promise<Subject> {
  const { subject } = options;
  if (subject === 'emulated:card') {
    const { openEmulatedCard } = await import('../drivers/emulated-card.ts');
    return openEmulatedCard({
      ...(options.profile === undefined ? {} : { card: options.profile }),
      ...(options.person === undefined ? {} : { person: options.person }),
    });
  }
  if (subject.startsWith('pcsc:')) {
    const reader = subject.slice('pcsc:'.length);
    const { openPcscCard } = await import('../drivers/pcsc.ts');
    const control = controlAddress(options.control ?? io.env.KAZASHI_CONTROL, io);
    return openPcscCard(await pcscTransport(reader, io), {
      reader,
      ...(control === undefined ? {} : { control }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
    });
  }
  throw new UsageError('usage/subject', messages.unknownSubject(subject));
}

/**
 * Our own client where pcscd has a socket or a variable names one, the operating system's PC/SC elsewhere or when
 * KAZASHI_PCSC says so.
 */
async function pcscTransport(reader: string, io: CliIo): Promise<PcscTransport> {
  const native =
    process.platform === 'win32' || (process.platform === 'darwin' && !io.env.PCSCLITE_CSOCK_NAME);
  if (native || io.env.KAZASHI_PCSC === 'pcsc-mini') {
    const { openPcscMiniTransport } = await import('../drivers/pcsc-mini-transport.ts');
    return openPcscMiniTransport(reader, io.env);
  }
  const { openPcscdTransport } = await import('../drivers/pcscd-transport.ts');
  const { defaultSocketPath } = await import('../drivers/pcscd-client.ts');
  return openPcscdTransport(io.env.PCSCLITE_CSOCK_NAME || defaultSocketPath, reader);
}

function controlAddress(given: string | undefined, io: CliIo): ControlAddress | undefined {
  if (given === undefined) return undefined;
  const url = (/^https?:/.test(given) ? given : `http://${given}`).replace(/\/$/, '');
  const token = io.env.KAZASHI_TOKEN ?? runningControl(io.env, url);
  if (token === undefined) throw new UsageError('usage/token', messages.noToken(url));
  return { url, token };
}
