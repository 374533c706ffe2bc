import { describe, expect, it } from 'vitest';
import { serverError } from '../../main/layout/providers/server-error.ts';
import { errors } from '../helpers/fake-ollama-shapes.ts';

const model = 'mixtral:8x7b';

describe('an error that Ollama reports', () => {
  it.each([
    ['llm_model_missing', errors.modelMissing(model)],
    ['llm_model_missing', errors.modelMissingBefore(model)],
    ['llm_busy', errors.busy],
    ['llm_out_of_memory', errors.outOfMemory],
    ['llm_out_of_memory', errors.outOfMemoryBefore],
    ['llm_timeout', errors.loadTimedOut],
    ['prompt_too_long', errors.promptTooLong],
    ['llm_refused', errors.stopped],
    ['llm_refused', errors.noModel],
    ['llm_refused', [403, '']],
    ['llm_refused', [404, '404 page not found']],
    ['llm_refused', [401, 'unauthorized']],
    // as the last line of an answer
    ['llm_interrupted', [200, errors.stopped[1]]],
    ['llm_out_of_memory', [200, errors.outOfMemory[1]]],
  ] as const)('becomes %s: %j', (code, [status, message]) => {
    const error = serverError({ status, message, model });
    expect(error.code).toBe(code);
    expect(error.detail).toBe(message === '' ? `HTTP ${status}` : message);
    expect(error.message).toMatch(/\. Your sentence and the canvas are unchanged: \w.*\.$/);
    expect(error.message.startsWith(error.happened)).toBe(true);
  });

  it('names the model and how to get it', () => {
    const { message } = serverError({ status: 404, message: errors.modelMissing(model)[1], model });
    expect(message).toContain('ollama pull mixtral:8x7b');
  });

  it('keeps only the beginning of a long report', () => {
    expect(serverError({ status: 500, message: 'x'.repeat(9000), model }).detail).toHaveLength(2000);
  });
});
