// Runs a TypeScript program of this repository under Node 24: node scripts/run.mjs main/cli/lmd.ts --help
// @ts-check
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureNode, ensurePackages, environmentFor, fail, root } from './prepare.mjs';

const args = process.argv.slice(2);
if (args.every((arg) => arg.startsWith('-'))) fail('usage: node scripts/run.mjs [node options] <file> [arguments]');
ensurePackages();
const node = ensureNode();
const at = args.findIndex((arg) => !arg.startsWith('-'));
const child = spawn(node, [...args.slice(0, at), join(root, args[at] ?? ''), ...args.slice(at + 1)], {
  stdio: 'inherit',
  env: environmentFor(node),
});
// Ctrl-C reaches the child by itself; this process only waits for how it ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
