import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../main/models/catalogue.ts';
import { scriptedEngine } from '../helpers/scripted-engine.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function checkpoint(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'model_index.json'), '{}');
  return path;
}

/** Places as they are named at the start. */
const started = (paths: readonly string[]) => () => paths.map((path) => ({ path, source: 'started' as const }));

describe('catalogue', () => {
  it('lists the starter first, then what the user names: a checkpoint, or a folder of them', async () => {
    const folder = temporaryFolder();
    const single = checkpoint(folder, 'mine');
    checkpoint(folder, 'all', 'broken');
    checkpoint(folder, 'all', 'mine');
    mkdirSync(join(folder, 'all', 'other'));
    const catalogue = createCatalogue({
      resourcesDir: join(folder, 'resources'),
      places: started([single, join(folder, 'all'), single]),
      inspect: (path) => scriptedEngine().inspect(path),
    });
    const models = await catalogue.list();
    expect(models.map(({ id, ready }) => [id, ready])).toEqual([
      ['starter', true],
      ['mine', true],
      ['broken', false],
      ['mine-2', true],
    ]);
    expect(models[0]?.description).toMatch(/demonstration world/);
    expect(models[2]?.problem).toBe('This checkpoint is damaged.');
    expect(catalogue.checkpointOf('mine-2')).toBe(join(folder, 'all', 'mine'));
    expect(() => catalogue.checkpointOf('none')).toThrow(/There is no model "none"/);
  });

  it('lists single files, alone and in a folder, but not the parts of a model', async () => {
    const folder = temporaryFolder();
    const file = (...parts: string[]): string => {
      const path = join(folder, ...parts);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, '');
      return path;
    };
    const single = file('v1-5.safetensors');
    const inside = file('all', 'sdxl.safetensors');
    file('all', 'notes.txt');
    const part = join(file('clip', 'model.safetensors'), '..');
    const catalogue = createCatalogue({
      resourcesDir: join(folder, 'resources'),
      places: started([single, join(folder, 'all'), part]),
      inspect: (path) => scriptedEngine().inspect(path),
    });
    expect((await catalogue.list()).slice(1).map(({ id }) => id)).toEqual(['v1-5', 'sdxl', 'clip']);
    expect(catalogue.checkpointOf('v1-5')).toBe(single);
    expect(catalogue.checkpointOf('sdxl')).toBe(inside);
    expect(catalogue.vision('starter')).toEqual({ segmenter: null, detector: null });
  });

  it('lists a folder that is missing or empty, with what the engine says of it', async () => {
    const folder = temporaryFolder();
    const catalogue = createCatalogue({
      resourcesDir: folder,
      places: started([join(folder, 'gone'), folder]),
      inspect: () => Promise.reject(new Error('nothing here')),
    });
    expect((await catalogue.list()).map((model) => model.problem)).toEqual(Array(3).fill('nothing here'));
  });

  it('asks the engine once for what is sound, and again for what was not', async () => {
    const folder = temporaryFolder();
    const engine = scriptedEngine();
    const asked: string[] = [];
    const catalogue = createCatalogue({
      resourcesDir: folder,
      places: started([checkpoint(folder, 'broken')]),
      inspect: (path) => {
        asked.push(path);
        return engine.inspect(path);
      },
    });
    await catalogue.list();
    await catalogue.list();
    expect(asked.filter((path) => path.endsWith('broken'))).toHaveLength(2);
    expect(asked.filter((path) => path.endsWith('checkpoint'))).toHaveLength(1);
  });

  it('looks with what the user has; the own segmenter and detector see the pictures of the starter alone', async () => {
    const folder = temporaryFolder();
    const vision = (type: string, ...parts: string[]): string => {
      const path = join(...parts);
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'config.json'), JSON.stringify({ model_type: type }));
      writeFileSync(join(path, 'preprocessor_config.json'), '{}');
      return path;
    };
    const resourcesDir = join(folder, 'resources');
    const open = () =>
      createCatalogue({
        resourcesDir,
        places: started([join(folder, 'mine')]),
        inspect: (path) => scriptedEngine().inspect(path),
      });
    const none = { segmenter: null, detector: null };
    expect(open().vision('starter')).toEqual(none);
    const segmenter = vision('sam', resourcesDir, 'starter', 'sam');
    const detector = vision('owlvit', resourcesDir, 'starter', 'owlvit');
    expect(open().vision('starter')).toEqual({ segmenter, detector });
    expect(open().vision('v1-5')).toEqual(none);
    const own = vision('sam', folder, 'mine', 'sam-vit-base');
    expect(open().vision('v1-5')).toEqual({ ...none, segmenter: own });
    expect(open().vision('starter')).toEqual({ segmenter: own, detector });
    expect((await open().list()).map(({ id }) => id)).toEqual(['starter']); // what only looks draws nothing
  });
});
