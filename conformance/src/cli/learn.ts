import { basename } from 'node:path';
import { type CardProfile, cardProfiles, valueSources } from '@kazashi/profiles';
import { stringify } from 'yaml';
import { learnCard } from '../learn/learn-card.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';
import { closeInTime, openSubject } from './open-subject.ts';
import { newOutFile, writeOutFile } from './out-file.ts';

export interface LearnCommandOptions {
  readonly subject: string;
  readonly out: string;
  readonly control?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** The card that is taken unless another is named: every open point stands at its default. */
const usual = 'mynumber/contactless-05e0';

/**
 * `kazashi learn`: writes what was observed of a card as a profile for `kazashi up --card FILE`. Gives the exit
 * code. Throws UsageError `usage/exists`; a file that is there is never written over.
 */
export async function learn(options: LearnCommandOptions, io: CliIo): Promise<number> {
  const path = newOutFile(io.cwd, options.out);
  const { subject } = await openSubject(options, io);
  try {
    const profile = await learnCard(subject, {
      id: idOf(options.out),
      defaults: cardProfiles.get(usual)!,
      signal: new AbortController().signal,
    });
    writeOutFile(path, learntYaml(profile));
    const sources = valueSources(profile);
    const observed = sources.filter(({ basis }) => basis === 'observed');
    const unobserved = sources.filter(({ basis }) => basis === 'inferred');
    if (options.json) {
      io.out(JSON.stringify({ type: 'learnt', file: path, profile, observed, unobserved }));
      return 0;
    }
    for (const { path: name, source } of unobserved) io.out(`${name.padEnd(36)} ${source}`);
    io.out(say(io, messages.learnt(options.out, String(observed.length), String(sources.length))));
    io.out(say(io, messages.playLearnt(options.out)));
    return 0;
  } finally {
    await closeInTime(subject);
  }
}

/** `learnt/` and the name of the file, as ids are written. */
function idOf(file: string): string {
  const name = basename(file)
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `learnt/${name || 'card'}`;
}

/** The profile as a file of one's own. */
export const learntYaml = (profile: CardProfile): string =>
  `# Written by kazashi learn: how one card behaves, nothing of its holder.\n${stringify(profile, { lineWidth: 0 })}`;
