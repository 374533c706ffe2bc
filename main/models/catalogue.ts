import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { ModelInfo } from '../../preload/contract/api.ts';
import type { CheckpointInfo } from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';

interface Entry {
  id: string;
  title: string;
  description: string;
  path: string;
}

export interface Catalogue {
  /** Every checkpoint the app knows of, each inspected by the engine; the bundled one first. */
  list(): Promise<ModelInfo[]>;
  /**
   * Folder of a model's checkpoint.
   * @throws AppError not_found
   */
  readonly checkpointOf: (id: string) => string;
  /**
   * Folders of the first SAM and the first OWL-ViT checkpoint among the user's; for the starter's pictures the app's own else, which know
   * nothing but its world. Null without one.
   */
  readonly vision: (model: string) => { segmenter: string | null; detector: string | null };
}

const starterDescription =
  'A small demonstration world that comes with the app: 20 objects (backpack, book, bottle, bowl, car, cat, chair, cup, dog, laptop, apple, tree, boat, balloon, bird, flower, house, fish, star, ball), 11 colours, counts up to five and 12 simple backgrounds, at 256 pixels. It shows how everything works; it knows nothing else. Add a Stable Diffusion checkpoint for real pictures.';

/**
 * The bundled starter and what the user names: checkpoints in diffusers layout, single .safetensors files, or folders of both.
 * `inspect` asks the engine; what it finds is kept, what failed is asked again next time.
 */
export function createCatalogue({
  resourcesDir,
  folders,
  inspect,
}: {
  resourcesDir: string;
  folders: readonly string[];
  inspect: (path: string) => Promise<CheckpointInfo>;
}): Catalogue {
  const known = new Map<string, CheckpointInfo>();
  const entries = (): Entry[] => [
    {
      id: 'starter',
      title: 'Starter',
      description: starterDescription,
      path: join(resourcesDir, 'starter', 'checkpoint'),
    },
    ...named(folders.flatMap(checkpointsIn)),
  ];

  const describe = async (entry: Entry): Promise<ModelInfo> => {
    const { id, title, description, path } = entry;
    try {
      const info = known.get(path) ?? (await inspect(path));
      known.set(path, info);
      return { id, title, description, ready: true, problem: null, info };
    } catch (error) {
      return { id, title, description, ready: false, problem: AppError.from(error).message, info: null };
    }
  };

  return {
    list: () => Promise.all(entries().map(describe)),
    checkpointOf(id) {
      const entry = entries().find((candidate) => candidate.id === id);
      if (entry === undefined) {
        throw new AppError('not_found', `There is no model "${id}". Nothing was started: choose one of the list.`);
      }
      return entry.path;
    },
    vision(model) {
      const users = folders.flatMap((folder) => [resolve(folder), ...foldersIn(resolve(folder))]);
      const own = (part: string): string[] => (model === 'starter' ? [join(resourcesDir, 'starter', part)] : []);
      const first = (type: (typeof visionTypes)[number]): string | null =>
        [...users, ...own(type)].find((folder) => isVision(folder, type)) ?? null;
      return { segmenter: first('sam'), detector: first('owlvit') };
    },
  };
}

const visionTypes = ['sam', 'owlvit'] as const;

/** The folder itself if it is a checkpoint or holds none (the engine then says what is missing), else those inside it. */
function checkpointsIn(folder: string): string[] {
  const path = resolve(folder);
  if (isCheckpoint(path) || !existsSync(path)) return [path];
  if (!isFolder(path)) return [path];
  const inside = readdirSync(path)
    .map((name) => join(path, name))
    .filter(isCheckpoint)
    .sort();
  const onlyVision = [path, ...foldersIn(path)].some((each) => visionTypes.some((type) => isVision(each, type)));
  return inside.length > 0 || onlyVision ? inside : [path];
}

const foldersIn = (path: string): string[] =>
  isFolder(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(path, entry.name))
        .sort()
    : [];

/** @param type transformers' name of the architecture */
function isVision(path: string, type: (typeof visionTypes)[number]): boolean {
  const file = join(path, 'config.json');
  if (!existsSync(file) || !existsSync(join(path, 'preprocessor_config.json'))) return false;
  return new RegExp(`"model_type"\\s*:\\s*"${type}"`).test(readFileSync(file, 'utf8'));
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A folder in diffusers layout, or a single file; those named as in such a folder are part of one. */
function isCheckpoint(path: string): boolean {
  if (path.endsWith('.safetensors'))
    return !isFolder(path) && !/^(model|diffusion_pytorch_model)\b/.test(basename(path));
  return existsSync(join(path, 'model_index.json')) || existsSync(join(path, 'unet', 'config.json'));
}

/** Ids from folder names; a name that comes twice gets a number. */
function named(paths: readonly string[]): Entry[] {
  const taken = new Set(['starter']);
  return [...new Set(paths)].map((path) => {
    const title = basename(path, '.safetensors');
    let id = title;
    for (let n = 2; taken.has(id); n++) id = `${title}-${n}`;
    taken.add(id);
    return { id, title, description: `A checkpoint of yours, in ${path}.`, path };
  });
}
