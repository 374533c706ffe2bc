import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EngineClientOptions, EngineState } from '../../../main/engine/client.ts';
import { EngineClient } from '../../../main/engine/client.ts';
import type { EngineProcess } from '../../../main/engine/engine-process.ts';
import { forkEngine } from '../../../main/engine/engine-process.ts';
import type { EngineEvent, GenerateRequest } from '../../../preload/contract/engine.ts';

const worker = join(import.meta.dirname, '../../helpers/scripted-worker.ts');

function scripted(options: EngineClientOptions & { script?: string } = {}) {
  const states: EngineState[] = [];
  const processes: EngineProcess[] = [];
  const client = new EngineClient({
    onState: (state) => states.push(state),
    ...options,
    spawn: () => {
      const child = forkEngine(worker, { ...process.env, SCRIPT: options.script ?? '' });
      processes.push(child);
      return child;
    },
  });
  onTestFinished(() => client.dispose());
  return { client, states, processes };
}

function asking(checkpoint: string): GenerateRequest {
  return {
    layout: { prompt: 'a cat' },
    checkpoint,
    method: 'sd',
    options: {},
  };
}

/** Resolves with the first step event of a generation, which goes on. */
function firstStep(client: EngineClient, checkpoint: string, signal?: AbortSignal) {
  let result: Promise<unknown> = Promise.resolve();
  const step = new Promise<EngineEvent>((resolve, reject) => {
    result = client.generate(asking(checkpoint), {
      ...(signal && { signal }),
      onEvent: (event) => {
        if (event.kind === 'step') resolve(event);
      },
    });
    result.catch(reject);
  });
  return { step, result };
}

describe('a generation', () => {
  test('sends its progress in order, then the picture, bytes and all', async () => {
    const { client, states } = scripted();
    const events: EngineEvent[] = [];
    const result = await client.generate(asking('draw'), { onEvent: (event) => events.push(event) });
    expect(events.map((event) => (event.kind === 'step' ? event.step : event.stage))).toEqual(['load', 1, 2, 3]);
    expect(events[1]).toMatchObject({ preview: { data: new Uint8Array([0, 1, 2, 253, 254, 255]) } });
    expect(result.image.data).toEqual(new Uint8Array([1, 2, 3]));
    expect(result.settings).toMatchObject({ steps: 50, seed: 0 }); // defaults of the contract
    expect(states).toEqual(['starting', 'busy', 'ready']);
  });

  test('is refused while another runs, which goes on', async () => {
    const { client } = scripted();
    const stop = new AbortController();
    const { step, result } = firstStep(client, 'wait', stop.signal);
    await step;
    await expect(client.generate(asking('draw'))).rejects.toMatchObject({ code: 'engine_busy' });
    await expect(client.release()).rejects.toMatchObject({ code: 'engine_busy' });
    expect(await client.methods()).toHaveLength(1);
    stop.abort();
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('that does not fit the schema never reaches the engine', async () => {
    const { client, states } = scripted();
    await expect(client.generate({ ...asking('draw'), steps: 0 })).rejects.toMatchObject({ code: 'bad_request' });
    expect(states).toEqual([]);
  });

  test('refused by the engine keeps code, message and detail, and the process', async () => {
    const { client, processes } = scripted();
    await expect(client.generate(asking('refuse'))).rejects.toMatchObject({
      code: 'out_of_memory',
      message: 'Too big.',
      detail: 'node /unet/conv_in',
    });
    await client.generate(asking('draw'));
    expect(processes).toHaveLength(1);
  });

  test('is cancelled after its current step; the process serves the next one', async () => {
    const { client, states, processes } = scripted();
    const stop = new AbortController();
    const { step, result } = firstStep(client, 'wait', stop.signal);
    await step;
    stop.abort();
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    expect(client.state).toBe('ready');
    await client.generate(asking('draw'));
    expect(processes).toHaveLength(1);
    expect(states).toEqual(['starting', 'busy', 'ready', 'busy', 'ready']);
  });

  test('cancelled before the engine is ready never starts', async () => {
    const { client } = scripted();
    const stop = new AbortController();
    const result = client.generate(asking('hang'), { signal: stop.signal });
    stop.abort();
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.generate(asking('draw'), { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect((await client.generate(asking('draw'))).provider).toBe('cpu');
  });

  test('whose listener throws ends alone', async () => {
    const { client, processes } = scripted();
    const bad = client.generate(asking('wait'), {
      onEvent: () => {
        throw new Error('no place to show this');
      },
    });
    await expect(bad).rejects.toMatchObject({ code: 'internal', message: 'no place to show this' });
    expect(await client.methods()).toHaveLength(1);
    expect(processes).toHaveLength(1);
  });
});

describe('a look at a picture', () => {
  const looking = (checkpoint: string) => ({
    ...{ layout: { prompt: 'a cat' }, checkpoint, seed: 5 },
    image: { width: 1, height: 1, data: new Uint8Array([7, 8, 9]) },
  });

  test('takes its bytes there and brings maps back', async () => {
    const { client, states } = scripted();
    expect(await client.attend(looking('draw'))).toEqual({ width: 1, height: 1, boxes: [new Uint8Array([7]), null] });
    expect(states).toEqual(['starting', 'busy', 'ready']);
  });

  test('has the engine to itself until it is cancelled', async () => {
    const { client, processes } = scripted();
    const stop = new AbortController();
    const looks = client.attend(looking('wait'), { signal: stop.signal });
    await expect(client.attend(looking('draw'))).rejects.toMatchObject({ code: 'engine_busy' });
    await expect(client.release()).rejects.toMatchObject({ code: 'engine_busy' });
    stop.abort();
    await expect(looks).rejects.toMatchObject({ code: 'cancelled' });
    expect((await client.generate(asking('draw'))).provider).toBe('cpu');
    expect(processes).toHaveLength(1);
  });

  test('makes room for a picture that is to be drawn', async () => {
    const { client, processes } = scripted();
    const looks = expect(client.attend(looking('wait'))).rejects.toMatchObject({ code: 'cancelled' });
    expect((await client.generate(asking('draw'))).provider).toBe('cpu');
    await looks;
    expect(await client.attend(looking('draw'))).toMatchObject({ width: 1 });
    expect(processes).toHaveLength(1);
  });

  test('is refused while a picture is drawn, which goes on', async () => {
    const { client } = scripted();
    const stop = new AbortController();
    const { step, result } = firstStep(client, 'wait', stop.signal);
    await step;
    await expect(client.attend(looking('draw'))).rejects.toMatchObject({ code: 'engine_busy' });
    stop.abort();
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('that does not fit the schema never reaches the engine', async () => {
    const { client, states } = scripted();
    await expect(client.attend({ ...looking('draw'), seed: -1 })).rejects.toMatchObject({ code: 'bad_request' });
    expect(states).toEqual([]);
  });
});

describe('the end of the process', () => {
  test.each([
    ['exit', 'engine_crashed', /exit code 3/, /the last words/],
    ['segfault', 'engine_crashed', /signal SIGSEGV/, /SIGSEGV/],
    ['oom', 'out_of_memory', /most likely because memory ran out/, /SIGKILL/],
    ['bad-alloc', 'out_of_memory', /Memory ran out/, /bad_alloc/],
    ['garbage', 'engine_crashed', /can not be read/, /result/],
  ])('%s → %s, and the next picture gets a new process', async (script, code, message, detail) => {
    const { client, processes } = scripted();
    const failure = await client.generate(asking(script)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(failure).toHaveProperty('message', expect.stringMatching(message));
    expect(failure).toHaveProperty('detail', expect.stringMatching(detail));
    expect(client.state).toBe('idle');
    await client.generate(asking('draw'));
    expect(processes).toHaveLength(2);
  });

  test('by kill() stops a picture inside a native call; the next one is drawn', async () => {
    const { client, states } = scripted();
    const { step, result } = firstStep(client, 'hang');
    await step;
    client.kill();
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    expect(client.state).toBe('idle');
    await client.generate(asking('draw'));
    expect(states).toEqual(['starting', 'busy', 'idle', 'starting', 'busy', 'ready']);
  });

  test('takes with it whatever else was asked', async () => {
    const { client } = scripted();
    const { step, result } = firstStep(client, 'hang');
    await step;
    const asked = client.providers();
    client.kill();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('before it is ready is told, not waited for', async () => {
    const { client } = scripted({ script: 'die-at-start' });
    await expect(client.methods()).rejects.toMatchObject({ code: 'engine_crashed' });
  });

  test('comes when it is not ready in time', async () => {
    const { client } = scripted({ script: 'never-ready', readyTimeoutMs: 500 });
    await expect(client.methods()).rejects.toMatchObject({
      code: 'engine_crashed',
      message: expect.stringContaining('did not start') as string,
    });
  });

  test('comes after a while without requests', async () => {
    let idle: (state: EngineState) => void = () => undefined;
    const ended = new Promise<EngineState>((resolve) => (idle = resolve));
    const { client } = scripted({ idleMs: 1, onState: (state) => state === 'idle' && idle(state) });
    await client.methods();
    const keepAlive = setInterval(() => undefined, 1000); // the idle timer holds no process up
    onTestFinished(() => clearInterval(keepAlive));
    expect(await ended).toBe('idle');
    expect(client.state).toBe('idle');
  });

  test('is for good after dispose()', async () => {
    const { client, states } = scripted();
    const { step, result } = firstStep(client, 'hang');
    await step;
    client.dispose();
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.methods()).rejects.toMatchObject({ code: 'cancelled' });
    expect(states.at(-1)).toBe('stopped');
  });

  test('comes by itself when the app is gone', async () => {
    const { fork } = await import('node:child_process');
    const child = fork(worker, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    await once(child, 'message'); // ready
    process.kill(child.pid ?? 0, 'SIGINT'); // Ctrl-C is not for the engine
    child.send({ type: 'methods', id: 7 });
    expect((await once(child, 'message'))[0]).toMatchObject({ type: 'methods', id: 7 });
    const exit = once(child, 'exit');
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  });
});

describe('other requests', () => {
  test('answer with what the engine says', async () => {
    const { client } = scripted();
    expect(await client.methods()).toMatchObject([{ id: 'sd' }]);
    expect(await client.providers()).toEqual([{ name: 'cpu', usable: true, reason: null }]);
    await expect(client.inspect('nowhere')).rejects.toMatchObject({ code: 'checkpoint_missing' });
  });

  test('release reaches a running process and starts none', async () => {
    const { client, processes } = scripted();
    await client.release();
    expect(processes).toHaveLength(0);
    await expect(client.generate(asking('released'))).rejects.toMatchObject({ code: 'not_found' });
    await client.release();
    expect((await client.generate(asking('released'))).provider).toBe('cpu');
  });

  test('of no known form are refused under their number', async () => {
    const child = forkEngine(worker);
    onTestFinished(() => child.kill());
    const messages: unknown[] = [];
    const answered = new Promise<void>((resolve) =>
      child.onMessage((message) => {
        if (messages.push(message) === 3) resolve();
      }),
    );
    child.postMessage({ type: 'generate', id: 9 } as never);
    child.postMessage('what?' as never);
    await answered;
    expect(messages).toMatchObject([
      { type: 'ready' },
      { type: 'failed', id: 9, error: { code: 'bad_request' } },
      { type: 'failed', id: 0, error: { code: 'bad_request' } },
    ]);
  });
});
