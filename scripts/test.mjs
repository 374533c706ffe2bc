// npm test: everything on any machine with Node >= 20 and npm: unit tests, then the browser tests on the built window.
// The last line is "N passed, N failed"; the exit code is not 0 unless all passed. Arguments go to the unit tests.
// @ts-check
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureNode, ensurePackages, ensureRenderer, environmentFor, root, run } from './prepare.mjs';

const results = join(root, 'test-results');
const summaryFile = join(results, 'summary.txt');
mkdirSync(results, { recursive: true });
rmSync(summaryFile, { force: true });

ensurePackages();
const node = ensureNode();
ensureRenderer(node);

const counts = [vitest('unit', process.argv.slice(2), {})];
const endToEnd = join(root, 'test', 'e2e');
if (
  process.argv.length === 2 &&
  existsSync(endToEnd) &&
  readdirSync(endToEnd).some((name) => name.endsWith('.e2e.ts'))
) {
  const chromium = await ensureChromium(node);
  if (chromium === null) {
    process.stderr.write('No Chromium could be found or installed: the browser tests count as failed.\n');
    counts.push({ passed: 0, failed: 1 });
  } else {
    counts.push(vitest('e2e', ['--config', 'vitest.e2e.config.ts'], { LMD_CHROMIUM: chromium }));
  }
}

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
const summary = `${passed} passed, ${failed} failed`;
writeFileSync(summaryFile, `${summary}\n`);
process.stdout.write(`${summary}\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/**
 * One run of vitest. What fails outside of a test (a file that does not load, a crash) counts as one failure.
 * @param {string} name
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 */
function vitest(name, args, env) {
  const report = join(results, `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const program = join('node_modules', 'vitest', 'vitest.mjs');
  const status = run(node, [program, 'run', ...reporters, ...args], { ...environmentFor(node), ...env });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed: numPassedTests, failed: status === 0 ? numFailedTests : Math.max(1, numFailedTests) };
}
