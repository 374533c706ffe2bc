import { join } from 'node:path';
import { Argument, Command, CommanderError, Option } from 'commander';
import { samplerIds } from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';
import { layoutRequestSchema } from '../../preload/contract/stage1.ts';
import type { CompareFlags } from './compare-command.ts';
import { compare, describeComparison } from './compare-command.ts';
import { addAnswerTools } from './answer-tools.ts';
import type { CommonFlags } from './flags.ts';
import { canvasSize, methodOption, positiveNumber, refineShare, wholeNumber, withCommonFlags } from './flags.ts';
import type { GenerateFlags } from './generate-command.ts';
import { generate } from './generate-command.ts';
import type { LayoutFlags } from './layout-command.ts';
import { describeLayout, writeLayoutFor } from './layout-command.ts';
import { addLayoutTools } from './layout-tools.ts';
import { addModelTools } from './model-tools.ts';
import { addTemplateTools } from './template-tools.ts';
import { untilInterrupted, withSession } from './session.ts';
import { describeChecks } from './verdicts.ts';

const appDir = join(import.meta.dirname, '..', '..');
const exitCodes = { failure: 1, usage: 2, cancelled: 130 } as const;
const providers = layoutRequestSchema.shape.provider.unwrap().options;
const formFlag = (): Option =>
  new Option(
    '--form <id>',
    'how a model is asked: the text of the reference, JSON with boxes, or objects that rules place',
  )
    .choices(layoutRequestSchema.shape.form.unwrap().options)
    .default('auto');

const program = new Command('lmd')
  .description('LMD Studio without a window: a sentence becomes a layout, the layout becomes an image.')
  .exitOverride()
  .showHelpAfterError('Run with --help to see what can be given.')
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong use, 130 cancelled by Ctrl-C.');

withCommonFlags(program.command('generate'))
  .description('draw a picture from a sentence, or from a layout file')
  .addArgument(new Argument('[prompt]', 'the sentence; with --layout it may be left out').default(''))
  .option('--method <id>', 'how boxes are brought into the picture; see `lmd methods`', 'gligen')
  .option(
    '--model <id>',
    'which checkpoint draws (see `lmd models`); left out, the one given by --checkpoint, or the starter',
  )
  .option('--seed <number>', 'the same seed gives the same picture', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
  .option('--steps <number>', 'denoising steps', wholeNumber(1, 1000), 50)
  .addOption(new Option('--sampler <id>', "left out, the method's own").choices(samplerIds))
  .option('--cfg <scale>', "classifier-free guidance scale; left out, the method's own", positiveNumber)
  .option('--option <name=value>', 'an option of the method; may be given many times', methodOption, {})
  .option('--refiner <id>', 'a model, such as the SDXL refiner, that draws over the finished picture')
  .option('--refine-ratio <share>', "share of the refiner's steps that are taken, 0.02 to 1", refineShare, 0.3)
  .option('--size <WxH>', 'canvas size, multiples of 64 from 256 to 1024; boxes scale with it', canvasSize)
  .option('--layout <file>', 'a layout as JSON, such as `lmd layout --json` writes')
  .addOption(new Option('--provider <id>', 'who writes the layout').choices(providers).default('auto'))
  .option('--llm <name>', "the language model; left out, the provider's own", '')
  .option('--out <file>', 'where the PNG goes', 'out.png')
  .action((prompt: string, flags: GenerateFlags & CommonFlags, command: Command) => {
    if (prompt.trim() === '' && flags.layout === undefined) command.error('error: give a sentence, or --layout <file>');
    return withSession(flags, appDir, async (session) => {
      const { item, out } = await generate(session, prompt, flags);
      const seconds = (item.timings.totalMs / 1000).toFixed(1);
      session.print(
        flags.json
          ? JSON.stringify({ out, ...item })
          : [
              `${out}: ${item.width}x${item.height}, ${item.settings.method}, seed ${item.settings.seed}, ${item.settings.steps} steps, ${seconds} s`,
              ...describeChecks(item),
            ].join('\n'),
      );
    });
  });

withCommonFlags(program.command('compare'))
  .description('draw one layout with all methods from the same seed, side by side on one page')
  .addArgument(new Argument('[prompt]', 'the sentence; with --layout it may be left out').default(''))
  .option('--methods <ids...>', 'which methods; left out, all of them')
  .option('--model <id>', 'which checkpoint draws; left out, the one given by --checkpoint, or the starter')
  .option('--seed <number>', 'of all pictures', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
  .option('--steps <number>', 'denoising steps', wholeNumber(1, 1000), 50)
  .option('--size <WxH>', 'canvas size, multiples of 64 from 256 to 1024; boxes scale with it', canvasSize)
  .option('--layout <file>', 'a layout as JSON, such as `lmd layout --json` writes')
  .addOption(new Option('--provider <id>', 'who writes the layout').choices(providers).default('auto'))
  .option('--llm <name>', "the language model; left out, the provider's own", '')
  .option('--out <file>', 'where the page goes', 'compare.html')
  .action((prompt: string, flags: CompareFlags & CommonFlags, command: Command) => {
    if (prompt.trim() === '' && flags.layout === undefined) command.error('error: give a sentence, or --layout <file>');
    return withSession(flags, appDir, async (session) => {
      const { out, compared, layout } = await compare(session, prompt, flags);
      session.print(flags.json ? JSON.stringify({ out, layout, compared }) : describeComparison(out, compared));
    });
  });

withCommonFlags(program.command('layout'))
  .description('write a layout for a sentence')
  .argument('<prompt>', 'the sentence')
  .addOption(new Option('--provider <id>', 'who writes it').choices(providers).default('auto'))
  .option('--model <name>', "the language model; left out, the provider's own", '')
  .addOption(formFlag())
  .option('--size <WxH>', 'canvas size, multiples of 64 from 256 to 1024', canvasSize)
  .option('--fresh', 'ask anew even if an answer is stored')
  .action((prompt: string, flags: CommonFlags & LayoutFlags) =>
    withSession(flags, appDir, async (session) => {
      const { provider, model, form, size: canvas, fresh = false } = flags;
      const cache = fresh ? 'bypass' : 'use';
      const result = await writeLayoutFor(session, { prompt, provider, model, form, canvas, cache });
      session.print(flags.json ? JSON.stringify(result) : describeLayout(result));
    }),
  );

withCommonFlags(program.command('methods'))
  .description('list the methods and their options')
  .action((flags: CommonFlags) =>
    withSession(flags, appDir, async ({ app, signal, print }) => {
      const methods = await untilInterrupted(signal, app.call('methods.list', {}));
      print(
        flags.json
          ? JSON.stringify(methods)
          : methods.map(({ id, title, summary }) => `${id}: ${title}\n  ${summary}`).join('\n'),
      );
    }),
  );

addLayoutTools(program, appDir, formFlag);
addAnswerTools(program, appDir);
addTemplateTools(program, appDir);
addModelTools(program, appDir);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version come this way too, with 0; commander has already said what is wrong.
    process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
  } else {
    const { code, message, detail } = AppError.from(error);
    const shown = detail === undefined || code === 'internal' ? message : `${message}\n${detail}`;
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
    else process.stderr.write(`${shown}\n`);
    process.exitCode = code === 'cancelled' ? exitCodes.cancelled : exitCodes.failure;
  }
}
