import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ApiOutput, ApiParsed } from '../preload/contract/api.ts';
import { AppError } from '../preload/contract/errors.ts';
import type { AddedModels } from './models/added.ts';
import type { Catalogue, ModelPlace } from './models/catalogue.ts';
import type { Downloads } from './models/hub/downloads.ts';

type ModelCall = `hub.${'get' | 'plan' | 'download' | 'pause' | 'discard' | 'setToken'}` | `models.${'add' | 'remove'}`;
export type ModelHandlers = { [N in ModelCall]: (input: ApiParsed<N>) => ApiOutput<N> | Promise<ApiOutput<N>> };

export interface ModelServices {
  readonly catalogue: Catalogue;
  readonly downloads: Downloads;
  readonly added: AddedModels;
  /** The list of models may be another now. */
  readonly onChange: () => void;
}

const done = {} as const;

/** The calls that bring checkpoints in and take them out. */
export function modelHandlers({ catalogue, downloads, added, onChange }: ModelServices): ModelHandlers {
  return {
    'hub.get': async () => {
      const hub = await downloads.status();
      return { hub, offers: [...downloads.offers()], downloads: downloads.list(), here: downloadedIn(hub.folder) };
    },
    'hub.plan': ({ repo, revision }) => downloads.plan(repo, revision),
    'hub.download': ({ repo, revision }) => downloads.start(repo, revision),
    'hub.pause': async ({ repo }) => {
      await downloads.pause(repo);
      return done;
    },
    'hub.discard': async ({ repo }) => {
      await downloads.discard(repo);
      return done;
    },
    'hub.setToken': ({ token, remember }) => downloads.setToken(token, remember),
    'models.add': ({ path }) => {
      added.add(path);
      onChange();
      return done;
    },
    'models.remove': async ({ id }) => {
      const place = catalogue.placeOf(id);
      // SAM and OWL-ViT are downloaded, too, but are none of the list.
      if (place === null) await downloads.remove(id);
      else if (place.source === 'downloaded') await downloads.remove(basename(place.path));
      else if (place.source === 'added') {
        added.remove(place.path);
        onChange(); // downloads tell of it themselves
      } else throw new AppError('bad_request', `${id} was not added in the window: it stays. Nothing was changed.`);
      return done;
    },
  };
}

/** Names of the folders of finished downloads. */
function downloadedIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => !name.startsWith('.'));
}

/** All places of models: those named at the start, those added, those downloaded. */
export function modelPlaces(started: readonly string[], added: AddedModels, folder: string): ModelPlace[] {
  return [
    ...started.map((path): ModelPlace => ({ path, source: 'started' })),
    ...added.list().map((path): ModelPlace => ({ path, source: 'added' })),
    ...downloadedIn(folder).map((name): ModelPlace => ({ path: join(folder, name), source: 'downloaded' })),
  ];
}
