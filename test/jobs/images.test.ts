import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openImageFolder } from '../../main/jobs/images.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('openImageFolder', () => {
  it('saves and finds pictures by id', async () => {
    const images = openImageFolder(join(temporaryFolder(), 'images'));
    expect(images.file('one')).toBeNull();
    await images.save('one', Uint8Array.of(1, 2, 3));
    expect(Array.from(readFileSync(images.file('one') ?? ''))).toEqual([1, 2, 3]);
  });

  it.each(['../secret', 'a/b', '..', '', 'a\0b', 'x'.repeat(65)])('takes no path for an id: %j', (id) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'secret.png'), 'x');
    expect(openImageFolder(join(folder, 'images')).file(id)).toBeNull();
  });

  it('leaves nothing half-written behind when the disk refuses', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'one.png', 'in-the-way'), { recursive: true });
    await expect(openImageFolder(folder).save('one', Uint8Array.of(1))).rejects.toMatchObject({ code: 'disk' });
    expect(readdirSync(folder)).toEqual(['one.png']);
  });
});
