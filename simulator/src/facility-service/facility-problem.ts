import type { Context } from 'hono';
import type { Problem } from '../control/problem.ts';
import { SimulatorError } from '../errors.ts';
import { ruleById } from '../rules/rule-set.ts';

export type Language = 'en' | 'ja';
export interface Words {
  readonly en: string;
  readonly ja: string;
}

/** An RFC 9457 answer; `message` has the detail in both languages. */
export interface FacilityProblem extends Omit<Problem, 'detail' | 'message'> {
  readonly message: Words;
  readonly triesLeft?: number;
  readonly due?: string;
}

/** A request without meaning. Code `request/form`. */
export class RequestRefused extends SimulatorError {
  readonly words: Words;
  constructor(words: Words) {
    super('request/form', words.en);
    this.words = words;
  }
}

/** The language that a request asks for: Japanese where it stands before English, else English. */
export function languageOf(accepted: string | undefined): Language {
  const weights = new Map<string, number>();
  for (const part of (accepted ?? '').split(',')) {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const language = range.split('-')[0]!;
    const quality = parameters.find((one) => one.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2)) || 0;
    if (!weights.has(language)) weights.set(language, weight);
  }
  const english = weights.get('en') ?? weights.get('*') ?? 0;
  const japanese = weights.get('ja') ?? 0;
  if (japanese === 0 || japanese < english) return 'en';
  if (japanese > english) return 'ja';
  return [...weights.keys()].indexOf('ja') < [...weights.keys()].indexOf('en') ? 'ja' : 'en';
}

/** A problem as the answer to a request, in its language. */
export function problemAnswer(
  context: Context,
  { message, ...problem }: FacilityProblem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const language = languageOf(context.req.header('accept-language'));
  const { rule } = problem;
  const detail = rule === undefined ? message[language] : `${message[language]} (${rule})`;
  const told = rule === undefined ? message : ruleById(rule)!.text;
  return new Response(JSON.stringify({ ...problem, detail, message: told }), {
    status: problem.status,
    headers: {
      ...headers,
      'content-type': 'application/problem+json',
      'content-language': language,
      vary: 'Accept-Language',
    },
  });
}

export const plainProblem = (status: number, code: string, message: Words): FacilityProblem => ({
  type: 'about:blank',
  title: code,
  status,
  code,
  message,
});
