/**
 * Runs methods on an execution provider, in a process of its own whose environment names the graphics driver. Prints a line of JSON for each.
 * usage: webgpu-case.ts PROVIDER CHECKPOINT METHOD...
 */
import { layoutSchema } from '../../../preload/contract/layout.ts';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { findMethod, parseOptions } from '../../../main/engine/methods/registry.ts';
import { openModel } from '../../../main/engine/pipeline/open-model.ts';
import { parseProviders, ProviderChain } from '../../../main/engine/runtime/providers.ts';
import { SessionCache } from '../../../main/engine/runtime/session-cache.ts';

const [provider = 'cpu', checkpoint = '', ...methods] = process.argv.slice(2);
// A software driver would be refused as too slow: this is about what it computes.
const chain = new ProviderChain(parseProviders(provider), () =>
  Promise.resolve({ fusedAttention: provider === 'cpu' }),
);
const sessions = new SessionCache(chain, { budget: 2 ** 32 });
const { signal } = new AbortController();
const layout = layoutSchema.parse({
  background: 'a street',
  boxes: [{ id: '1', caption: 'a red cat', rect: { x: 40, y: 120, width: 200, height: 300 } }],
});
/** As little as runs what is particular to a method. */
const optionsOf: Record<string, object> = {
  gligen: { gligenBeta: 1 },
  backward_guidance: { overallMaxIter: 1, overallMaxIndexStep: 1 },
};
const grid = { width: 16, height: 16 };
const listener = { stage: () => undefined, opened: () => undefined };
const opened = await openModel(await openCheckpoint(checkpoint), grid, { sessions, signal }, listener);
for (const id of methods) {
  const method = findMethod(id);
  const { model, facts, tokenizer } = opened;
  const { encode, denoise, guide, decode, encodePicture } = model;
  const about = { layout, seed: 5, steps: 2, cfgScale: 7.5, sampler: 'ddim', model: facts, tokenizer, signal } as const;
  const context = { ...about, encode, denoise, guide, decode, encodePicture, segment: null, passes: null };
  const options = optionsOf[id] ?? {};
  const start = performance.now();
  const run = method.run(context, parseOptions(method, options));
  const losses: number[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done !== true) {
      losses.push(...next.value.losses);
      continue;
    }
    const seconds = (performance.now() - start) / 1000;
    const latents = [...next.value.latents.data];
    process.stdout.write(`${JSON.stringify({ method: id, provider: model.provider, seconds, losses, latents })}\n`);
    break;
  }
}
await sessions.releaseAll();
process.exit(0); // graphics drivers may keep threads
