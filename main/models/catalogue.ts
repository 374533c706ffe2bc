import { basename, join, resolve } from 'node:path';
import type { ModelInfo } from '../../preload/contract/api.ts';
import type { CheckpointInfo } from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';
import { checkpointsIn, holdsModel, visionIn, type VisionType } from './model-folders.ts';

/** A place of checkpoints: one itself, or a folder of such. */
export interface ModelPlace {
  readonly path: string;
  readonly source: ModelInfo['source'];
}

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly path: string;
  /** Where it was found. */
  readonly place: ModelPlace;
}

export interface Catalogue {
  /** Every checkpoint the app knows of, each inspected by the engine; the bundled one first. */
  list(): Promise<ModelInfo[]>;
  /**
   * Folder of a model's checkpoint.
   * @throws AppError not_found
   */
  readonly checkpointOf: (id: string) => string;
  /** The place that a model was found in; null for an unknown one. */
  readonly placeOf: (id: string) => ModelPlace | null;
  /**
   * Folders of the first SAM and the first OWL-ViT checkpoint among the user's; for the starter's pictures the app's own else, which know
   * nothing but its world. Null without one.
   */
  readonly vision: (model: string) => { segmenter: string | null; detector: string | null };
  /** Has everything inspected anew: files may have changed. */
  readonly forget: () => void;
}

const starterDescription =
  'A small demonstration world that comes with the app: 20 objects (backpack, book, bottle, bowl, car, cat, chair, cup, dog, laptop, apple, tree, boat, balloon, bird, flower, house, fish, star, ball), 11 colours, counts up to five and 12 simple backgrounds, at 256 pixels. It shows how everything works; it knows nothing else. Add a Stable Diffusion checkpoint for real pictures.';

/**
 * The bundled starter and what the user has: checkpoints in diffusers layout, single .safetensors files, or folders of both.
 * `inspect` asks the engine; what it finds is kept, what failed is asked again next time.
 */
export function createCatalogue({
  resourcesDir,
  places,
  inspect,
}: {
  resourcesDir: string;
  places: () => readonly ModelPlace[];
  inspect: (path: string) => Promise<CheckpointInfo>;
}): Catalogue {
  const known = new Map<string, CheckpointInfo>();
  const starter = join(resourcesDir, 'starter', 'checkpoint');
  const entries = (): Entry[] => [
    {
      id: 'starter',
      title: 'Starter',
      description: starterDescription,
      path: starter,
      place: { path: starter, source: 'bundled' },
    },
    ...named(places()),
  ];
  const find = (id: string): Entry | undefined => entries().find((candidate) => candidate.id === id);

  const describe = async ({ id, title, description, path, place: { source } }: Entry): Promise<ModelInfo> => {
    const about = { id, title, description, source };
    try {
      const info = known.get(path) ?? (await inspect(path));
      known.set(path, info);
      return { ...about, ready: true, problem: null, info };
    } catch (error) {
      return { ...about, ready: false, problem: AppError.from(error).message, info: null };
    }
  };

  return {
    list: () => Promise.all(entries().map(describe)),
    checkpointOf(id) {
      const entry = find(id);
      if (entry !== undefined) return entry.path;
      throw new AppError('not_found', `There is no model "${id}". Nothing was started: choose one of the list.`);
    },
    placeOf: (id) => find(id)?.place ?? null,
    vision(model) {
      const first = (type: VisionType): string | null =>
        [
          ...places().flatMap(({ path }) => visionIn(path, type)),
          ...(model === 'starter' ? visionIn(join(resourcesDir, 'starter', type), type) : []),
        ][0] ?? null;
      return { segmenter: first('sam'), detector: first('owlvit') };
    },
    forget: () => {
      known.clear();
    },
  };
}

/** Ids from folder names; a name that comes twice gets a number. A place that holds no model is listed itself: the engine says what is missing. */
function named(places: readonly ModelPlace[]): Entry[] {
  const taken = new Set(['starter']);
  const found = new Map<string, ModelPlace>();
  for (const place of places) {
    const paths = holdsModel(place.path) ? checkpointsIn(place.path) : [resolve(place.path)];
    for (const path of paths) if (!found.has(path)) found.set(path, place);
  }
  return [...found].map(([path, place]) => {
    const title = basename(path, '.safetensors');
    let id = title;
    for (let n = 2; taken.has(id); n++) id = `${title}-${n}`;
    taken.add(id);
    return { id, title, description: `A checkpoint of yours, in ${path}.`, path, place };
  });
}
