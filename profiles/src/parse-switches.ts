import { ProfilesError } from './errors.ts';
import { type LifecycleSwitches, lifecycleSwitchesSchema } from './lifecycle-switches.ts';
import { nearest } from './nearest.ts';

/** A value as somebody types it: a number, true, false, or a word. */
function typedValue(text: string): unknown {
  if (/^\d+$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}

/**
 * Lifecycle switches from `NAME=VALUE`, the others at their defaults. Throws ProfilesError `profile/switch`, naming
 * the nearest switch or the values there are.
 */
export function parseLifecycleSwitches(settings: readonly string[]): LifecycleSwitches {
  const known = Object.keys(lifecycleSwitchesSchema.shape);
  const values: Record<string, unknown> = {};
  for (const setting of settings) {
    const at = setting.indexOf('=');
    if (at < 0) throw new ProfilesError('profile/switch', `"${setting}" is not NAME=VALUE`);
    const name = setting.slice(0, at);
    if (!known.includes(name)) {
      throw new ProfilesError(
        'profile/switch',
        `there is no switch "${name}"; nearest: ${nearest(name, known)}`,
      );
    }
    values[name] = typedValue(setting.slice(at + 1));
  }
  const parsed = lifecycleSwitchesSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ProfilesError('profile/switch', `switch "${issue?.path.join('.')}": ${issue?.message}`);
}
