import type { Value } from '../onnx/ir.ts';
import { linear } from '../nn/linear.ts';
import type { Scope } from '../nn/scope.ts';
import { clipText } from './clip.ts';
import type { OwlvitConfig } from './owlvit-config.ts';
import { unitVectors } from './owlvit-heads.ts';

/**
 * OWL-ViT's text side: Minderer et al., arXiv 2205.06230, section 3.1. CLIP's text encoder and its projection. The length is divided out
 * twice, as transformers does.
 * @param ids int64 (1, tokens)
 * @returns the embedding of a query, of unit length, (1, width)
 */
export function owlvitQuery(scope: Scope, config: OwlvitConfig, ids: Value): Value {
  const { builder } = scope;
  return scope.at('owlvit', (s) => {
    const { pooled } = clipText(s, config.text_config, ids);
    const projected = s.at('text_projection', (p) => linear(p, pooled, config.projection_dim, { bias: false }));
    return unitVectors(builder, unitVectors(builder, projected, 0));
  });
}
