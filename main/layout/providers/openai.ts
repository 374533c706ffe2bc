import { setTimeout as pauseFor } from 'node:timers/promises';
import { AppError } from '../../../preload/contract/errors.ts';
import type { KeyOrigin, ServerStatus } from '../../../preload/contract/stage1.ts';
import { LlmError, tookTooLong } from './failures.ts';
import type { FoundKey, KeyStore } from './key-store.ts';
import { isKey } from './key-store.ts';
import { parseOpenAiUrl } from './openai-address.ts';
import type { Dialect } from './openai-dialect.ts';
import { adapt, firstDialect, requestBody } from './openai-dialect.ts';
import type { Refusal } from './openai-failures.ts';
import { refusalError, unauthorized } from './openai-failures.ts';
import type { Line } from './openai-fetch.ts';
import { chooseServerModel, preferredModel, serverModels } from './openai-models.ts';
import { OpenAiReading } from './openai-reading.ts';
import type { Answer, ChosenModel, LayoutProvider, Question } from './provider.ts';
import { parametersInName } from './provider.ts';
import type { TimeLimits } from './time-limits.ts';
import { defaultLimits, Watch } from './time-limits.ts';

export interface OpenAiOptions {
  /** Base address of the server; left out, OpenAI's own. */
  url?: string | undefined;
  /** The model that is asked when none is named; left out, the server's first. */
  model?: string | undefined;
  /** Ask in chats or for plain completions; `auto` begins with chats. */
  api?: 'auto' | 'chat' | 'completions';
  keys: KeyStore;
  limits?: Partial<TimeLimits>;
  /** Waits so many milliseconds. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const mostChanges = 8;
/** Waits after refusals for want of capacity. While a server loads its model it is asked every second. */
const waits = [1000, 2000, 4000] as const;
const longestWait = 20_000;

/** A server that speaks OpenAI's protocol: OpenAI, vLLM, llama-server, LM Studio, FastChat, LocalAI … */
export class OpenAiProvider implements LayoutProvider {
  readonly id = 'openai';
  readonly #options: OpenAiOptions;
  readonly #limits: TimeLimits;
  /** What was learned, by server and model. */
  readonly #dialects = new Map<string, Dialect>();

  constructor(options: OpenAiOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  async chooseModel(named: string, signal: AbortSignal): Promise<ChosenModel> {
    const name = named || this.#options.model?.trim() || (await this.#firstModel(signal));
    return { name, parameters: parametersInName(name) };
  }

  async ask(question: Question): Promise<Answer> {
    const { model, onEvent } = question;
    using watch = new Watch(question.signal);
    watch.check();
    const line = await this.#line(watch, model);
    const id = `${line.url} ${model}`;
    let dialect = this.#dialects.get(id) ?? firstDialect(this.#options.api === 'completions' ? 'completions' : 'chat');
    let [changes, waited] = [0, 0];
    onEvent({ kind: 'status', text: `Asking ${model}…` });
    watch.limit(this.#limits.whole, () => tookTooLong(model));
    watch.expect(this.#limits.firstToken, () => tookTooLong(model));
    for (;;) {
      const body = requestBody(question, dialect);
      const reading = new OpenAiReading(question, dialect.route, line, watch, this.#limits);
      const refusal = await reading.take(body);
      if (refusal === null && (dialect.thinks || !reading.needsRoom)) {
        this.#dialects.set(id, dialect);
        return reading.answer();
      }
      const wait = refusal === null ? null : waitFor(refusal, waited);
      if (refusal !== null && wait !== null) {
        if (!isLoading(refusal)) waited++;
        onEvent({ kind: 'status', text: isLoading(refusal) ? `Loading ${model}…` : 'The server is busy: waiting…' });
        await this.#pause(wait, watch);
        continue;
      }
      const next = refusal === null ? moreRoom(dialect, model) : adapt(dialect, refusal, body);
      if (next === null || changes++ === mostChanges) {
        throw refusalError(refusal ?? unknownRefusal, {
          url: line.url,
          model,
          hasKey: 'authorization' in line.headers,
        });
      }
      dialect = next.dialect;
      onEvent({ kind: 'status', text: next.reason });
      watch.expect(this.#limits.firstToken, () => tookTooLong(model));
    }
  }

  /** How the server stands, for the window: never fails. */
  async status(): Promise<Omit<ServerStatus, 'chosen'>> {
    using watch = new Watch(new AbortController().signal);
    let host = '';
    let key: KeyOrigin | null = null;
    try {
      host = parseOpenAiUrl(this.#options.url).url;
      key = (await this.#key(host))?.from ?? null;
      const line = await this.#line(watch, 'The server');
      watch.expect(this.#limits.status, () => tookTooLong('The server'));
      return { host, reachable: true, models: await serverModels(line), reason: null, key, wantsKey: false };
    } catch (error) {
      const failure: unknown = watch.signal.reason ?? error;
      const reason = failure instanceof LlmError ? failure.happened : AppError.from(failure).message;
      const wantsKey = failure instanceof LlmError && failure.code === 'llm_unauthorized';
      return { host, reachable: false, models: [], reason, key, wantsKey };
    }
  }

  /** The model that is asked when none is named, as far as that is known without asking. */
  preferred({ host, models }: Pick<ServerStatus, 'host' | 'models'>): string | null {
    return this.#options.model?.trim() || preferredModel(host, models);
  }

  async #firstModel(signal: AbortSignal): Promise<string> {
    using watch = new Watch(signal);
    try {
      watch.check();
      const line = await this.#line(watch, 'The server');
      watch.expect(this.#limits.connect, () => tookTooLong('The server'));
      return chooseServerModel(line.url, await serverModels(line));
    } catch (error) {
      watch.check();
      throw error;
    }
  }

  /** @throws AppError llm_unauthorized where it is kept but can not be read */
  async #key(url: string): Promise<FoundKey | null> {
    try {
      return await this.#options.keys.read(url);
    } catch (cause) {
      throw unauthorized('The stored key for the server can not be read any more.', { cause });
    }
  }

  /** @throws AppError llm_unreachable, llm_unauthorized */
  async #line(watch: Watch, model: string): Promise<Line> {
    const { url, authorization } = parseOpenAiUrl(this.#options.url);
    const key = (await this.#key(url))?.key ?? null;
    if (key !== null && !isKey(key)) throw strangeKey();
    const header = key === null ? authorization : `Bearer ${key}`;
    const redact = (text: string): string =>
      (key === null || key.length < 8 ? text : text.replaceAll(key, '…')).replace(/\bsk-[\w*-]{4,}/g, 'sk-…');
    return { url, model, redact, signal: watch.signal, headers: header === null ? {} : { authorization: header } };
  }

  async #pause(ms: number, watch: Watch): Promise<void> {
    try {
      await (this.#options.pause ?? plainPause)(ms, watch.signal);
    } catch (error) {
      watch.check();
      throw error;
    }
    watch.check();
  }
}

const plainPause = (ms: number, signal: AbortSignal): Promise<void> => pauseFor(ms, undefined, { signal });

const moreRoom = (dialect: Dialect, model: string) => ({
  dialect: { ...dialect, thinks: true },
  reason: `${model} used up its room for thinking: asking again with more…`,
});

const unknownRefusal: Refusal = { status: 0, message: '', param: null, code: '', retryAfter: null };

const isLoading = ({ status, message }: Refusal): boolean => status === 503 && /loading/i.test(message);

/** How long to wait before the same is asked once more; null where waiting does not help. */
function waitFor(refusal: Refusal, waited: number): number | null {
  const { status, code, retryAfter } = refusal;
  if (isLoading(refusal)) return waits[0];
  const passing = status === 429 || status === 502 || status === 503 || status === 504;
  const next = waits[waited];
  if (!passing || code === 'insufficient_quota' || next === undefined) return null;
  if (retryAfter === null) return next;
  return retryAfter <= longestWait ? retryAfter : null;
}

const strangeKey = (): LlmError =>
  unauthorized('The key for the server holds blanks or other characters that no key has.');
