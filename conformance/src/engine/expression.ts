import { ConformanceError } from '../error.ts';

/** What an applies-to expression came to, with each capability it asked for. */
export interface Applicability {
  readonly applies: boolean;
  readonly expression: string;
  /** Capability to whether the subject has it, in the order in which the expression names them. */
  readonly asked: Readonly<Record<string, boolean>>;
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

  const factor = (): boolean => {
    const token = tokens[at];
    if (token === '!') {
      at++;
      return !factor();
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
    const value = has(token);
    asked[token] = value;
    return value;
  };
  const terms = (): boolean => {
    let value = factor();
    while (tokens[at] === '&') {
      at++;
      const right = factor();
      value = value && right;
    }
    return value;
  };
  const alternatives = (): boolean => {
    let value = terms();
    while (tokens[at] === '|') {
      at++;
      const right = terms();
      value = value || right;
    }
    return value;
  };

  const applies = alternatives();
  if (at < tokens.length) throw fault('end');
  return { applies, expression, asked };
}
