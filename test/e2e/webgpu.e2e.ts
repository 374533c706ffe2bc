import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { goldenCheckpoint } from '../helpers/golden.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { root } from './support/host.ts';

interface Drawn {
  method: string;
  provider: string;
  losses: number[];
  latents: number[];
}

const methods = ['sd', 'gligen', 'backward_guidance'];

/** Chromium brings a software driver for Vulkan; with it WebGPU runs on machines without a graphics card. */
function softwareDriver(): NodeJS.ProcessEnv {
  const browser = process.env['LMD_CHROMIUM'] ?? chromium.executablePath();
  const folders = [dirname(realpathSync(browser)), '/usr/lib/chromium', '/usr/lib/chromium-browser'];
  const folder = folders.find((candidate) => existsSync(join(candidate, 'vk_swiftshader_icd.json')));
  if (folder === undefined) return {}; // a machine with a graphics card has a driver of its own
  return {
    LD_LIBRARY_PATH: folder,
    VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
    XDG_RUNTIME_DIR: temporaryFolder(),
  };
}

async function drawOn(provider: string, env: NodeJS.ProcessEnv): Promise<Drawn[]> {
  const program = join(root, 'test', 'e2e', 'support', 'webgpu-case.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, provider, goldenCheckpoint('tiny-gligen'), ...methods],
    { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Drawn);
}

describe('WebGPU', () => {
  it('draws as the processor does: plainly, grounded and guided by gradients', { timeout: 600_000 }, async () => {
    const [expected, actual] = [await drawOn('cpu', {}), await drawOn('webgpu', softwareDriver())];
    expect(actual.map(({ method, provider }) => [method, provider])).toEqual(methods.map((id) => [id, 'webgpu']));
    for (const [i, { method, latents, losses }] of expected.entries()) {
      const deviation = Math.sqrt(latents.reduce((sum, x) => sum + x * x, 0) / latents.length);
      const worst = latents.reduce((most, x, k) => Math.max(most, Math.abs(x - (actual[i]?.latents[k] ?? NaN))), 0);
      expect(worst / deviation, method).toBeLessThan(1e-2);
      losses.forEach((loss, k) => expect((actual[i]?.losses[k] ?? NaN) / loss).toBeCloseTo(1, 3));
    }
    // The three differ from each other, so that each shows something.
    expect(new Set(expected.map(({ latents }) => latents[0])).size).toBe(3);
  });
});
