import type { Command } from 'commander';
import { Argument } from 'commander';
import { AppError } from '../../preload/contract/errors.ts';
import type { TemplateInfo, TemplateName } from '../../preload/contract/templates.ts';
import { templateNameSchema } from '../../preload/contract/templates.ts';
import { readTextFile } from './files.ts';
import type { CommonFlags } from './flags.ts';
import { withCommonFlags } from './flags.ts';
import type { Session } from './session.ts';
import { withSession } from './session.ts';

const nameArgument = (): Argument =>
  new Argument('<name>', 'as `lmd templates list` shows it').choices(templateNameSchema.options);

/** Adds `lmd templates`: looking after the texts that models are asked with. */
export function addTemplateTools(program: Command, appDir: string): void {
  const templates = program.command('templates').description('change how language models are asked');
  const act = (flags: CommonFlags, command: (session: Session) => Promise<TemplateInfo>): Promise<void> =>
    withSession(flags, appDir, async (session) => {
      const info = await command(session);
      session.print(flags.json ? JSON.stringify(info) : describe(info));
    });

  withCommonFlags(templates.command('list'))
    .description('list all templates and the state of your copies')
    .action((flags: CommonFlags) =>
      withSession(flags, appDir, async ({ app, print }) => {
        const all = await app.call('templates.list', {});
        print(flags.json ? JSON.stringify(all) : all.map(describe).join('\n'));
      }),
    );

  withCommonFlags(templates.command('show'))
    .description('print a template as it is used; {caption}, {width} and {height} are filled in for every sentence')
    .addArgument(nameArgument())
    .option('--original', "the app's own, even where you have a copy")
    .action((name: TemplateName, flags: CommonFlags & { original?: boolean }) =>
      withSession(flags, appDir, async ({ app, print }) => {
        const { text, original } = await app.call('templates.read', { name });
        const shown = flags.original ? original : text;
        print(flags.json ? JSON.stringify({ name, text: shown }) : shown.trimEnd());
      }),
    );

  withCommonFlags(templates.command('copy'))
    .description('make a copy that you can change with any editor')
    .addArgument(nameArgument())
    .action((name: TemplateName, flags: CommonFlags) => act(flags, (session) => copyTemplate(session, name)));

  withCommonFlags(templates.command('edit'))
    .description('take a text file as your copy')
    .addArgument(nameArgument())
    .argument('<file>', 'the new text')
    .action((name: TemplateName, file: string, flags: CommonFlags) =>
      act(flags, async ({ app }) => app.call('templates.save', { name, text: await readTextFile(file) })),
    );

  withCommonFlags(templates.command('reset'))
    .description("remove your copy and use the app's own again")
    .addArgument(nameArgument())
    .action((name: TemplateName, flags: CommonFlags) => act(flags, ({ app }) => app.call('templates.reset', { name })));
}

async function copyTemplate({ app }: Session, name: TemplateName): Promise<TemplateInfo> {
  const info = (await app.call('templates.list', {})).find((one) => one.name === name);
  if (info?.own) {
    throw new AppError(
      'bad_request',
      `You have a copy already: ${info.file}. It was left as it is; "lmd templates reset ${name}" removes it.`,
    );
  }
  const { original } = await app.call('templates.read', { name });
  return app.call('templates.save', { name, text: original });
}

const describe = ({ name, purpose, version, own, file, problem }: TemplateInfo): string =>
  [
    `${name}: ${purpose}`,
    ...(own ? [`  your copy: ${file}${problem === null ? ` (${version})` : ''}`] : []),
    ...(problem === null ? [] : [`  ${problem}`]),
  ].join('\n');
