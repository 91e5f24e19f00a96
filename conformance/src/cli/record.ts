import { toHex } from '../bytes/hex.ts';
import { isReal } from '../engine/subject.ts';
import { Recording, type RecordingHead, recordingText } from '../recording/recording.ts';
import { chipSurvey, survey } from '../recording/survey.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';
import { closeInTime, openSubject } from './open-subject.ts';
import { newOutFile, writeOutFile } from './out-file.ts';
import { suiteVersion } from './run-setting.ts';
import { UsageError } from './usage-error.ts';

export interface RecordOptions {
  readonly subject?: string;
  readonly control?: string;
  readonly out?: string;
}

/** `kazashi record --subject ADDRESS --out FILE`: keeps a harmless session as a firmware fixture. Gives the exit code. */
export async function record(options: RecordOptions, io: CliIo): Promise<number> {
  const { subject: address, out } = options;
  if (address === undefined || !/^(?:serial|pcsc):/.test(address)) {
    throw new UsageError('usage/subject', messages.recordSubject());
  }
  if (out === undefined) throw new UsageError('usage/out', messages.needs('record', '--out FILE'));
  const path = newOutFile(io.cwd, out);
  const { subject, host } = await openSubject({ ...options, subject: address }, io);
  try {
    const real = isReal(subject);
    const recording = new Recording(real);
    if (host !== undefined) host.onCommand = (command, answer) => recording.chip(command, answer);
    const unlimited = new AbortController().signal;
    const answerToReset = toHex(await subject.reset(unlimited));
    if (host !== undefined) await chipSurvey(host);
    await survey(async (command) => {
      const response = await subject.transmit(command, unlimited);
      if (host === undefined) recording.card(command, response);
      return response;
    });
    if (host !== undefined) host.onCommand = () => {};
    const head: RecordingHead = {
      kazashi: 'recording',
      version: 1,
      level: host === undefined ? 'card' : 'pn532',
      title: subject.title,
      nature: real ? 'real' : 'simulator',
      recordedAt: new Date().toISOString(),
      tool: `kazashi ${suiteVersion}`,
      answerToReset,
    };
    writeOutFile(path, recordingText(head, recording.exchanges));
    const nature = real ? messages.real() : messages.simulator();
    io.out(say(io, messages.recorded(path, String(recording.exchanges.length), say(io, nature))));
    return 0;
  } finally {
    await closeInTime(subject);
  }
}
