import type { Field } from '../../media/field.ts';
import type { RfAnswer, RfFrame } from '../../media/rf-frame.ts';

/** What a reader needs of its field. */
export type AirField = Pick<Field, 'power' | 'transceive'>;

/** A procedure on the air: gives frames, is given what was heard of each, and ends with its result. */
export type OnAir<T> = Generator<RfFrame, T, RfAnswer>;

/** Runs a procedure at once as long as the field answers at once. */
export function runOnAir<T>(field: AirField, procedure: OnAir<T>): T | Promise<T> {
  let step = procedure.next();
  while (!step.done) {
    const heard = field.transceive(step.value);
    if (heard instanceof Promise) return goOn(field, procedure, heard);
    step = procedure.next(heard);
  }
  return step.value;
}

async function goOn<T>(field: AirField, procedure: OnAir<T>, first: Promise<RfAnswer>): Promise<T> {
  let step = procedure.next(await first);
  while (!step.done) step = procedure.next(await field.transceive(step.value));
  return step.value;
}
