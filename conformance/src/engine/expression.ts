import { ConformanceError } from '../error.ts';

/** What an applies-to expression came to, with each capability it asked for. */
export interface Applicability {
  readonly applies: boolean;
  readonly expression: string;
  /** Capability to whether the subject has it, in the order in which the expression names them. */
  readonly asked: Readonly<Record<string, boolean>>;
  /** The capabilities that made it so: were they the same and all others turned, it would come to the same. */
  readonly deciders: readonly string[];
}

interface Value {
  readonly holds: boolean;
  readonly deciders: readonly string[];
}

/** `a & b`, or with `holds` turned `a | b`: one operand that is `decisive` settles it, otherwise all of them do. */
function join(left: Value, right: Value, decisive: boolean): Value {
  if (left.holds === decisive) return left;
  if (right.holds === decisive) return right;
  return { holds: !decisive, deciders: [...new Set([...left.deciders, ...right.deciders])] };
}

/**
 * Evaluates an expression over capabilities: names, `&`, `|`, `!` and parentheses; `!` binds strongest, `|`
 * weakest. The whole expression is read, so that a fault in it is found whatever the subject can do.
 * Throws `expression/syntax`.
 */
export function evaluateApplicability(
  expression: string,
  has: (capability: string) => boolean,
): Applicability {
  const tokens = expression.match(/[a-z0-9][a-z0-9./-]*|[&|!()]|\S/g) ?? [];
  const asked: Record<string, boolean> = {};
  let at = 0;

  const fault = (expected: string): ConformanceError =>
    new ConformanceError('expression/syntax', `${expected} expected in "${expression}" at word ${at + 1}`);

  const factor = (): Value => {
    const token = tokens[at];
    if (token === '!') {
      at++;
      const { holds, deciders } = factor();
      return { holds: !holds, deciders };
    }
    if (token === '(') {
      at++;
      const value = alternatives();
      if (tokens[at] !== ')') throw fault(')');
      at++;
      return value;
    }
    if (token === undefined || !/^[a-z0-9]/.test(token)) throw fault('capability');
    at++;
    asked[token] = has(token);
    return { holds: asked[token], deciders: [token] };
  };
  const terms = (): Value => {
    let value = factor();
    while (tokens[at] === '&') {
      at++;
      value = join(value, factor(), false);
    }
    return value;
  };
  const alternatives = (): Value => {
    let value = terms();
    while (tokens[at] === '|') {
      at++;
      value = join(value, terms(), true);
    }
    return value;
  };

  const { holds, deciders } = alternatives();
  if (at < tokens.length) throw fault('end');
  return { applies: holds, expression, asked, deciders };
}

/** The capabilities that an expression names. Throws `expression/syntax`. */
export function capabilitiesIn(expression: string): string[] {
  return Object.keys(evaluateApplicability(expression, () => true).asked);
}
