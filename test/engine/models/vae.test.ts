import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { vaeDecode, vaeEncode } from '../../../main/engine/models/vae.ts';
import { modelGraphs } from '../../../main/engine/pipeline/graphs.ts';
import { Model } from '../../../main/engine/pipeline/model.ts';
import { float32 } from '../../../main/engine/tensor.ts';
import { loadTokenizer } from '../../../main/engine/text/tokenizer.ts';
import { floats, goldenCheckpoint, goldenTensors } from '../../helpers/golden.ts';
import { largestError, partGraph, runOnce } from '../../helpers/model-graph.ts';
import { renameTensors } from '../../helpers/safetensors.ts';
import { processorSessions } from '../../helpers/sessions.ts';

const golden = goldenTensors('components/sd1-vae.safetensors');
const sizes = (stem: string): string[] =>
  [...golden.keys()].flatMap((name) => (name.startsWith(`${stem}_in`) ? [name.slice(`${stem}_in`.length)] : []));

async function decoded(folder: string, suffix: string) {
  const { vae } = await openCheckpoint(folder);
  // The golden input has been divided by the scaling factor already; the graph takes what the UNet gives.
  const { data, dims } = floats(golden, `decode_in${suffix}`);
  const latents = float32(
    data.map((x) => x * vae.config.scaling_factor),
    dims,
  );
  const graph = partGraph(vae, (scope, config) => {
    scope.builder.output('image', vaeDecode(scope, config, scope.builder.input('latents', 'float32', dims)));
  });
  return (await runOnce(folder, graph, { latents })).image;
}

describe('autoencoder of tiny-sd1', () => {
  test.each(sizes('decode'))('decodes%s', async (suffix) => {
    const image = await decoded(goldenCheckpoint('tiny-sd1'), suffix);
    expect(largestError(image, floats(golden, `decode_out${suffix}`))).toBeLessThan(5e-5);
  });

  test.each(sizes('encode'))('encodes%s', async (suffix) => {
    const { folder, vae } = await openCheckpoint(goldenCheckpoint('tiny-sd1'));
    const { data, dims } = floats(golden, `encode_in${suffix}`);
    const graph = partGraph(vae, (scope, config) => {
      const { mean, logvar } = vaeEncode(scope, config, scope.builder.input('picture', 'float32', dims));
      scope.builder.output('mean', mean);
      scope.builder.output('logvar', logvar);
    });
    const outputs = await runOnce(folder, graph, { picture: float32(data, dims) });
    for (const name of ['mean', 'logvar']) {
      if (!golden.has(`encode_${name}${suffix}`)) continue;
      expect(largestError(outputs[name], floats(golden, `encode_${name}${suffix}`)), name).toBeLessThan(2e-4);
    }
  });

  test('encodes a picture for whoever holds the model', async () => {
    const checkpoint = await openCheckpoint(goldenCheckpoint('tiny-sd1'));
    const sessions = processorSessions();
    const { signal } = new AbortController();
    const model = new Model(
      modelGraphs(checkpoint, { height: 16, width: 16 }),
      await loadTokenizer(checkpoint.tokenizerFolder),
      sessions,
      signal,
      { stage: () => undefined, opened: () => undefined },
    );
    const { data, dims } = floats(golden, 'encode_in');
    const { mean, logvar } = await model.encodePicture(float32(data, dims));
    await sessions.releaseAll();
    expect(largestError(mean, floats(golden, 'encode_mean'))).toBeLessThan(2e-4);
    expect(largestError(logvar, floats(golden, 'encode_logvar'))).toBeLessThan(2e-4);
  });

  test('decodes the same with the attention keys of published checkpoints', async () => {
    const old = [
      ['to_q', 'query'],
      ['to_k', 'key'],
      ['to_v', 'value'],
      ['to_out.0', 'proj_attn'],
    ] as const;
    const folder = renameTensors(goldenCheckpoint('tiny-sd1'), 'vae/diffusion_pytorch_model.safetensors', (key) =>
      old.reduce((name, [from, to]) => name.replace(`attentions.0.${from}.`, `attentions.0.${to}.`), key),
    );
    const image = await decoded(folder, '');
    expect(largestError(image, floats(golden, 'decode_out'))).toBeLessThan(5e-5);
  });
});
