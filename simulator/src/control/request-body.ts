import type { Context } from 'hono';
import { CodecError } from '../codec/codec-error.ts';
import { hex } from '../codec/hex.ts';
import { SimulatorError } from '../errors.ts';
import type { Placement } from '../media/field.ts';
import type { Orientation } from '../readers/contact-parts.ts';

/** Members of a request's body, none of them looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

export const badRequest = (message: string): SimulatorError => new SimulatorError('request/form', message);

/** The body as a JSON object; an empty one when there is none. Throws SimulatorError `request/form`. */
export async function wholeBody(context: Context): Promise<Fields> {
  const text = await context.req.text();
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest('the body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest('the body is no object');
  return value as Fields;
}

/**
 * The body, with no members but these: one that is misspelt, or put beside "data" instead of into it, would be taken
 * for nothing said.
 */
export async function body(context: Context, ...known: readonly string[]): Promise<Fields> {
  const fields = await wholeBody(context);
  const strange = Object.keys(fields).find((name) => !known.includes(name));
  if (strange === undefined) return fields;
  throw badRequest(`there is no "${strange}" here; there are: ${known.join(', ')}`);
}

export function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw badRequest(`"${name}" is a string`);
  return value;
}

export function bytes(fields: Fields, name: string): Uint8Array {
  const value = text(fields, name);
  if (value === undefined) throw badRequest(`"${name}" is missing: hex digits`);
  try {
    return hex(value);
  } catch (error) {
    if (error instanceof CodecError) throw badRequest(`"${name}" is not hex: ${error.message}`);
    throw error;
  }
}

export function flag(fields: Fields, name: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value !== 'boolean') throw badRequest(`"${name}" is true or false`);
  return value;
}

const orientations: readonly Orientation[] = ['normal', 'reversed', 'face-down'];

export function orientation(fields: Fields): Orientation {
  const value = text(fields, 'orientation') ?? 'normal';
  const found = orientations.find((known) => known === value);
  if (found === undefined) throw badRequest(`"orientation" is one of: ${orientations.join(', ')}`);
  return found;
}

/** How well a card lies on a contactless reader. */
export function placement(fields: Fields): Placement {
  const { coupling } = fields;
  if (coupling === undefined) return {};
  if (typeof coupling !== 'number' || !(coupling >= 0 && coupling <= 1)) {
    throw badRequest('"coupling" is a number from 0 to 1');
  }
  return { coupling };
}
