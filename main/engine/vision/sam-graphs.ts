import { samGrid, type SamConfig } from '../models/sam-config.ts';
import { samImageEncoder } from '../models/sam-image.ts';
import { samMasks } from '../models/sam-mask.ts';
import { samPromptPoints } from '../models/sam-prompt.ts';
import { Scope, type WeightLoader } from '../nn/scope.ts';
import { Builder, type Graph } from '../onnx/builder.ts';

/** pixels (1, 3, S, S) → embedding (1, channels, side, side): once for each picture. */
export function imageGraph({ vision_config: vision }: SamConfig, loader: WeightLoader): Graph {
  const builder = new Builder('sam_image');
  const pixels = builder.input('pixels', 'float32', [1, 3, vision.image_size, vision.image_size]);
  const scope = new Scope(builder, loader);
  builder.output(
    'embedding',
    scope.at('vision_encoder', (s) => samImageEncoder(s, vision, pixels)),
  );
  return builder.finish();
}

/** embedding, coordinates (points, 2), kinds (points) → masks (3, 4 · side, 4 · side), confidences (3): once for each prompt. */
export function masksGraph(config: SamConfig, loader: WeightLoader): Graph {
  const builder = new Builder('sam_masks');
  const side = samGrid(config.vision_config);
  const { masks, confidences } = samMasks(new Scope(builder, loader), config, {
    embedding: builder.input('embedding', 'float32', [1, config.vision_config.output_channels, side, side]),
    coordinates: builder.input('coordinates', 'float32', [samPromptPoints, 2]),
    kinds: builder.input('kinds', 'int64', [samPromptPoints]),
  });
  builder.output('masks', masks);
  builder.output('confidences', confidences);
  return builder.finish();
}
