import type { Command } from 'commander';
import type { Done, SourceFlags } from './cache-command.ts';
import {
  answerId,
  deleteFromCache,
  describeAnswers,
  describeGroups,
  exportCache,
  importCache,
} from './cache-command.ts';
import type { CommonFlags } from './flags.ts';
import { wholeNumber, withCommonFlags } from './flags.ts';
import type { Session } from './session.ts';
import { withSession } from './session.ts';

/** Adds `lmd cache`: looking after stored answers. */
export function addAnswerTools(program: Command, appDir: string): void {
  const report = ({ print }: Session, { json }: CommonFlags, { data, words }: Done): void =>
    print(json ? JSON.stringify(data) : words);

  const cache = program.command('cache').description('look after stored answers of language models');
  const withSource = (command: Command): Command =>
    withCommonFlags(command)
      .option('--template <version>', "the prompt template's version; left out, what the file's name says")
      .option('--model <name>', "the language model; left out, what the file's name says");

  withSource(cache.command('import'))
    .description('add the answers of a JSON cache of the reference')
    .argument('<file>', 'sentence → list of answers')
    .action((file: string, flags: CommonFlags & SourceFlags) =>
      withSession(flags, appDir, async (session) => report(session, flags, await importCache(session, file, flags))),
    );

  withSource(cache.command('export'))
    .description('write stored answers as a JSON cache of the reference')
    .argument('<file>', 'where it goes')
    .action((file: string, flags: CommonFlags & SourceFlags) =>
      withSession(flags, appDir, async (session) => report(session, flags, await exportCache(session, file, flags))),
    );

  withCommonFlags(cache.command('list'))
    .description('list templates and models with stored answers')
    .action((flags: CommonFlags) =>
      withSession(flags, appDir, async ({ app, print }) => {
        const groups = await app.call('answers.groups', {});
        print(flags.json ? JSON.stringify(groups) : describeGroups(groups));
      }),
    );

  withSource(cache.command('search'))
    .description('show stored answers, the newest first')
    .argument('[words...]', 'what the sentence or the answer must hold')
    .option('--limit <number>', 'how many at most', wholeNumber(1, 500), 20)
    .action((words: string[], flags: CommonFlags & SourceFlags & { limit: number }) =>
      withSession(flags, appDir, async ({ app, print }) => {
        const { template, model, limit } = flags;
        const answers = await app.call('answers.list', { search: words.join(' '), template, model, limit });
        print(flags.json ? JSON.stringify(answers) : describeAnswers(answers));
      }),
    );

  withSource(cache.command('delete'))
    .description('delete stored answers: single ones, or all of a template and a model')
    .argument('[ids...]', 'numbers as `lmd cache search` shows them', answerId)
    .action((ids: number[] | undefined, flags: CommonFlags & SourceFlags) =>
      withSession(flags, appDir, async (session) =>
        report(session, flags, await deleteFromCache(session, ids ?? [], flags)),
      ),
    );
}
