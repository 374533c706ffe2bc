import type { Command } from 'commander';
import { Option } from 'commander';
import { exportFormatSchema } from '../../preload/contract/formats.ts';
import { layoutRequestSchema } from '../../preload/contract/stage1.ts';
import { tableOf } from '../evaluate/benchmark-report.ts';
import { everydayText } from '../evaluate/everyday-report.ts';
import type { BenchmarkFlags } from './benchmark-command.ts';
import { benchmarkLayouts } from './benchmark-command.ts';
import type { ConvertFlags } from './convert-command.ts';
import { convertLayoutFile } from './convert-command.ts';
import type { EverydayFlags } from './everyday-command.ts';
import { benchmarkEveryday } from './everyday-command.ts';
import type { CommonFlags } from './flags.ts';
import { canvasSize, wholeNumber, withCommonFlags } from './flags.ts';
import type { LintFlags, ReviseFlags } from './revise-command.ts';
import { lintLayoutFile, reviseLayoutFile } from './revise-command.ts';
import { withSession } from './session.ts';

const providers = layoutRequestSchema.shape.provider.unwrap().options;
/** Those that a benchmark can be about. */
const named = providers.filter((id) => id !== 'auto');

/** Adds what works on layouts that are there: `convert`, `lint`, `revise`, and `benchmark`. */
export function addLayoutTools(program: Command, appDir: string, formFlag: () => Option): void {
  withCommonFlags(program.command('convert'))
    .description(
      "turn a layout into another format; what is read: the studio's JSON, text of the reference, diffusers, Ideogram, gligen-gui",
    )
    .argument('<file>', 'the layout')
    .addOption(new Option('--to <format>', 'what is written').choices(exportFormatSchema.options).default('studio'))
    .option('--size <WxH>', 'canvas size for formats that tell none', canvasSize)
    .option('--out <file>', 'where it goes; left out, it is printed')
    .action((file: string, flags: CommonFlags & ConvertFlags) =>
      withSession(flags, appDir, async (session) => {
        const text = await convertLayoutFile(session, file, flags);
        if (text !== null) session.print(text);
      }),
    );

  withCommonFlags(program.command('lint'))
    .description('tell what can be said against a layout')
    .argument('<file>', 'the layout, in any format that `lmd convert` reads')
    .option('--model <id>', 'the checkpoint that will draw it', 'starter')
    .option('--fix', 'write the layout with everything fixed that can be')
    .option('--out <file>', 'where the fixed layout goes; left out, the place of the file')
    .action((file: string, flags: CommonFlags & LintFlags) =>
      withSession(flags, appDir, async (session) => {
        const { issues, words } = await lintLayoutFile(session, file, flags);
        session.print(flags.json ? JSON.stringify(issues) : words);
      }),
    );

  withCommonFlags(program.command('revise'))
    .description('change a layout by a sentence, such as "add a dog on the left"')
    .argument('<file>', 'the layout, in any format that `lmd convert` reads')
    .argument('<sentence>', 'what is to be different')
    .addOption(new Option('--provider <id>', 'who understands the sentence').choices(providers).default('auto'))
    .option('--model <name>', "the language model; left out, the provider's own", '')
    .option('--out <file>', "where the changed layout goes, as the studio's JSON; left out, the changes are only told")
    .action((file: string, sentence: string, flags: CommonFlags & ReviseFlags) =>
      withSession(flags, appDir, async (session) => {
        const { revision, words } = await reviseLayoutFile(session, file, sentence, flags);
        session.print(flags.json ? JSON.stringify(revision) : words);
      }),
    );

  const benchmark = program
    .command('benchmark')
    .description('measure how well layouts or pictures follow their prompts');

  withCommonFlags(benchmark.command('layout'))
    .description(
      'write layouts for the 400 prompts of LLM-grounded Diffusion and judge them; an interrupted run goes on',
    )
    .addOption(
      new Option(
        '--provider <id>',
        'who writes the layouts; left out, the rules, or with --cache nobody: only stored answers are judged',
      ).choices(named),
    )
    .option('--model <name>', "the language model; left out, the provider's own", '')
    .addOption(formFlag())
    .option('--cache <file>', 'take answers from this JSON cache of the reference before asking anyone')
    .option('--parallel <number>', 'how many layouts are written at the same time', wholeNumber(1, 32), 4)
    .option('--html <file>', 'where the page with the failing layouts goes; left out, the data folder')
    .option('--fresh', 'forget the layouts of earlier runs')
    .action((flags: CommonFlags & BenchmarkFlags) =>
      withSession(flags, appDir, async (session) => {
        const report = await benchmarkLayouts(session, flags);
        session.print(flags.json ? JSON.stringify(report) : tableOf(report));
      }),
    );

  withCommonFlags(benchmark.command('everyday'))
    .description('write layouts for 100 everyday sentences and tell what is wrong with each')
    .addOption(new Option('--provider <id>', 'who writes the layouts').choices(named).default('rules'))
    .option('--model <name>', "the language model; left out, the provider's own", '')
    .addOption(formFlag())
    .action((flags: CommonFlags & EverydayFlags) =>
      withSession(flags, appDir, async (session) => {
        const report = await benchmarkEveryday(session, flags);
        session.print(flags.json ? JSON.stringify(report) : everydayText(report));
      }),
    );
}
