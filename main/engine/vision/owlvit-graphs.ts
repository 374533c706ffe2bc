import type { OwlvitConfig } from '../models/owlvit-config.ts';
import { owlvitObjects } from '../models/owlvit-image.ts';
import { owlvitQuery } from '../models/owlvit-text.ts';
import { Scope, type WeightLoader } from '../nn/scope.ts';
import { Builder, type Graph } from '../onnx/builder.ts';

/** ids (1, tokens) → query (1, width): once for each query. */
export function queryGraph(config: OwlvitConfig, loader: WeightLoader): Graph {
  const builder = new Builder('owlvit_query');
  const ids = builder.input('ids', 'int64', [1, config.text_config.max_position_embeddings]);
  builder.output('query', owlvitQuery(new Scope(builder, loader), config, ids));
  return builder.finish();
}

/** pixels (1, 3, S, S) → embeddings (patches, width), shifts and scales (patches, 1), boxes (patches, 4): once for each picture. */
export function objectsGraph(config: OwlvitConfig, loader: WeightLoader): Graph {
  const builder = new Builder('owlvit_objects');
  const { image_size: side } = config.vision_config;
  const pixels = builder.input('pixels', 'float32', [1, 3, side, side]);
  const objects = owlvitObjects(new Scope(builder, loader), config, pixels);
  for (const name of ['embeddings', 'shifts', 'scales', 'boxes'] as const) builder.output(name, objects[name]);
  return builder.finish();
}
