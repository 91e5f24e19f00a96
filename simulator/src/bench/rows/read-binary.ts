import { read256, selectCertificate, selectJpki } from '../commands.ts';
import { inProcessRow } from '../in-process.ts';

export const readBinaryRow = inProcessRow(
  'card/read-binary-256',
  { en: 'READ BINARY 256 bytes, in process', ja: 'READ BINARY 256バイト(プロセス内)' },
  { prepare: [selectJpki, selectCertificate], command: read256, responseLength: 258 },
);
