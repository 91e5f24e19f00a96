import type { CardBlocks } from './card-blocks.ts';
import type { ReaderField } from './reader-field.ts';

/** Of a card or phone whose profile says nothing. */
export const unmeasuredBlocks: CardBlocks = { wtxAfter: 0.8, wtxMultiplier: 1, longestChain: 65_600 };

/** Of a contactless reader whose profile says nothing. */
export const unmeasuredField: ReaderField = {
  powered: 0.25,
  steady: 0.45,
  clean: 0.7,
  weakFrame: 5,
  errorPerByte: 0.002,
  errorMost: 0.9,
  capture: 2,
};
