import type { Rules } from '../rule.ts';
import { attentionRules } from './attention.ts';
import { convRules } from './conv.ts';
import { elementwiseRules } from './elementwise.ts';
import { gatherRules } from './gather.ts';
import { matrixRules } from './matrix.ts';
import { normRules } from './norm.ts';
import { reduceRules } from './reduce.ts';
import { shapeRules } from './shape.ts';

/** Operators with a gradient. Comparisons and logic have none: they make no floats. */
export const rules: Rules = {
  ...elementwiseRules,
  ...reduceRules,
  ...shapeRules,
  ...gatherRules,
  ...convRules,
  ...matrixRules,
  ...attentionRules,
  ...normRules,
};
