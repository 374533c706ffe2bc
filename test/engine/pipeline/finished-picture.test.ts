import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runGeneration } from '../../../main/engine/pipeline.ts';
import { generateRequestSchema } from '../../../preload/contract/engine.ts';
import { processorSessions } from '../../helpers/sessions.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());
const starter = join(import.meta.dirname, '../../../resources/starter');

/** The starter's detector with weights that are no numbers. */
function brokenDetector(): string {
  const folder = temporaryFolder();
  cpSync(join(starter, 'owlvit'), folder, { recursive: true });
  const weights = readFileSync(join(folder, 'model.safetensors'));
  weights.fill(0x7e, 8 + Number(weights.readBigUInt64LE(0)));
  writeFileSync(join(folder, 'model.safetensors'), weights);
  return folder;
}

test('a picture is kept when its objects can not be looked for', async () => {
  const request = generateRequestSchema.parse({
    layout: { boxes: [{ id: 'a', caption: 'a red car', rect: { x: 100, y: 200, width: 200, height: 150 } }] },
    checkpoint: join(starter, 'checkpoint'),
    detector: brokenDetector(),
    method: 'gligen',
    steps: 1,
    previewEvery: 0,
  });
  const run = runGeneration(request, { sessions, signal: new AbortController().signal });
  let next = await run.next();
  while (next.done !== true) next = await run.next();
  expect(next.value.image.data.length).toBe(3 * 256 * 256);
  expect(next.value.checks).toBeNull();
  expect(next.value.warnings).toEqual([expect.stringMatching(/^The picture is kept, but .*not/)]);
});
