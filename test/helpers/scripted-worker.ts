/**
 * An engine process that does what the request says: real process, real channel, pretend pictures. The checkpoint's name is the script:
 *   draw       three steps and a picture              wait      steps until it is cancelled
 *   hang       one step, then blocks for good         exit      one step, then ends with code 3
 *   segfault   one step, then SIGSEGV                 oom       one step, then SIGKILL as the system does it
 *   bad-alloc  one step, then aborts as C++ does      garbage   one step, then a message of no known form
 *   refuse     fails with out_of_memory               released  a picture if `release` was heard before, else not_found
 * `attend` gives one map, and waits until it is cancelled with `wait`.
 */
import type {
  AttentionInput,
  AttentionMaps,
  EngineEvent,
  GenerateInput,
  GenerateResult,
} from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';
import { processPort } from '../../main/engine/process-port.ts';
import { serve } from '../../main/engine/serve.ts';

let released = 0;

function stepEvent(step: number, of: number): EngineEvent {
  const preview = { width: 2, height: 1, data: new Uint8Array([0, 1, 2, 253, 254, 255]) };
  return { kind: 'step', box: null, step, of, stepMs: 1, remainingMs: of - step, losses: [0.5], preview };
}

function block(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

async function* generate(input: GenerateInput, signal: AbortSignal): AsyncGenerator<EngineEvent, GenerateResult, void> {
  yield { kind: 'stage', stage: 'load' };
  yield stepEvent(1, 3);
  switch (input.checkpoint) {
    case 'hang':
      block();
      break;
    case 'exit':
      process.stderr.write('the last words\n');
      process.exit(3);
      break;
    case 'segfault':
      process.kill(process.pid, 'SIGSEGV');
      block();
      break;
    case 'oom':
      process.kill(process.pid, 'SIGKILL');
      block();
      break;
    case 'bad-alloc':
      process.stderr.write("terminate called after throwing an instance of 'std::bad_alloc'\n");
      process.abort();
      break;
    case 'garbage':
      process.send?.({ type: 'generated', id: 1, result: 'a picture' });
      break;
    case 'refuse':
      throw new AppError('out_of_memory', 'Too big.', { detail: 'node /unet/conv_in' });
    case 'released':
      if (released === 0) throw new AppError('not_found', 'Nothing was released.');
      break;
    case 'wait':
      for (let step = 2; !signal.aborted; step += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        yield stepEvent(step, step + 1);
      }
  }
  yield stepEvent(2, 3);
  yield stepEvent(3, 3);
  return resultOf(input);
}

async function attend({ checkpoint, image }: AttentionInput, signal: AbortSignal): Promise<AttentionMaps> {
  while (checkpoint === 'wait') {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw new AppError('cancelled', 'Stopped.');
  }
  return { width: image.width, height: image.height, boxes: [image.data.slice(0, 1), null] };
}

function resultOf(input: GenerateInput): GenerateResult {
  const { method, options, seed, steps, checkpoint } = input;
  return {
    image: { width: 1, height: 1, data: new Uint8Array([1, 2, 3]) },
    settings: {
      ...{ method, options, seed, steps, checkpoint },
      ...{ cfgScale: 7.5, sampler: 'ddim', prompt: String(process.pid), negative: '' },
    },
    provider: 'cpu',
    timings: { totalMs: 3, loadMs: 1, denoiseMs: 1, decodeMs: 1 },
    warnings: [],
    checks: null,
  };
}

if (process.env['SCRIPT'] === 'never-ready') {
  process.stderr.write('waiting for a driver\n');
  setInterval(() => undefined, 1000);
} else if (process.env['SCRIPT'] === 'die-at-start') {
  process.exit(1);
} else {
  serve(processPort(), {
    generate,
    attend,
    inspect: (checkpoint) => Promise.reject(new AppError('checkpoint_missing', `No checkpoint at ${checkpoint}.`)),
    methods: () => [
      { id: 'sd', title: 'SD', summary: '', needs: ['text_to_image'], options: { type: 'object' }, presets: [] },
    ],
    providers: () => Promise.resolve([{ name: 'cpu', usable: true, reason: null }]),
    release: () => {
      released += 1;
      return Promise.resolve();
    },
  });
}
