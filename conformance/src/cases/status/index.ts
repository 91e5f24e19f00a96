import type { CaseDefinition } from '../../engine/case.ts';
import { crlEntryCases } from './crl-entries.ts';
import { crlFormCases } from './crl-form.ts';
import { ocspRequestCases } from './ocsp-request.ts';
import { ocspResponseCases } from './ocsp-response.ts';
import { ocspStateCases } from './ocsp-states.ts';

/** Every case that OCSP responders and revocation lists are judged by. */
export const statusCases: readonly CaseDefinition[] = [
  ...ocspStateCases,
  ...ocspResponseCases,
  ...ocspRequestCases,
  ...crlEntryCases,
  ...crlFormCases,
];
