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
// A terminal sends Ctrl-C to both; where one only reaches this process, it is passed on. A second one soon after counts as the same.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
