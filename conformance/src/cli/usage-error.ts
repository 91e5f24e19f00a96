import { ToldError } from '../error.ts';

/** The command line asks for something that cannot be done; the exit code is 2. */
export class UsageError extends ToldError {}
