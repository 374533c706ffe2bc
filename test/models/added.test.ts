import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addedModels } from '../../main/models/added.ts';
import { openDatabase } from '../../main/store/db.ts';
import { writeSetting } from '../../main/store/settings.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function open() {
  const folder = temporaryFolder();
  const { db } = openDatabase(join(folder, 'lmd.db'));
  const model = join(folder, 'sd15');
  mkdirSync(model);
  writeFileSync(join(model, 'model_index.json'), '{}');
  const file = join(folder, 'dream.safetensors');
  writeFileSync(file, '');
  const sam = join(folder, 'sam-vit-base');
  mkdirSync(sam);
  writeFileSync(join(sam, 'config.json'), '{"model_type": "sam"}');
  writeFileSync(join(sam, 'preprocessor_config.json'), '{}');
  return { db, folder, model, file, sam, added: addedModels(db) };
}

describe('added models', () => {
  it('are remembered in order, each once, and forgotten without touching their files', () => {
    const { db, model, file, sam, added } = open();
    for (const path of [model, ` "${file}" `, sam, model]) added.add(path);
    expect(added.list()).toEqual([model, file, sam]);
    expect(addedModels(db).list()).toEqual([model, file, sam]);
    added.remove(file);
    expect(added.list()).toEqual([model, sam]);
    added.add(file); // is still there
    db.close();
  });

  it('may be a folder of models', () => {
    const { db, folder, added } = open();
    added.add(folder);
    expect(added.list()).toEqual([folder]);
    db.close();
  });

  it.each([
    ['a place that is not there', (folder: string) => join(folder, 'gone'), /There is nothing at .*gone/],
    [
      'an empty folder',
      (folder: string) => (mkdirSync(join(folder, 'empty')), join(folder, 'empty')),
      /holds no model/,
    ],
    ['a part of a model', (folder: string) => part(folder), /holds no model/],
    ['a path without a root', () => 'models/sd15', /not a whole path/],
    ['a place in the home folder that is not there', () => '~/no-such-model', new RegExp(homedir())],
  ])('are not %s', (_name, place, reason) => {
    const { db, folder, added } = open();
    expect(() => added.add(place(folder))).toThrow(reason);
    expect(added.list()).toEqual([]);
    db.close();
  });

  it('survive a damaged setting: none are known, and new ones can be added', () => {
    const { db, model, added } = open();
    writeSetting(db, 'models.added', '{"not": "a list"}');
    expect(added.list()).toEqual([]);
    writeSetting(db, 'models.added', '[');
    expect(added.list()).toEqual([]);
    added.add(model);
    expect(added.list()).toEqual([model]);
    db.close();
  });
});

function part(folder: string): string {
  const path = join(folder, 'model.safetensors');
  writeFileSync(path, '');
  return path;
}
