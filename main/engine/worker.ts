import { totalmem } from 'node:os';
import { env } from 'onnxruntime-node';
import { openCheckpoint } from './checkpoint/open-checkpoint.ts';
import { methodInfos } from './methods/registry.ts';
import { runGeneration } from './pipeline.ts';
import { attend } from './pipeline/attend.ts';
import { KnownCheckpoints } from './pipeline/known-checkpoints.ts';
import { processPort } from './process-port.ts';
import { probeProvider } from './runtime/probe.ts';
import { ProviderChain, parseProviders, platformProviders } from './runtime/providers.ts';
import { SessionCache } from './runtime/session-cache.ts';
import { serve } from './serve.ts';

env.logLevel = 'fatal'; // what fails is thrown; a missing driver is no news for stderr

const forced = process.env['LMD_PROVIDERS'];
const chain = new ProviderChain(
  forced === undefined || forced === '' ? platformProviders(process.platform) : parseProviders(forced),
  probeProvider,
);
const threads = Number(process.env['LMD_THREADS'] ?? 0);
const sessions = new SessionCache(chain, {
  budget: totalmem() * 0.6,
  threads: threads > 0 ? threads : undefined,
});

const known = new KnownCheckpoints();

serve(processPort(), {
  generate: (input, signal) => runGeneration(input, { sessions, signal, known }),
  attend: (input, signal) => attend(input, { sessions, signal, known }),
  inspect: async (folder) => (await openCheckpoint(folder)).info,
  methods: methodInfos,
  providers: () => chain.statuses(),
  release: () => sessions.releaseAll(),
});
