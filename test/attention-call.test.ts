import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readAttention } from '../main/attention-call.ts';
import { openImageFolder } from '../main/jobs/images.ts';
import { encodePng } from '../main/jobs/png.ts';
import { openDatabase } from '../main/store/db.ts';
import { insertHistory } from '../main/store/history.ts';
import { api } from '../preload/contract/api.ts';
import { AppError } from '../preload/contract/errors.ts';
import { patternPicture } from './helpers/pictures.ts';
import { sampleItem, sampleLayout } from './helpers/samples.ts';
import { scriptedEngine } from './helpers/scripted-engine.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const image = patternPicture(16, 8);

/** A history of one picture of two boxes, the second one hidden. */
async function history() {
  const folder = temporaryFolder();
  const { db } = openDatabase(join(folder, 'lmd.db'));
  onTestFinished(() => void db.close());
  const { boxes, ...layout } = sampleLayout('two', ['a red car', 'a cat']);
  const item = sampleItem('one', {
    layout: { ...layout, boxes: boxes.map((box, i) => ({ ...box, hidden: i === 1 })) },
  });
  insertHistory(db, item);
  const images = openImageFolder(join(folder, 'images'));
  await images.save('one', encodePng(image));
  const engine = scriptedEngine();
  const models = new Set(['starter']);
  const checkpointOf = (model: string): string => {
    if (models.has(model)) return `/models/${model}`;
    throw new AppError('not_found', `There is no model "${model}".`);
  };
  const services = { db, engine, images, catalogue: { checkpointOf } };
  return { read: (id: string) => readAttention(id, services), item, engine, models, file: join(images.dir, 'one.png') };
}

test('the engine looks at the picture with the model and the seed it was drawn with', async () => {
  const { read, item, engine } = await history();
  const answer = await read('one');
  expect(answer).toEqual({ width: 2, height: 1, boxes: [Buffer.from([0, 255]).toString('base64'), null] });
  expect(api['history.attention'].output.parse(answer)).toEqual(answer);
  expect(engine.looks).toEqual([{ layout: item.layout, checkpoint: '/models/starter', image, seed: 7 }]);
});

test('what is no longer there is told apart', async () => {
  const { read, engine, models, file } = await history();
  const refusal = (message: RegExp) => ({ code: 'not_found', message: expect.stringMatching(message) as string });
  await expect(read('two')).rejects.toMatchObject(refusal(/not in the history/));
  models.clear();
  await expect(read('one')).rejects.toMatchObject(
    refusal(/model that drew this picture, “starter”, is no longer here/),
  );
  writeFileSync(file, 'no picture');
  await expect(read('one')).rejects.toMatchObject(refusal(/can not be read/));
  rmSync(file);
  await expect(read('one')).rejects.toMatchObject(refusal(/file of this picture is gone/));
  expect(engine.looks).toEqual([]);
});
