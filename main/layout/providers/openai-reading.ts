import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import { AnswerText } from './answer-text.ts';
import { saidNothing, tookTooLong } from './failures.ts';
import type { Dialect } from './openai-dialect.ts';
import { connectionLost, declined, notOpenAi, refusalError } from './openai-failures.ts';
import type { Refusal } from './openai-failures.ts';
import type { Line } from './openai-fetch.ts';
import { errorIn, refusalOf, send, valuesOf } from './openai-fetch.ts';
import type { Answer, Question, Usage } from './provider.ts';
import type { TimeLimits, Watch } from './time-limits.ts';

const thoughts = z.string().nullish().catch(null); // some servers put objects here
const pieceSchema = z.object({
  content: z.string().nullish(),
  reasoning_content: thoughts,
  reasoning: thoughts,
  refusal: z.string().nullish(),
});
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: pieceSchema.nullish(),
        message: pieceSchema.nullish(),
        text: z.string().nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
});

/** One answer as it comes. */
export class OpenAiReading {
  readonly #question: Question;
  readonly #line: Line;
  readonly #watch: Watch;
  readonly #limits: TimeLimits;
  readonly #route: Dialect['route'];
  readonly #text: AnswerText;
  #phase: 'waiting' | 'thinking' | 'answering' = 'waiting';
  #finish: string | null = null;
  #declined = '';
  #usage: Usage | null = null;

  constructor(question: Question, route: Dialect['route'], line: Line, watch: Watch, limits: TimeLimits) {
    this.#question = question;
    this.#route = route;
    this.#line = line;
    this.#watch = watch;
    this.#limits = limits;
    this.#text = new AnswerText({ endsAtBlankLine: route === 'completions' && !question.schema });
  }

  /** The model thought until its tokens were used up, and answered nothing. */
  get needsRoom(): boolean {
    return this.#text.text.trim() === '' && this.#text.end === null && this.#finish === 'length';
  }

  /** Asks and reads. @returns why the server refused, or null @throws AppError */
  async take(body: object): Promise<Refusal | null> {
    try {
      const response = await send(this.#line, this.#route === 'chat' ? 'chat/completions' : 'completions', body);
      if (!response.ok) return await refusalOf(response, this.#line);
      return await this.#read(response);
    } catch (error) {
      if (this.#question.signal.aborted) this.#watch.check();
      if (this.#finish !== null) return null; // all was said; what comes behind does not count
      this.#watch.check();
      if (error instanceof AppError) throw error;
      if (error instanceof z.ZodError) throw notOpenAi(this.#line.url, { cause: error });
      throw connectionLost(this.#question.model, { answer: this.#text.text, cause: error });
    }
  }

  /** @throws AppError llm_empty, llm_refused */
  answer(): Answer {
    const { model } = this.#question;
    if (this.#declined !== '') throw declined(model, this.#line.redact(this.#declined));
    if (this.#text.text.trim() === '') throw saidNothing(model);
    const cut = this.#text.end === null && this.#finish === 'length';
    return { text: this.#text.text, truncated: this.#text.end === 'endless' || cut, usage: this.#usage };
  }

  async #read(response: Response): Promise<Refusal | null> {
    for await (const value of valuesOf(response, this.#line)) {
      if (value === 'done') {
        this.#finish ??= 'stop';
        break;
      }
      const refusal = errorIn(value, this.#line);
      if (refusal !== null) return this.#broken(refusal);
      this.#take(chunkSchema.parse(value));
      if (this.#text.end !== null) return null;
    }
    this.#show(this.#text.flush());
    if (this.#finish !== null) return null;
    throw connectionLost(this.#question.model, { answer: this.#text.text });
  }

  /** An error in place of an answer may be about how it was asked; one in its middle is not. */
  #broken(refusal: Refusal): Refusal {
    if (this.#phase === 'waiting') return { ...refusal, status: 500 };
    const { url } = this.#line;
    throw refusalError(refusal, { url, model: this.#question.model, hasKey: true, answer: this.#text.text });
  }

  #take({ choices, usage }: z.output<typeof chunkSchema>): void {
    if (usage) {
      this.#usage = { promptTokens: usage.prompt_tokens ?? null, answerTokens: usage.completion_tokens ?? null };
    }
    const [choice] = choices ?? [];
    const piece = choice?.delta ?? choice?.message;
    this.#tell(piece?.content ?? choice?.text ?? '', piece?.reasoning_content ?? piece?.reasoning ?? '');
    this.#declined += piece?.refusal ?? '';
    this.#finish = choice?.finish_reason ?? this.#finish;
    if (this.#finish === 'content_filter') this.#declined ||= "The server's filter stopped the answer.";
  }

  #tell(said: string, thought: string): void {
    const { model, onEvent } = this.#question;
    if (said !== '' || thought !== '') {
      this.#watch.expect(this.#limits.nextToken, () => tookTooLong(model, { answer: this.#text.text }));
    }
    if (thought !== '' && this.#phase === 'waiting') {
      this.#phase = 'thinking';
      onEvent({ kind: 'status', text: `${model} is thinking…` });
    } else if (said !== '' && this.#phase !== 'answering') {
      this.#phase = 'answering';
      onEvent({ kind: 'status', text: `${model} is writing…` });
    }
    this.#show(this.#text.push(said));
  }

  #show(text: string): void {
    if (text !== '') this.#question.onEvent({ kind: 'text', text });
  }
}
