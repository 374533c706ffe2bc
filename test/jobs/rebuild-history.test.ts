import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openImageFolder } from '../../main/jobs/images.ts';
import { rebuildHistory } from '../../main/jobs/rebuild-history.ts';
import { encodePng } from '../../main/jobs/png.ts';
import { pngText } from '../../main/jobs/record.ts';
import { openDatabase } from '../../main/store/db.ts';
import { listHistory } from '../../main/store/history.ts';
import { sampleItem } from '../helpers/samples.ts';
import { flatImage } from '../helpers/scripted-engine.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

it('lists pictures again from what is inside them, and passes over other files', async () => {
  const folder = temporaryFolder();
  const images = openImageFolder(join(folder, 'images'));
  const { db } = openDatabase(join(folder, 'lmd.db'));
  expect(rebuildHistory(db, images)).toBe(0);

  const item = sampleItem('one');
  const png = encodePng(flatImage(4, 4, 1), pngText({ format: 1, app: 'test', provider: 'cpu', item }));
  await images.save('one', png);
  await images.save('copy-of-one', png);
  await images.save('foreign', encodePng(flatImage(4, 4, 1)));
  writeFileSync(join(images.dir, 'broken.png'), 'not a picture');

  expect(rebuildHistory(db, images)).toBe(1);
  expect(listHistory(db, { search: '', limit: 10 }).items).toEqual([item]);
  db.close();
});
