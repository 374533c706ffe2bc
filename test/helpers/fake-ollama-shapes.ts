/** Bodies as Ollama 0.33 writes them (facts A2-A5): key order, omitted fields and error texts included. */

const createdAt = '2026-11-02T10:00:00.123456789Z';

export interface FakeModel {
  name: string;
  size?: number;
  capabilities?: readonly string[];
  /** As Ollama writes it: "46.7B". */
  parameters?: string;
  remoteHost?: string;
}

export const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** A piece of a streamed answer. */
export const piece = (model: string, response: string): string =>
  line({ model, created_at: createdAt, response, done: false });

export const thought = (model: string, thinking: string): string =>
  line({ model, created_at: createdAt, response: '', thinking, done: false });

/** The last line of a streamed answer. `context` is there unless the request was raw. */
export const lastLine = (model: string, reason: 'stop' | 'length', raw: boolean): string =>
  line({
    model,
    created_at: createdAt,
    response: '',
    done: true,
    done_reason: reason,
    ...(raw ? {} : { context: [1, 2, 3] }),
    total_duration: 4883583458,
    load_duration: 1334875,
    prompt_eval_count: 26,
    prompt_eval_duration: 342546000,
    eval_count: 282,
    eval_duration: 4535599000,
  });

export const loadOnly = (model: string, reason: 'load' | 'unload' = 'load'): string =>
  line({ model, created_at: createdAt, response: '', done: true, done_reason: reason });

const layer = 'e9e56e8bb5f0';
const total = 26442481344;

/** Everything that a download says, line by line. */
export const pullLines: readonly string[] = [
  { status: 'pulling manifest' },
  { status: `pulling ${layer}`, digest: `sha256:${layer}`, total },
  { status: `pulling ${layer}`, digest: `sha256:${layer}`, total, completed: total / 2 },
  { status: `pulling ${layer}`, digest: `sha256:${layer}`, total, completed: total },
  { status: 'verifying sha256 digest' },
  { status: 'writing manifest' },
  { status: 'success' },
].map(line);

export const unknownTag = line({ error: 'pull model manifest: file does not exist' });

export const chatPiece = (model: string, content: string): string =>
  line({ model, created_at: createdAt, message: { role: 'assistant', content }, done: false });

export const lastChatLine = (model: string, reason: 'stop' | 'length'): string =>
  line({
    model,
    created_at: createdAt,
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: reason,
    total_duration: 4883583458,
    load_duration: 1334875,
    prompt_eval_count: 26,
    prompt_eval_duration: 342546000,
    eval_count: 282,
    eval_duration: 4535599000,
  });

const details = {
  parent_model: '',
  format: 'gguf',
  family: 'llama',
  families: ['llama'],
  parameter_size: '46.7B',
  quantization_level: 'Q4_0',
};
const digest = 'a3b6bef0f836de2d5ab0d5a2a6a2bc1d0ab8e7f9b0f7fba0a1b2c3d4e5f60718';

export const tags = (models: readonly FakeModel[]): unknown => ({
  models: models.map(({ name, size = 26443610309, capabilities = ['completion'], parameters, remoteHost }) => ({
    name,
    model: name,
    ...(remoteHost === undefined ? {} : { remote_model: name, remote_host: remoteHost }),
    modified_at: '2026-10-30T08:12:45.000000001+01:00',
    size,
    digest,
    details: parameters === undefined ? details : { ...details, parameter_size: parameters },
    capabilities,
  })),
});

export const running = (models: readonly FakeModel[], loaded: readonly string[]): unknown => ({
  models: models
    .filter(({ name }) => loaded.includes(name))
    .map(({ name, size = 26443610309 }) => ({
      name,
      model: name,
      size,
      digest,
      details,
      expires_at: '2026-11-02T10:05:00.123456789Z',
      size_vram: size,
      context_length: 4096,
    })),
});

export const show = ({ capabilities = ['completion'] }: FakeModel): unknown => ({
  license: '',
  modelfile: '',
  parameters: 'stop "[INST]"',
  template: '{{ .Prompt }}',
  details,
  model_info: { 'general.architecture': 'llama' },
  capabilities,
  modified_at: '2026-10-30T08:12:45.000000001+01:00',
});

export const errors = {
  modelMissing: (model: string): [number, string] => [404, `model '${model}' not found`],
  modelMissingBefore: (model: string): [number, string] => [404, `model "${model}" not found, try pulling it first`],
  noBody: [400, 'missing request body'],
  noModel: [400, 'model is required'],
  busy: [503, 'server busy, please try again.  maximum pending requests exceeded'],
  outOfMemory: [
    500,
    'llama-server process has terminated: exit status 1: ggml_backend_cuda_buffer_type_alloc_buffer: cudaMalloc failed: out of memory',
  ],
  outOfMemoryBefore: [500, 'model requires more system memory (24.7 GiB) than is available (11.2 GiB)'],
  loadTimedOut: [500, 'timed out waiting for llama-server to start - progress 0.00 - '],
  stopped: [
    500,
    'model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details',
  ],
  promptTooLong: [
    400,
    'the prompt is longer than the context length currently available to the model; reduce the prompt or raise num_ctx',
  ],
  rawWithTemplate: [400, 'raw mode does not support template, system, or context'],
} as const satisfies Record<string, readonly [number, string] | ((model: string) => [number, string])>;
