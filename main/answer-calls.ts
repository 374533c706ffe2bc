import type { ApiOutput, ApiParsed } from '../preload/contract/api.ts';
import { readStored } from './layout/read-stored.ts';
import type { Db } from './store/db.ts';
import {
  answerGroups,
  deleteAnswers,
  editAnswer,
  exportAnswers,
  importAnswers,
  listAnswers,
} from './store/prompt-cache.ts';
import { readCacheFile, writeCacheFile } from './store/prompt-cache-file.ts';

type AnswerCall = `answers.${'groups' | 'list' | 'edit' | 'delete' | 'read' | 'import' | 'export'}`;
type AnswerHandlers = { [N in AnswerCall]: (input: ApiParsed<N>) => ApiOutput<N> };

/** The calls that look after stored answers. */
export function answerHandlers(db: Db, clock: () => number): AnswerHandlers {
  return {
    'answers.groups': () => answerGroups(db),
    'answers.list': (query) => listAnswers(db, query),
    'answers.edit': ({ id, answer }) => {
      editAnswer(db, id, answer);
      return {};
    },
    'answers.delete': ({ which }) => ({ deleted: deleteAnswers(db, which) }),
    'answers.read': (text) => readStored(text),
    'answers.import': ({ text, ...source }) => ({ added: importAnswers(db, source, readCacheFile(text), clock()) }),
    'answers.export': (source) => {
      const answers = exportAnswers(db, source);
      return { sentences: Object.keys(answers).length, text: writeCacheFile(answers) };
    },
  };
}
