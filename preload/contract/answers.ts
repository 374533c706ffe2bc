import { z } from 'zod';

/** What stored answers were asked with: version of the prompt template, name of the model. */
export const answerSourceSchema = z.object({ template: z.string().min(1), model: z.string().min(1) });
export type AnswerSource = z.infer<typeof answerSourceSchema>;

/** An answer of a language model, kept so that the same sentence need not be asked again. */
export const storedAnswerSchema = answerSourceSchema.extend({
  id: z.int(),
  caption: z.string(), // the sentence, without blanks around it and periods at its end
  answer: z.string(),
  createdAt: z.number(), // Unix milliseconds
});
export type StoredAnswer = z.infer<typeof storedAnswerSchema>;

export const answerQuerySchema = z.object({
  /** Every word must occur in the sentence or the answer. */
  search: z.string().default(''),
  template: z.string().optional(),
  model: z.string().optional(),
  limit: z.int().min(1).max(500).default(100),
});
export type AnswerQuery = z.infer<typeof answerQuerySchema>;

export const answerGroupSchema = answerSourceSchema.extend({ sentences: z.int(), answers: z.int() });
export type AnswerGroup = z.infer<typeof answerGroupSchema>;

/** What the name of a cache file tells: `cache_lmd_v0.1_gpt-4.json` holds answers to template v0.1 by gpt-4. */
export function sourceOfFileName(name: string): AnswerSource | null {
  const bare = name.replace(/ \(\d+\)(?=\.json$)/i, ''); // a second download of the same
  const [, template, model] = /(?:^|_)(v\d[\w.]*|studio-[^_]+)_(.+)\.json$/i.exec(bare) ?? [];
  return template === undefined || model === undefined ? null : { template, model: model.replaceAll('%3A', ':') };
}

/** The name under which answers are exported, as the reference names its caches. */
export const cacheFileName = ({ template, model }: AnswerSource): string =>
  `cache_lmd_${template}_${model.replaceAll(':', '%3A')}.json`.replaceAll(/[\\/*?"<>|]/g, '-');

/** Sentence → answers, in the order in which they came. */
export const answersBySentenceSchema = z.record(z.string(), z.array(z.string().max(100_000)));
export type AnswersBySentence = z.infer<typeof answersBySentenceSchema>;
