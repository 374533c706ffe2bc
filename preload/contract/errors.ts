import { z } from 'zod';

/** Every way an operation can fail that a caller may want to tell apart. The message says what happened, what was kept and what to do. */
export const errorCodes = [
  'bad_request', // the caller's input does not fit the schema
  'empty_prompt',
  'prompt_too_long',
  'bad_layout',
  'cancelled',
  'not_found',
  'internal',
  // stage 1
  'llm_unreachable',
  'llm_model_missing',
  'llm_busy',
  'llm_out_of_memory',
  'llm_timeout',
  'llm_interrupted', // the answer broke off
  'llm_empty', // the model answered nothing but thoughts or blanks
  'llm_unauthorized', // the server wants a key, or another one
  'llm_refused', // any other error the server reported
  'keychain_unavailable', // a key can not be encrypted, or not be read again
  'layout_unreadable', // an answer came, no layout could be read from it
  // stage 2
  'checkpoint_missing',
  'checkpoint_corrupt',
  'checkpoint_mismatch', // weights do not fit the configuration
  'checkpoint_unsupported',
  'capability_missing', // the checkpoint lacks what the method needs
  'caption_too_long',
  'provider_unavailable', // no execution provider could be opened
  'out_of_memory',
  'engine_crashed',
  'engine_busy',
  'graph_invalid', // a compiled graph failed verification: a defect of ours
  'numeric', // NaN or infinity in the result
  'disk',
  // downloads
  'hub_unreachable',
  'hub_unauthorized', // the hub wants a token, another one, or that its terms are accepted first
  'hub_refused', // any other error the hub reported
  'download_corrupt', // what came is not what the hub had announced
] as const;

export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** An error as it crosses processes and the network. */
export const errorDataSchema = z.object({ code: errorCodeSchema, message: z.string(), detail: z.string().optional() });
export type ErrorData = z.infer<typeof errorDataSchema>;

/** The one error type that callers are meant to see. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, message: string, options: { detail?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
  }

  toData(): ErrorData {
    return { code: this.code, message: this.message, ...(this.detail === undefined ? {} : { detail: this.detail }) };
  }

  static fromData(data: ErrorData): AppError {
    return new AppError(data.code, data.message, { detail: data.detail });
  }

  /** Any thrown value as an AppError; an unknown one becomes `internal` with the original as its cause. */
  static from(error: unknown): AppError {
    if (error instanceof AppError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new AppError('internal', message, {
      detail: error instanceof Error ? error.stack : undefined,
      cause: error,
    });
  }
}

/** Marks the unreachable end of an exhaustive switch. */
export function assertNever(value: never): never {
  throw new AppError('internal', `unexpected variant: ${JSON.stringify(value)}`);
}
