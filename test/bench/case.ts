/** One case of the benchmark in a process of its own: prints a measurement as a line of JSON. */
import { parseArgs } from 'node:util';
import { openCheckpoint } from '../../main/engine/checkpoint/open-checkpoint.ts';
import { topKLoss } from '../../main/engine/guidance/box-loss.ts';
import { modelGraphs, type ModelGraphs } from '../../main/engine/pipeline/graphs.ts';
import { guidanceLayers } from '../../main/engine/methods/layers.ts';
import type { SessionRequest } from '../../main/engine/runtime/session-cache.ts';
import { openSession } from '../../main/engine/runtime/session.ts';
import { serialize } from '../../main/engine/onnx/serialize.ts';
import { TorchGenerator } from '../../main/engine/sampling/noise.ts';
import { elementCount, float32, int64, type AnyTensor, type Tensor } from '../../main/engine/tensor.ts';
import { median, peakGb, timed, type Measurement } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '3' }, threads: { type: 'string', default: '0' } },
});
const [name = '', folder = ''] = positionals;
const grid = { width: 64, height: 64 };
const noise = (dims: readonly number[]): Tensor => float32(new TorchGenerator(0).randn(elementCount(dims)), dims);

interface Work {
  readonly request: SessionRequest;
  readonly feeds: Record<string, AnyTensor>;
}

const cases: Record<string, (graphs: ModelGraphs) => Work> = {
  'cfg-step': (graphs) => ({
    request: graphs.denoise({ grounded: false, record: [] }),
    feeds: { latents: noise([2, 4, 64, 64]), timestep: float32([500], [1]), text: noise([2, 77, 768]) },
  }),
  guidance: (graphs) => {
    // The peer's loss: two tokens of one box, the strongest fifth inside and outside, weights 1 and 4.
    const objects = [{ boxes: [[0.1, 0.2, 0.45, 0.7] as const], positions: [4, 5], strength: 1 }];
    const options = { foregroundTop: 0.2, backgroundTop: 0.2, foregroundWeight: 1, backgroundWeight: 4 };
    const loss = topKLoss(options, objects, guidanceLayers(graphs.facts.crossAttention), graphs.facts.maxTokens);
    return {
      request: graphs.guide({ grounded: false, loss }),
      feeds: {
        latents: noise([1, 4, 64, 64]),
        timestep: float32([500], [1]),
        text: noise([1, 77, 768]),
        ...loss.feeds,
      },
    };
  },
  'vae-decode': (graphs) => ({ request: graphs.decode(grid), feeds: { latents: noise([1, 4, 64, 64]) } }),
  // The peer encodes two prompts at once; this engine one at a time, because prompts come one at a time.
  text: (graphs) => ({
    request: graphs.text(),
    feeds: {
      ids: int64(
        Array.from({ length: 77 }, (_, i) => 1000 + i),
        [1, 77],
      ),
    },
  }),
};

const prepare = cases[name];
if (prepare === undefined) throw new Error(`unknown case "${name}": ${Object.keys(cases).join(', ')}`);
const checkpoint = await openCheckpoint(folder);
const { request, feeds } = prepare(modelGraphs(checkpoint, grid));
const [graph, compile] = await timed(() => {
  const built = request.build();
  serialize(built);
  return built;
});
const threads = Number(values.threads);
const [session, open] = await timed(() =>
  openSession(graph, { folder, provider: 'cpu', threads: threads > 0 ? threads : undefined }),
);
const repeats = name === 'text' ? 2 : 1;
const once = async (): Promise<number> => {
  const [, seconds] = await timed(async () => {
    for (let i = 0; i < repeats; i++) await session.run(feeds);
  });
  return seconds;
};
const first = await once();
const seconds: number[] = [];
for (let i = 0; i < Number(values.runs); i++) seconds.push(await once());
const stored = {
  'cfg-step': checkpoint.unet,
  guidance: checkpoint.unet,
  'vae-decode': checkpoint.vae,
  text: checkpoint.text,
};
const weights = [...(stored[name as keyof typeof stored]?.weights.values() ?? [])];
const measurement: Measurement = {
  case: name,
  seconds,
  median: median(seconds),
  first,
  compile,
  open,
  weights_gb: weights.reduce((sum, { length }) => sum + length, 0) / 1e9,
  peak_gb: peakGb(),
};
console.log(JSON.stringify(measurement));
