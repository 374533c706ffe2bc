// Shared by the scripts that must run on a fresh machine: plain JavaScript, Node's own modules only, Node >= 20.
// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)); // import.meta.dirname is not in every Node 20
const isWindows = process.platform === 'win32';
const neededMajor = 24;

/** Ends the process with a message and no stack: what went wrong is not in this program. */
export function fail(/** @type {string} */ message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/**
 * Runs a program to its end, its output shown as it comes.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [cwd]
 * @returns {number} its exit code; 1 if it could not be started
 */
export function run(command, args, env = process.env, cwd = root) {
  const { status } = spawnSync(command, args, {
    cwd,
    env,
    stdio: 'inherit',
    shell: isWindows && command === 'npm',
  });
  return status ?? 1;
}

/** Installs the packages of the lock file if some are missing or of another version. */
export function ensurePackages() {
  if (packagesAreInstalled()) return;
  process.stderr.write('Installing packages (once)...\n');
  // Nothing is compiled or fetched by install scripts: the native packages bring their binaries.
  const status = run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], installEnvironment());
  if (status !== 0) fail('The packages could not be installed. Check the network and run this again.');
}

/**
 * A Node that runs TypeScript and the native packages: this one, or the one among the packages.
 * @returns {string} path of its executable
 */
export function ensureNode() {
  if (majorOf(process.execPath) >= neededMajor) return process.execPath;
  const local = join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
  if (majorOf(local) < neededMajor) {
    process.stderr.write(`Fetching Node ${neededMajor} (once)...\n`);
    // What the package's own install script does; called here because npm may not be allowed to run install scripts.
    const status = run(
      process.execPath,
      ['installArchSpecificPackage.js'],
      process.env,
      join(root, 'node_modules', 'node'),
    );
    if (status !== 0 || majorOf(local) < neededMajor) {
      fail(`Node ${neededMajor} could not be fetched. Check the network, or install Node ${neededMajor} yourself.`);
    }
  }
  return local;
}

/**
 * Builds the window if its sources are newer than what was built.
 * @param {string} node
 */
export function ensureRenderer(node) {
  const built = join(root, 'dist', 'renderer', 'index.html');
  const sources = ['renderer', 'preload/contract', 'vite.config.ts', 'package-lock.json'];
  if (existsSync(built) && newest(sources) <= statSync(built).mtimeMs) return;
  process.stderr.write('Building the window...\n');
  const status = run(node, [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn']);
  if (status !== 0) fail('The window could not be built.');
}

/**
 * The environment with Node 24 first on the path, for programs that start `node` themselves.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentFor(node) {
  const separator = isWindows ? ';' : ':';
  return { ...process.env, PATH: [join(node, '..'), process.env.PATH ?? ''].join(separator) };
}

function packagesAreInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const present = lockedPackages(installed);
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function lockedPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** onnxruntime-node would fetch CUDA libraries from outside the registry. */
function installEnvironment() {
  return { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
}

function majorOf(/** @type {string} */ executable) {
  if (!existsSync(executable)) return 0;
  const { stdout } = spawnSync(executable, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return Number.parseInt(stdout ?? '', 10) || 0;
}

/**
 * The time of the last change under any of the paths.
 * @param {readonly string[]} paths
 */
function newest(paths) {
  let time = 0;
  for (const path of paths) {
    const file = join(root, path);
    const stat = statSync(file);
    const inside = stat.isDirectory() ? readdirSync(file).map((name) => join(path, name)) : [];
    time = Math.max(time, stat.mtimeMs, inside.length > 0 ? newest(inside) : 0);
  }
  return time;
}
