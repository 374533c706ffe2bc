import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { conv2d } from '../nn/conv.ts';
import { layerNorm } from '../nn/norm.ts';
import type { Scope } from '../nn/scope.ts';
import { clipLayer } from './clip.ts';
import { owlvitGrid, type OwlvitConfig, type OwlvitVisionConfig } from './owlvit-config.ts';
import { owlvitBoxes, owlvitClasses, type OwlvitClasses } from './owlvit-heads.ts';

export interface OwlvitObjects extends OwlvitClasses {
  /** Centre x, centre y, width and height as shares of the picture: (patches, 4). */
  readonly boxes: Value;
}

/**
 * OWL-ViT's image side: Minderer et al., arXiv 2205.06230, section 3.1. CLIP's image encoder without its pooling; each patch is taken for an
 * object, with a class embedding and a box.
 * @param pixels (1, 3, S, S), normalised
 */
export function owlvitObjects(scope: Scope, config: OwlvitConfig, pixels: Value): OwlvitObjects {
  const { builder } = scope;
  const { hidden_size, layer_norm_eps } = config.vision_config;
  const tokens = scope.at('owlvit.vision_model', (s) => imageTokens(s, config.vision_config, pixels));
  const count = dim(tokens.shape, 1);
  const part = (from: number, to: number): Value => builder.slice(tokens, { starts: [from], ends: [to], axes: [1] });
  // The class token, which has seen the whole picture, is merged into each patch.
  const merged = builder.reshape(builder.mul(part(1, count), part(0, 1)), [count - 1, hidden_size]);
  const patches = scope.at('layer_norm', (s) => layerNorm(s, merged, layer_norm_eps));
  return {
    ...scope.at('class_head', (s) => owlvitClasses(s, patches, config.projection_dim)),
    boxes: scope.at('box_head', (s) => owlvitBoxes(s, patches, owlvitGrid(config.vision_config))),
  };
}

/** CLIP's image encoder (Radford et al., arXiv 2103.00020, section 2.4): class token and patches, (1, 1 + patches, width). */
function imageTokens(scope: Scope, config: OwlvitVisionConfig, pixels: Value): Value {
  const { builder } = scope;
  const { hidden_size, patch_size, layer_norm_eps } = config;
  const patches = owlvitGrid(config) ** 2;
  const norm = (name: string, x: Value): Value => scope.at(name, (s) => layerNorm(s, x, layer_norm_eps));
  const embedded = scope.at('embeddings', (s) => {
    const grid = s.at('patch_embedding', (p) =>
      conv2d(p, pixels, hidden_size, { kernel: patch_size, stride: patch_size, padding: 0, bias: false }),
    );
    const cells = builder.transpose(builder.reshape(grid, [1, hidden_size, patches]), [0, 2, 1]);
    const whole = builder.reshape(s.weight('class_embedding', [hidden_size]), [1, 1, hidden_size]);
    const places = s.at('position_embedding', (p) => p.weight('weight', [1 + patches, hidden_size]));
    return builder.add(builder.concat([whole, cells], 1), places);
  });
  let x = norm('pre_layernorm', embedded);
  for (let i = 0; i < config.num_hidden_layers; i++) {
    x = scope.at(`encoder.layers.${i}`, (s) => clipLayer(s, config, x));
  }
  return norm('post_layernorm', x);
}
