/** Bodies as OpenAI-compatible servers write them (facts B): key order, omitted fields and error texts included. */

export type DialectName = 'openai' | 'vllm' | 'llama-server' | 'lm-studio' | 'fastchat';

export type Failure = readonly [status: number, body: unknown];

const openAiError = (
  status: number,
  message: string,
  {
    type = 'invalid_request_error',
    param = null,
    code = null,
  }: { type?: string; param?: string | null; code?: string | null } = {},
): Failure => [status, { error: { message, type, param, code } }];

const vllmError = (status: number, message: string, type: string, param: string | null = null): Failure => [
  status,
  { error: { message, type, param, code: status } },
];

const llamaError = (code: number, message: string, type: string, more: object = {}): Failure => [
  code,
  { error: { code, message, type, ...more } },
];

const fastChatError = (status: number, code: number, message: string): Failure => [
  status,
  { object: 'error', message, code },
];

export const failures = {
  openai: {
    wrongKey: openAiError(
      401,
      'Incorrect API key provided: sk-wrong*************1234. You can find your API key at https://platform.openai.com/account/api-keys.',
      { code: 'invalid_api_key' },
    ),
    noKey: openAiError(
      401,
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    ),
    modelMissing: openAiError(404, 'The model `gpt-9` does not exist or you do not have access to it.', {
      code: 'model_not_found',
    }),
    maxTokens: openAiError(
      400,
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { param: 'max_tokens', code: 'unsupported_parameter' },
    ),
    temperature: openAiError(
      400,
      "Unsupported value: 'temperature' does not support 0.25 with this model. Only the default (1) value is supported.",
      { param: 'temperature', code: 'unsupported_value' },
    ),
    stop: openAiError(400, "Unsupported parameter: 'stop' is not supported with this model.", {
      param: 'stop',
      code: 'unsupported_parameter',
    }),
    responseFormat: openAiError(
      400,
      "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
      { param: 'response_format' },
    ),
    notChat: openAiError(
      404,
      'This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use v1/completions?',
      { param: 'model' },
    ),
    rateLimit: openAiError(
      429,
      'Rate limit reached for gpt-4 in organization org-x on tokens per min (TPM): Limit 10000, Used 9500, Requested 1500. Please try again in 6s.',
      { type: 'tokens', code: 'rate_limit_exceeded' },
    ),
    quota: openAiError(429, 'You exceeded your current quota, please check your plan and billing details.', {
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
    tooLong: openAiError(
      400,
      "This model's maximum context length is 8192 tokens. However, you requested 9092 tokens (8192 in the messages, 900 in the completion). Please reduce the length of the messages or completion.",
      { param: 'messages', code: 'context_length_exceeded' },
    ),
    serverError: openAiError(500, 'The server had an error while processing your request. Sorry about that!', {
      type: 'server_error',
    }),
  },
  vllm: {
    modelMissing: vllmError(404, 'The model `gpt-9` does not exist.', 'NotFoundError', 'model'),
    tooLong: vllmError(
      400,
      "'max_tokens' or 'max_completion_tokens' is too large: 900. This model's maximum context length is 2048 tokens and your request has 1800 input tokens (900 > 2048 - 1800).",
      'BadRequestError',
    ),
    noTemplate: vllmError(
      400,
      'As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template if the tokenizer does not define one.',
      'BadRequestError',
    ),
    unauthorized: [401, { error: 'Unauthorized' }] as Failure,
    extra: [
      422,
      { detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted', input: 7 }] },
    ] as Failure,
  },
  'llama-server': {
    loading: llamaError(503, 'Loading model', 'unavailable_error'),
    grammar: llamaError(400, 'Failed to parse grammar', 'invalid_request_error'),
    parser: llamaError(
      400,
      'Unable to generate parser for this template. Automatic parser generation failed',
      'invalid_request_error',
    ),
    tooLong: llamaError(
      400,
      'the request exceeds the available context size, try increasing it',
      'exceed_context_size_error',
      { n_prompt_tokens: 9001, n_ctx: 8192 },
    ),
    wrongKey: llamaError(401, 'Invalid API Key', 'authentication_error'),
    notFound: llamaError(404, 'File Not Found', 'not_found_error'),
  },
  'lm-studio': {
    responseFormat: [400, { error: "'response_format.type' must be 'json_schema'" }] as Failure,
    noModel: openAiError(
      404,
      'No models loaded. Please load a model in the developer page or use the `lms load` command.',
      { code: 'model_not_found' },
    ),
    overflow: [
      400,
      {
        error:
          'Trying to keep the first 4700 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough: greater than the context length',
      },
    ] as Failure,
  },
  fastchat: {
    modelMissing: fastChatError(400, 40301, 'Only vicuna-13b-v1.5 allowed now, your model gpt-9'),
    tooLong: fastChatError(
      400,
      40303,
      "This model's maximum context length is 4096 tokens. However, you requested 4996 tokens (4096 in the messages, 900 in the completion). Please reduce the length of the messages or completion.",
    ),
    range: fastChatError(400, 40302, "0.25 is less than the minimum of 1 - 'temperature'"),
    outOfMemory: fastChatError(
      500,
      50002,
      'NETWORK ERROR DUE TO HIGH TRAFFIC. PLEASE REGENERATE OR REFRESH THIS PAGE.\n\n(CUDA out of memory. Tried to allocate 2.00 GiB)',
    ),
  },
} as const;

export const event = (value: unknown): string =>
  `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;

const created = 1762070400;

interface Choice {
  delta?: object;
  text?: string;
  finish_reason?: string | null;
}

/** A chunk of a streamed answer; a completion has `text` where a chat has `delta`. */
export function chunk(dialect: DialectName, model: string, { finish_reason = null, ...piece }: Choice): string {
  const chat = 'delta' in piece;
  return event({
    id: chat ? 'chatcmpl-1' : 'cmpl-1',
    object: chat ? 'chat.completion.chunk' : 'text_completion',
    created,
    model,
    ...(dialect === 'openai' ? { service_tier: 'default', system_fingerprint: 'fp_1' } : {}),
    choices: [{ index: 0, ...piece, ...(dialect === 'fastchat' ? {} : { logprobs: null }), finish_reason }],
  });
}

export const usageChunk = (model: string): string =>
  event({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created,
    model,
    choices: [],
    usage: { prompt_tokens: 1021, completion_tokens: 88, total_tokens: 1109 },
  });

/** A whole answer of a server that does not stream. */
export const wholeAnswer = (model: string, content: string): unknown => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1021, completion_tokens: 88, total_tokens: 1109 },
});

export const modelList = (models: readonly string[]): unknown => ({
  object: 'list',
  data: models.map((id) => ({ id, object: 'model', created, owned_by: 'owner' })),
});
