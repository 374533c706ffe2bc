import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeAll, onTestFinished, test } from 'vitest';
import { hasGraphicsCard, probeProvider } from '../../../main/engine/runtime/probe.ts';
import { expectGoldenRun } from '../../engine/methods/expect-golden-run.ts';
import { sessionsOn } from '../../helpers/sessions.ts';

const drivers = '/usr/share/vulkan/icd.d';

/**
 * Where there is no graphics card, Mesa's lavapipe (Debian: mesa-vulkan-drivers, 23 or later) runs WebGPU on the processor. SwiftShader, which
 * Chromium brings, takes minutes for one step of this size.
 */
function useSoftwareDriver(): void {
  if (process.platform !== 'linux' || hasGraphicsCard()) return;
  const lavapipe = existsSync(drivers) && readdirSync(drivers).find((name) => name.startsWith('lvp_icd'));
  if (!lavapipe) throw new Error('These tests need a graphics card or lavapipe (Debian: mesa-vulkan-drivers).');
  process.env['VK_ICD_FILENAMES'] = `${drivers}/${lavapipe}`;
  process.env['XDG_RUNTIME_DIR'] ??= tmpdir();
}

beforeAll(useSoftwareDriver);

test.each(['sd-sd1-two', 'gligen-gligen-three', 'backward_guidance-sd1-two'])(
  '%s equals the Python implementation step by step on WebGPU',
  { timeout: 3_600_000 }, // three to ten minutes each on two quiet cores
  async (name) => {
    // A software driver is refused as too slow: this is about what it computes.
    const traits = await probeProvider('webgpu').catch(() => ({ fusedAttention: false }));
    const sessions = sessionsOn('webgpu', traits);
    onTestFinished(() => sessions.releaseAll());
    await expectGoldenRun(name, sessions);
  },
);
