/**
 * Base of every error that the profiles throw. `code` is stable and of the form `profile/reason`; callers and
 * tests match it and never the text.
 */
export class ProfilesError extends Error {
  readonly code: `profile/${string}`;
  constructor(code: `profile/${string}`, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

export type ProfileProblemCode =
  | 'profile/yaml'
  | 'profile/kind'
  | 'profile/unknown-key'
  | 'profile/missing-key'
  | 'profile/value'
  | 'profile/no-source'
  | 'profile/unused-source'
  | 'profile/id-path';

/** One fault of a profile and where it stands; lines and columns count from 1. */
export interface ProfileProblem {
  readonly code: ProfileProblemCode;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Keys from the root, joined by dots; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

/** A profile that cannot be taken. It carries every fault found; `code` is that of the first. */
export class ProfileError extends ProfilesError {
  declare readonly code: ProfileProblemCode;
  readonly problems: readonly ProfileProblem[];
  constructor(problems: readonly [ProfileProblem, ...ProfileProblem[]]) {
    super(
      problems[0].code,
      problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n'),
    );
    this.problems = problems;
  }
}
