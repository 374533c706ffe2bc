import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program of the repository under this Node, to its end; `onOutput` sees what comes while it runs. */
export function runProgram(
  file: string,
  args: readonly string[],
  {
    env = {},
    onOutput = () => undefined,
  }: { env?: NodeJS.ProcessEnv; onOutput?: (child: ChildProcess, text: string) => void } = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [join(root, file), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const finished: Finished = { code: null, stdout: '', stderr: '' };
  const collect = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    finished[stream] += chunk.toString();
    onOutput(child, finished.stdout + finished.stderr);
  };
  child.stdout.on('data', collect('stdout'));
  child.stderr.on('data', collect('stderr'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...finished, code }));
  });
}

/** Runs `lmd` with its data in `dataDir` and no language model within reach. */
export function lmd(dataDir: string, args: readonly string[]): Promise<Finished> {
  return runProgram('main/cli/lmd.ts', args, { env: { LMD_DATA_DIR: dataDir, OLLAMA_HOST: 'http://127.0.0.1:9' } });
}
