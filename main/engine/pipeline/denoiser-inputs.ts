import type { AddedConditions } from '../models/added-conditions.ts';
import type { GroundingInputs } from '../models/gligen.ts';
import type { AddedInputs } from '../models/time-embedding.ts';
import type { Builder } from '../onnx/builder.ts';

/** GLIGEN's text-and-box model has room for so many objects (arXiv 2301.07093, appendix). */
export const groundingSlots = 30;

/** @param width of the text */
export function groundingInputs(builder: Builder, batch: number, width: number): GroundingInputs {
  return {
    boxes: builder.input('boxes', 'float32', [batch, groundingSlots, 4]),
    phrases: builder.input('phrases', 'float32', [batch, groundingSlots, width]),
    mask: builder.input('mask', 'float32', [batch, groundingSlots]),
  };
}

export function addedInputs(builder: Builder, batch: number, added: AddedConditions | null): AddedInputs | undefined {
  if (added === null) return undefined;
  return {
    pooled: builder.input('pooled', 'float32', [batch, added.pooled]),
    timeIds: builder.input('time_ids', 'float32', [batch, added.ids]),
  };
}
