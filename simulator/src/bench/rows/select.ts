import { selectJpki } from '../commands.ts';
import { inProcessRow } from '../in-process.ts';

export const selectRow = inProcessRow(
  'card/select',
  { en: 'SELECT application, in process', ja: 'SELECT(アプリケーション、プロセス内)' },
  { prepare: [], command: selectJpki, responseLength: 2 },
);
