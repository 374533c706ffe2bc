/**
 * `npm run bench`: the engine at the size of Stable Diffusion 1.5 with random weights, beside PyTorch in the same run where a Python
 * for it is given, and the starter as a user meets it. Every case has a process of its own, so that its peak memory is its own.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measurement } from './measure.ts';
import { measurementSchema } from './measure.ts';
import { randomCheckpoint } from './random-checkpoint.ts';
import { regenerateFigures, type Subject } from './regenerate.ts';
import { checkBars, printComparison, printRegenerated, printStarter } from './report.ts';
import { starterCheckpoint, starterFigures } from './starter.ts';

const root = join(import.meta.dirname, '../..');
const usualCases = ['cfg-step', 'guidance', 'vae-decode', 'text', 'starter', 'again'];
const allCases = [...usualCases, 'again-sd15'];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: process.env['BENCH_PYTHON'] ?? '' },
    peer: { type: 'string', default: process.env['BENCH_PEER'] ?? '' },
    runs: { type: 'string', default: '3' },
    threads: { type: 'string', default: String(availableParallelism()) },
    out: { type: 'string', default: join(root, '.cache/bench/result.json') },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (options.help) {
  console.log(`npm run bench -- [${allCases.join('] [')}] [--python PYTHON --peer torch_baseline.py] [--runs 3] [--threads N]
                 [--out result.json]
Without a case: all but again-sd15, which takes half an hour. PYTHON needs torch, diffusers and transformers; BENCH_PYTHON and BENCH_PEER work, too.
Figures count only on a machine that does nothing else. "again", what it costs to draw again when one of four boxes has changed or moved, stands other
work better: it counts evaluations, and processor time on one thread. "again-sd15" does so at the size of Stable Diffusion 1.5.`);
  process.exit();
}

/** Runs a program that prints one measurement as its last line. */
function measure(command: string, args: readonly string[]): Promise<Measurement> {
  return new Promise((settle, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`${command} ${args.join(' ')} ended with ${code}\n${output}`));
      settle(measurementSchema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? '')));
    });
  });
}

const chosen = positionals.length === 0 ? usualCases : positionals;
const cases = chosen.filter((name) => name !== 'starter' && !name.startsWith('again'));
const common = ['--runs', options.runs, '--threads', options.threads];
const checkpoint = cases.length === 0 ? '' : randomCheckpoint(join(root, '.cache/bench'), 'sd15');
const ours: Measurement[] = [];
const peers: Measurement[] = [];
for (const name of cases) {
  ours.push(await measure(process.execPath, [join(import.meta.dirname, 'case.ts'), name, checkpoint, ...common]));
  if (options.python !== '' && options.peer !== '') {
    peers.push(await measure(options.python, [resolve(options.peer), name, ...common]));
  }
}
if (ours.length > 0) printComparison(ours, peers);
const starter = chosen.includes('starter') ? await starterFigures() : null;
if (starter !== null) printStarter(starter);
const random = (size: 'narrow' | 'gligen'): string => randomCheckpoint(join(root, '.cache/bench'), size);
const subjects: Record<string, () => Subject[]> = {
  again: () => [
    { name: 'starter', folder: starterCheckpoint, short: false },
    { name: 'narrow, a fifth of the steps', folder: random('narrow'), short: true },
  ],
  'again-sd15': () => [{ name: 'SD 1.5, a fifth of the steps', folder: random('gligen'), short: true }],
};
const regenerated = [];
for (const name of chosen) {
  for (const subject of subjects[name]?.() ?? []) regenerated.push(...(await regenerateFigures(subject)));
}
if (regenerated.length > 0) printRegenerated(regenerated);
const bars = checkBars(ours, peers, starter, regenerated);
for (const { text, met } of bars) console.log(`${met ? 'met   ' : 'MISSED'}  ${text}`);

const machine = { cpu: cpus()[0]?.model.trim(), threads: Number(options.threads), memoryGb: totalmem() / 1e9 };
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, `${JSON.stringify({ machine, ours, peers, starter, regenerated, bars }, null, 2)}\n`);
console.log(`\nWritten to ${options.out}`);
if (bars.some(({ met }) => !met)) process.exitCode = 1;
