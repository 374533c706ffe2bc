import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { AppError } from '../../../preload/contract/errors.ts';
import { createApp } from '../../app.ts';
import { checkpointFolders, defaultDataDir } from '../../folders.ts';
import { serveWeb } from './server.ts';

const appDir = join(import.meta.dirname, '..', '..', '..');

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) throw new InvalidArgumentError('a number up to 65535');
  return value;
}

interface Flags {
  port: number;
  dataDir: string;
  checkpoint: string[];
  ollama?: string;
}

const flags = new Command('lmd-studio')
  .description('LMD Studio in a browser of this computer.')
  .option('--port <number>', 'port on 127.0.0.1; 0 takes any free one', port, 0)
  .option('--data-dir <folder>', 'where history and pictures are kept', defaultDataDir(process.env))
  .option(
    '--checkpoint <folders...>',
    'checkpoints in diffusers layout, single .safetensors files, or folders of them',
    [],
  )
  .option('--ollama <host>', 'address of Ollama')
  .parse()
  .opts<Flags>();

const app = createApp({
  dataDir: flags.dataDir,
  appDir,
  checkpoints: [...checkpointFolders(process.env), ...flags.checkpoint],
  ...(flags.ollama === undefined ? {} : { ollamaHost: flags.ollama }),
  window: { keychain: null }, // a browser has no keychain: keys stay in this process
  recover: true,
});

try {
  const host = await serveWeb(app, { port: flags.port, rendererDir: join(appDir, 'dist', 'renderer') });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return; // a terminal and the parent process may both send Ctrl-C
    stopping = true;
    void host
      .close()
      .then(() => app.close())
      .then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // The one line on stdout: whoever started this process opens it. It holds the key, so it goes nowhere else.
  process.stdout.write(`${host.url}\n`);
} catch (error) {
  await app.close();
  process.stderr.write(`${AppError.from(error).message}\n`);
  process.exitCode = 1;
}
