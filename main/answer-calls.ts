import type { ApiOutput, ApiParsed } from '../preload/contract/api.ts';
import type { Db } from './store/db.ts';
import {
  answerGroups,
  deleteAnswers,
  editAnswer,
  exportAnswers,
  importAnswers,
  listAnswers,
} from './store/prompt-cache.ts';

type AnswerCall = `answers.${'groups' | 'list' | 'edit' | 'delete' | 'import' | 'export'}`;
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
    'answers.import': ({ answers, ...source }) => ({ added: importAnswers(db, source, answers, clock()) }),
    'answers.export': (source) => ({ answers: exportAnswers(db, source) }),
  };
}
