import { askCounter, selectJpki, selectPin } from '../commands.ts';
import { inProcessRow } from '../in-process.ts';

export const emptyVerifyRow = inProcessRow(
  'card/verify-empty',
  { en: 'empty VERIFY, in process', ja: '空のVERIFY(プロセス内)' },
  { prepare: [selectJpki, selectPin], command: askCounter, responseLength: 2 },
);
