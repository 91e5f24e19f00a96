import type { ControlAddress } from '../drivers/control-api.ts';
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
    const { defaultSocketPath } = await import('../drivers/pcscd-client.ts');
    const control = controlAddress(options.control ?? io.env.KAZASHI_CONTROL, io);
    return openPcscCard({
      reader,
      socketPath: io.env.PCSCLITE_CSOCK_NAME || defaultSocketPath,
      ...(control === undefined ? {} : { control }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
    });
  }
  throw new UsageError('usage/subject', messages.unknownSubject(subject));
}

function controlAddress(given: string | undefined, io: CliIo): ControlAddress | undefined {
  if (given === undefined) return undefined;
  const url = (/^https?:/.test(given) ? given : `http://${given}`).replace(/\/$/, '');
  const token = io.env.KAZASHI_TOKEN ?? runningControl(io.env, url);
  if (token === undefined) throw new UsageError('usage/token', messages.noToken(url));
  return { url, token };
}
