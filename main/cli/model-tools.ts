import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { AppError } from '../../preload/contract/errors.ts';
import type { Download } from '../../preload/contract/models.ts';
import { repoSchema } from '../../preload/contract/models.ts';
import type { App } from '../studio.ts';
import type { CommonFlags } from './flags.ts';
import { withCommonFlags } from './flags.ts';
import { untilInterrupted, withSession, type Session } from './session.ts';

/** Adds `lmd models`: which checkpoints are here, and bringing in more. */
export function addModelTools(program: Command, appDir: string): void {
  const models = program.command('models').description('list, download and add the checkpoints that draw');

  withCommonFlags(models.command('list', { isDefault: true }))
    .description('list the checkpoints that can draw')
    .action((flags: CommonFlags) =>
      withSession(flags, appDir, async ({ app, signal, print }) => {
        const all = await untilInterrupted(signal, app.call('models.list', {}));
        const lines = all.map(({ id, description, problem }) => `${id}: ${problem ?? 'ready'}\n  ${description}`);
        print(flags.json ? JSON.stringify(all) : lines.join('\n'));
      }),
    );

  withCommonFlags(models.command('offers'))
    .description('list checkpoints that are known to work and can be downloaded')
    .action((flags: CommonFlags) =>
      withSession(flags, appDir, async ({ app, print }) => {
        const { offers } = await app.call('hub.get', {});
        const lines = offers.map(
          ({ repo, revision, title, description, bytes, licence }) =>
            `${repo}${revision === 'main' ? '' : ` --revision ${revision}`}\n  ${title}, ${gigabytes(bytes)}, ${licence}. ${description}`,
        );
        print(flags.json ? JSON.stringify(offers) : lines.join('\n'));
      }),
    );

  withCommonFlags(models.command('download'))
    .description(
      'download a checkpoint from the Hugging Face hub; goes on where it was stopped (HF_TOKEN, HF_ENDPOINT are heeded)',
    )
    .argument('<repo>', 'owner/name, such as `lmd models offers` shows', repository)
    .option('--revision <name>', 'branch, tag or commit', 'main')
    .action((repo: string, flags: CommonFlags & { revision: string }) =>
      withSession(flags, appDir, async (session) => {
        const download = await downloadAll(session, repo, flags.revision);
        session.print(flags.json ? JSON.stringify(download) : `${repo} is here and can be used.`);
      }),
    );

  withCommonFlags(models.command('add'))
    .description('add a checkpoint of this computer, or a folder of such; its files stay where they are')
    .argument('<path>')
    .action((path: string, flags: CommonFlags) =>
      withSession(flags, appDir, async ({ app, print }) => {
        await app.call('models.add', { path });
        print(flags.json ? '{}' : `Added ${path}.`);
      }),
    );

  withCommonFlags(models.command('remove'))
    .description('delete a checkpoint that was downloaded, or take one out of the list that was added')
    .argument('<id>', 'as `lmd models` shows it')
    .action((id: string, flags: CommonFlags) =>
      withSession(flags, appDir, async ({ app, print }) => {
        await app.call('models.remove', { id });
        print(flags.json ? '{}' : `Removed ${id}.`);
      }),
    );
}

function repository(text: string): string {
  const parsed = repoSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('It is named as owner/name.');
  return parsed.data;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Ends when everything is here. @throws AppError what the hub or the disk said; cancelled, what has come is kept */
async function downloadAll({ app, signal, note }: Session, repo: string, revision: string): Promise<Download> {
  const plan = await untilInterrupted(signal, app.call('hub.plan', { repo, revision }));
  note(`${plan.files.length} files, ${gigabytes(plan.bytes)}, licence ${plan.licence ?? 'unknown'}.`);
  const bar = downloadBar(plan.bytes);
  try {
    return await untilInterrupted(signal, ended(app, repo, revision, bar.show));
  } finally {
    bar.end();
  }
}

function ended(app: App, repo: string, revision: string, show: (bytes: number) => void): Promise<Download> {
  return new Promise((resolve, reject) => {
    app.subscribe((event) => {
      if (event.type !== 'download.changed' || event.download.repo !== repo) return;
      const { state, bytes, error } = event.download;
      show(bytes);
      if (state === 'done') resolve(event.download);
      if (state === 'failed' && error !== null) reject(AppError.fromData(error));
    });
    app.call('hub.download', { repo, revision }).catch(reject);
  });
}

/** A bar in bytes; where stderr is no terminal, nothing. */
function downloadBar(bytes: number): { show: (bytes: number) => void; end: () => void } {
  if (!process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  const format = 'Downloading [{bar}] {percentage} %, {eta_formatted} left';
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, stream: process.stderr });
  bar.start(bytes, 0);
  return { show: (done) => bar.update(done), end: () => bar.stop() };
}
