import type { BenchRow } from './row.ts';
import { cardMemoryRow } from './rows/card-memory.ts';
import { cardSuiteRow } from './rows/card-suite.ts';
import { countedVerifyRow } from './rows/counted-verify.ts';
import { durableVerifyRow } from './rows/durable-verify.ts';
import { emptyVerifyRow } from './rows/empty-verify.ts';
import { fieldFramesRow } from './rows/field-frames.ts';
import { fieldPacingRow } from './rows/field-pacing.ts';
import { idleMemoryRow } from './rows/idle-memory.ts';
import { killMatrixRow } from './rows/kill-matrix.ts';
import { besideCrlRow, largeCrlRow } from './rows/large-crl.ts';
import { lifeDayRow } from './rows/life-day.ts';
import { lifeDayOfManyRow } from './rows/life-day-of-many.ts';
import { lifeEventsRow } from './rows/life-events.ts';
import { lifeEventsDurableRow } from './rows/life-events-durable.ts';
import { lifeMemoryRow } from './rows/life-memory.ts';
import { ocspCachedRow, ocspNonceRow } from './rows/ocsp-rate.ts';
import { pcscMedianRow } from './rows/pcsc-median.ts';
import { pcscRateRow } from './rows/pcsc-rate.ts';
import { pcscTailRow } from './rows/pcsc-tail.ts';
import { readBinaryRow } from './rows/read-binary.ts';
import { largeReportRow, pdfReportRow } from './rows/report.ts';
import { rfUdpRow } from './rows/rf-udp.ts';
import { selectRow } from './rows/select.ts';
import { signatureRow } from './rows/signature.ts';
import { snapshotLoadRow } from './rows/snapshot-load.ts';
import { startRow } from './rows/start.ts';

/** Everything the bench measures, in the order it is measured and printed. */
export const benchRows: readonly BenchRow[] = [
  selectRow,
  readBinaryRow,
  emptyVerifyRow,
  countedVerifyRow,
  signatureRow,
  fieldFramesRow,
  fieldPacingRow,
  pcscRateRow,
  pcscMedianRow,
  pcscTailRow,
  rfUdpRow,
  startRow,
  idleMemoryRow,
  cardMemoryRow,
  durableVerifyRow,
  snapshotLoadRow,
  lifeEventsRow,
  lifeEventsDurableRow,
  lifeMemoryRow,
  lifeDayRow,
  lifeDayOfManyRow,
  ocspNonceRow,
  ocspCachedRow,
  largeCrlRow,
  besideCrlRow,
  cardSuiteRow,
  killMatrixRow,
  largeReportRow,
  pdfReportRow,
];
