import { expect, describe, test } from 'vitest';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { clipText } from '../../../main/engine/models/clip.ts';
import { float32, int64 } from '../../../main/engine/tensor.ts';
import { floats, goldenCheckpoint, goldenExists, goldenTensors } from '../../helpers/golden.ts';
import { renameTensors } from '../../helpers/safetensors.ts';
import { largestError, partGraph, runOnce } from '../../helpers/model-graph.ts';

const tolerance = 1e-5;
const kinds = ['sd1', 'sd2', 'gligen'].filter((kind) => goldenExists(`components/${kind}-text.safetensors`));

describe.each(kinds)('text encoder of tiny-%s', (kind) => {
  const golden = goldenTensors(`components/${kind}-text.safetensors`);
  const ids = golden.get('input_ids');
  const [prompts = 0, tokens = 0] = ids?.dims ?? [];

  const asIs = goldenCheckpoint(`tiny-${kind}`);
  const runs = Array.from({ length: prompts }, (_, i) => [`prompt ${i}`, i, () => asIs] as const);
  // transformers 5 writes the keys without the model's name.
  const unprefixed = (): string =>
    renameTensors(asIs, 'text_encoder/model.safetensors', (key) => key.replace('text_model.', ''));

  test.each([...runs, ['prompt 0 with shorter keys', 0, unprefixed] as const])('%s', async (_name, i, folderOf) => {
    const { folder, text } = await openCheckpoint(folderOf());
    const graph = partGraph(text, (scope, config) => {
      const states = clipText(scope, config, scope.builder.input('ids', 'int64', [1, tokens]));
      scope.builder.output('hidden', states.hidden);
      scope.builder.output('pooled', states.pooled);
    });
    const row = Array.from(ids?.data.slice(i * tokens, (i + 1) * tokens) ?? [], Number);
    const outputs = await runOnce(folder, graph, { ids: int64(row, [1, tokens]) });
    for (const [output, name] of [
      ['hidden', 'last_hidden_state'],
      ['pooled', 'pooler_output'],
    ] as const) {
      const all = floats(golden, name);
      const size = all.data.length / prompts;
      const expected = float32(all.data.slice(i * size, (i + 1) * size), [1, ...all.dims.slice(1)]);
      expect(outputs[output]?.dims).toEqual(expected.dims);
      expect(largestError(outputs[output], expected), output).toBeLessThan(tolerance);
    }
  });
});
