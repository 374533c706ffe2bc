import { AppError, type ErrorCode } from '../../../preload/contract/errors.ts';

/** A failure that may be over soon. */
export class TryLater extends AppError {
  /** How long the hub asks to wait; null when it says nothing. */
  readonly afterMs: number | null;

  constructor(code: ErrorCode, message: string, options: { afterMs?: number | null; cause?: unknown } = {}) {
    super(code, message, { detail: causeOf(options.cause), cause: options.cause });
    this.afterMs = options.afterMs ?? null;
  }
}

/** What came of a file is not what the hub had announced; it may come right when it is loaded anew. */
export class WrongContent extends AppError {
  /** @param fault what is wrong, as in "its checksum is another one" */
  constructor(path: string, fault: string) {
    super(
      'download_corrupt',
      `The file ${path} came damaged twice: ${fault}. It was thrown away, all other files are kept. Download again to fetch it anew; if that fails too, something between here and the hub changes what comes: try another network or mirror.`,
    );
  }
}

/** fetch itself only says "fetch failed"; the cause says why. */
function causeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

export const unreachable = (url: string, cause: unknown): TryLater =>
  new TryLater(
    'hub_unreachable',
    `The hub at ${url} can not be reached, or the connection broke off. What has come is kept. Check the network, then download again to go on from there.`,
    { cause },
  );

export const silent = (url: string, ms: number): TryLater =>
  new TryLater(
    'hub_unreachable',
    `Nothing has come from the hub at ${url} for ${Math.ceil(ms / 1000)} s. What has come is kept. Check the network, then download again to go on from there.`,
  );

export const notTheHub = (url: string, detail: string, cause?: unknown): AppError =>
  new AppError(
    'hub_refused',
    `What answers at ${url} does not speak as the Hugging Face hub does. What has come is kept. Check HF_ENDPOINT, and whether a login page stands between here and the network.`,
    { detail, cause },
  );
