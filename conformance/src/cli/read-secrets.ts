import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isSecretName, type SecretValues, secretNames, secrets } from '../engine/secret.ts';
import { messages } from './messages.ts';
import { UsageError } from './usage-error.ts';

/** Values of secrets from text: a JSON object, or lines `name = value`; `#` begins a comment. Throws UsageError. */
export function parseSecrets(text: string, where: string): SecretValues {
  const entries = text.trimStart().startsWith('{') ? fromJson(text, where) : fromLines(text, where);
  const values: Partial<Record<string, string>> = {};
  for (const [name, value] of entries) {
    if (!isSecretName(name)) {
      const known = secretNames.join(', ');
      throw new UsageError(
        'usage/secrets',
        messages.badSecrets(where, `no secret is called ${name}; there are: ${known}`),
      );
    }
    // The value itself is never repeated.
    if (!secrets[name].format.test(value)) {
      throw new UsageError(
        'usage/secrets',
        messages.badSecrets(where, `the value of ${name} has not the form ${secrets[name].format.source}`),
      );
    }
    values[name] = value;
  }
  return values;
}

function fromJson(text: string, where: string): [string, string][] {
  try {
    const value: unknown = JSON.parse(text);
    return Object.entries(value as Record<string, unknown>).map(([name, member]) => [name, String(member)]);
  } catch {
    throw new UsageError('usage/secrets', messages.badSecrets(where, 'not JSON'));
  }
}

function fromLines(text: string, where: string): [string, string][] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*$/, '').trim())
    .flatMap((line, index): [string, string][] => {
      if (line === '') return [];
      const at = line.indexOf('=');
      if (at < 0)
        throw new UsageError(
          'usage/secrets',
          messages.badSecrets(where, `line ${index + 1} is not name = value`),
        );
      return [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
    });
}

/** `--secrets FILE`, or `-` for standard input. */
export function readSecrets(file: string | undefined, cwd: string): SecretValues {
  if (file === undefined) return {};
  return parseSecrets(readText(file, cwd), file === '-' ? 'standard input' : file);
}

/** A file's text, or that of standard input for `-`. Throws UsageError. */
export function readText(file: string, cwd: string): string {
  try {
    return readFileSync(file === '-' ? 0 : resolve(cwd, file), 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError('usage/unreadable', messages.unreadable(file, why));
  }
}
