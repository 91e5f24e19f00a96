import { RequestRefused, type Words } from './facility-problem.ts';
import type { FacilityRoute } from './facility-route.ts';

export type Values = Readonly<Record<string, string>>;

const refused = (en: string, ja: string): RequestRefused => new RequestRefused({ en, ja } satisfies Words);

/** The members of a body as its route declares them; no others, and every one a string. Throws RequestRefused. */
export function requestValues(text: string, { body = {} }: FacilityRoute): Values {
  let given: unknown;
  try {
    given = text === '' ? {} : JSON.parse(text);
  } catch {
    throw refused('the body is not JSON', '本文がJSONではありません');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw refused('the body is no object', '本文がオブジェクトではありません');
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(body, name) ? body[name] : undefined;
    if (field === undefined) {
      const known = Object.keys(body).join(', ');
      throw refused(
        `there is no "${name}" here; there are: ${known || 'none'}`,
        `"${name}" という項目はありません(使えるもの: ${known || 'なし'})`,
      );
    }
    if (typeof value !== 'string')
      throw refused(`"${name}" is a string`, `"${name}" は文字列で指定してください`);
    if (field.values !== undefined && !field.values.includes(value)) {
      const known = field.values.join(', ');
      throw refused(`"${name}" is one of: ${known}`, `"${name}" は次のいずれかで指定してください: ${known}`);
    }
    if (field.pattern !== undefined && !new RegExp(field.pattern.is, 'u').test(value)) {
      const { en, ja } = field.pattern;
      throw refused(`"${name}" is ${en}`, `"${name}" は${ja}で指定してください`);
    }
    values[name] = value;
  }
  const missing = Object.keys(body).find((name) => body[name]!.required && values[name] === undefined);
  if (missing !== undefined) throw refused(`"${missing}" is missing`, `"${missing}" がありません`);
  return values;
}
