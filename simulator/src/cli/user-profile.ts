import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type CardProfile,
  cardProfiles,
  type PersonProfile,
  type PhoneProfile,
  personProfiles,
  phoneProfiles,
  type ReaderProfile,
  readerProfiles,
} from '@kazashi/profiles';
import { SimulatorError } from '../errors.ts';
import { profileOf } from '../start-card.ts';

const isFile = (argument: string): boolean => /\.ya?ml$/i.test(argument);

/** A user's own YAML file; parsed at run time, so the parser is loaded only then. */
async function parsed(file: string, cwd: string, kind: 'card' | 'person' | 'phone' | 'reader') {
  const path = resolve(cwd, file);
  let yaml: string;
  try {
    yaml = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SimulatorError('profile/unreadable', `${path}: ${(error as Error).message}`);
  }
  const { parseProfile } = await import('@kazashi/profiles/parse');
  const profile = parseProfile(yaml, path);
  if (profile.kind !== kind) {
    throw new SimulatorError('profile/kind', `${path} describes a ${profile.kind}, not a ${kind}`);
  }
  return profile;
}

export const cardArgument = async (argument: string, cwd: string): Promise<CardProfile> =>
  isFile(argument)
    ? ((await parsed(argument, cwd, 'card')) as CardProfile)
    : profileOf(cardProfiles, argument, 'card');

export const personArgument = async (argument: string, cwd: string): Promise<PersonProfile> =>
  isFile(argument)
    ? ((await parsed(argument, cwd, 'person')) as PersonProfile)
    : profileOf(personProfiles, argument, 'person');

export const phoneArgument = async (argument: string, cwd: string): Promise<PhoneProfile> =>
  isFile(argument)
    ? ((await parsed(argument, cwd, 'phone')) as PhoneProfile)
    : profileOf(phoneProfiles, argument, 'phone');

export const readerArgument = async (argument: string, cwd: string): Promise<ReaderProfile> =>
  isFile(argument)
    ? ((await parsed(argument, cwd, 'reader')) as ReaderProfile)
    : profileOf(readerProfiles, argument, 'reader');
