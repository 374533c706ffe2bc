import { createContext, useContext } from 'react';
import { z } from 'zod';
import { useStore } from 'zustand';
import type { HistoryItem } from '../../preload/contract/api.ts';
import { AppError } from '../../preload/contract/errors.ts';
import { layoutSchema } from '../../preload/contract/layout.ts';
import type { Client } from '../api.ts';
import { createDocument, type DocumentState, type StudioDocument } from '../editor/document.ts';
import { createEditor, type Editor, type EditorState } from '../editor/editor.ts';
import { emptyLayout, updateBox } from '../editor/operations.ts';
import { createAttention, type Attention } from '../attention/attention.ts';
import { createComparing, type Comparing } from '../compare/comparing.ts';
import { createBeforeAfter, type BeforeAfter } from '../gallery/before-after.ts';
import { createGallery, type Gallery } from '../gallery/gallery.ts';
import { createGeneration, imageRequest, type Generation, type GenerationState } from '../generate/generation.ts';
import { changedOptions } from '../generate/option-fields.ts';
import { createHub, type HubView } from '../models/hub.ts';
import { createPulling, type Pulling } from '../stage1/pulling.ts';
import { createRevising, type Revising, type RevisingState } from '../stage1/revising.ts';
import { createWriting, type Writing, type WritingState } from '../stage1/writing.ts';
import { strings } from '../strings.ts';
import { createDialogs, type Dialogs } from './dialogs.ts';
import { createSettings, type Settings, type SettingsState } from './settings.ts';
import { readStored, writeStored, type KeyValue } from './storage.ts';
import { createSystem, type System, type SystemState } from './system.ts';
import { createToasts, type Toasts } from './toasts.ts';

/** Everything the window works with, built once and handed to the components. */
export interface Studio {
  readonly client: Client;
  readonly document: StudioDocument;
  readonly editor: Editor;
  readonly settings: Settings;
  readonly system: System;
  readonly writing: Writing;
  readonly revising: Revising;
  readonly pulling: Pulling;
  readonly hub: HubView;
  readonly dialogs: Dialogs;
  readonly generation: Generation;
  readonly comparing: Comparing;
  readonly attention: Attention;
  readonly beforeAfter: BeforeAfter;
  readonly gallery: Gallery;
  readonly toasts: Toasts;
  readonly random: () => number;
  /** Draws the layout with the current settings. */
  readonly generate: () => Promise<void>;
  /** Draws the layout several times, each with a seed of its own. */
  readonly generateVariations: (count: number) => Promise<void>;
  /** Draws the layout with each of these methods, from the seed of the picture on the canvas, and shows them side by side. */
  readonly compare: (methods: readonly string[]) => Promise<void>;
  readonly rollSeed: () => number;
  /** Gives one box another seed of its own. */
  readonly rollBoxSeed: (id: string) => void;
  /** Draws the picture again with some boxes anew: all else, the picture's seed included, stays as it is. */
  readonly redrawBoxes: (ids: readonly string[]) => Promise<void>;
  /**
   * Brings back the layout and the settings that made a picture, and the picture where the history has it. What is not here, a model or a
   * method, stays as it is chosen now.
   */
  readonly reopen: (item: HistoryItem, options?: { readonly kept: boolean }) => void;
  /** Runs something the user asked for and shows an error as a note. */
  readonly attempt: (task: Promise<unknown>) => void;
}

export interface StudioParts {
  readonly client: Client;
  readonly storage: KeyValue;
  readonly random: () => number;
  readonly newTicket: () => string;
}

const layoutKey = 'lmd.layout';
const shownKey = 'lmd.shown';
const seeds = 2 ** 32;

export function createStudio({ client, storage, random, newTicket }: StudioParts): Studio {
  const document = createDocument(readStored(storage, layoutKey, layoutSchema) ?? emptyLayout());
  document.store.subscribe((state, previous) => {
    if (state.layout !== previous.layout) writeStored(storage, layoutKey, state.layout);
  });
  const settings = createSettings(storage);
  const toasts = createToasts();
  const editor = createEditor(document, strings.boxes.newCaption);
  const system = createSystem(client);
  const writing = createWriting(client, document, settings, newTicket);
  const revising = createRevising(client, document, settings, newTicket);
  const dialogs = createDialogs();
  const pulling = createPulling(client, newTicket, (model) => {
    toasts.show(strings.writer.pull.done(model));
  });
  const hub = createHub(client, (repo) => {
    toasts.show(strings.models.download.done(repo));
  });
  const gallery = createGallery(client);
  const generation = createGeneration(client, readStored(storage, shownKey, z.string().nullable()), () => {
    toasts.show(strings.generate.stopped);
  });
  const comparing = createComparing(generation);
  const beforeAfter = createBeforeAfter(generation);
  const attention = createAttention(client, generation, (message) => {
    toasts.show(message, { tone: 'error' });
  });
  generation.store.subscribe((state, previous) => {
    if (state.shown !== previous.shown) writeStored(storage, shownKey, state.shown);
  });

  const attempt = (task: Promise<unknown>): void => {
    task.catch((error: unknown) => {
      toasts.show(AppError.from(error).message, { tone: 'error' });
    });
  };
  const freshSeed = (): number => Math.floor(random() * seeds);
  const rollSeed = (): number => {
    const seed = freshSeed();
    settings.setState({ seed });
    return seed;
  };
  const rollBoxSeeds = (ids: readonly string[]): void => {
    document.edit((layout) => ids.reduce((next, id) => updateBox(next, id, { seed: freshSeed() }), layout));
  };
  /** Seed of the picture on the canvas, unless the user keeps another. */
  const presentSeed = (): number => {
    const { seed, keepSeed } = settings.getState();
    const { shown } = generation.store.getState();
    const picture = gallery.store.getState().items.find((item) => item.id === shown);
    return keepSeed || picture === undefined ? seed : picture.settings.seed;
  };

  // Changes for a layout that another one has replaced.
  writing.store.subscribe(({ result }, previous) => {
    if (result !== previous.result) revising.dismiss();
  });

  // Several layouts are to be chosen from, and a server may want a key: both are asked for at once.
  writing.store.subscribe(({ candidates, result, error }, previous) => {
    if (dialogs.store.getState().open !== null) return;
    if (candidates !== null && candidates !== previous.candidates && result === previous.result) {
      dialogs.open({ kind: 'candidates' });
    }
    if (error?.code === 'llm_unauthorized' && error !== previous.error) dialogs.open({ kind: 'key' });
  });

  client.watchConnection((connected) => {
    system.store.setState({ connected });
    if (!connected) return;
    attempt(Promise.all([system.refresh(), gallery.refresh(), generation.refresh()]));
  });
  // A method can be chosen only once the list is there; the last one is the most faithful to the boxes.
  system.store.subscribe(({ methods }) => {
    const known = methods.some((method) => method.id === settings.getState().method);
    const preferred = methods.find((method) => method.id === 'gligen') ?? methods.at(-1);
    if (!known && preferred !== undefined) settings.setState({ method: preferred.id });
  });

  // A model that is not here any more can not draw. A refiner that is gone is told where it is chosen.
  system.store.subscribe(({ models }, previous) => {
    const [first] = models;
    const { model } = settings.getState();
    if (models === previous.models || first === undefined || models.some(({ id }) => id === model)) return;
    settings.setState({ model: first.id });
    toasts.show(strings.models.gone(model, first.title));
  });

  // What the user should know about this start is told once, and stays until it is read.
  const told = new Set<string>();
  system.store.subscribe(({ status }) => {
    for (const notice of status?.notices ?? []) {
      if (told.has(notice)) continue;
      told.add(notice);
      toasts.show(notice, { stays: true });
    }
  });

  return {
    client,
    document,
    editor,
    settings,
    system,
    writing,
    revising,
    pulling,
    hub,
    dialogs,
    generation,
    comparing,
    attention,
    beforeAfter,
    gallery,
    toasts,
    random,
    attempt,
    rollSeed,
    rollBoxSeed: (id) => {
      rollBoxSeeds([id]);
    },
    redrawBoxes: async (ids) => {
      const seed = presentSeed();
      settings.setState({ seed });
      rollBoxSeeds(ids);
      await generation.generate(imageRequest(document.store.getState().layout, settings.getState(), seed));
    },
    generate: async () => {
      const seed = settings.getState().keepSeed ? settings.getState().seed : rollSeed();
      await generation.generate(imageRequest(document.store.getState().layout, settings.getState(), seed));
    },
    generateVariations: async (count) => {
      const { layout } = document.store.getState();
      for (let left = count; left > 0; left -= 1) {
        // A kept seed stays what the next single picture is drawn with.
        const seed = settings.getState().keepSeed ? freshSeed() : rollSeed();
        await generation.generate(imageRequest(layout, settings.getState(), seed));
        if (generation.store.getState().error !== null) return;
      }
    },
    compare: async (methods) => {
      dialogs.open({ kind: 'compare' });
      await comparing.start(document.store.getState().layout, settings.getState(), presentSeed(), methods);
    },
    reopen: (item, { kept } = { kept: true }) => {
      const { method: methodId, options, seed, steps, cfgScale, sampler, model: modelId, refiner } = item.settings;
      const { methods, models } = system.store.getState();
      const method = methods.find(({ id }) => id === methodId);
      const isHere = (model: string): boolean => models.some(({ id }) => id === model);
      document.edit(() => item.layout, { select: [] });
      writing.dismiss(); // it was about another layout
      revising.dismiss();
      settings.setState((state) => ({
        ...(isHere(modelId) ? { model: modelId } : {}),
        refiner: refiner && isHere(refiner.model) ? refiner.model : null,
        seed,
        steps,
        cfgScale,
        sampler,
        ...(method === undefined
          ? {}
          : { method: methodId, options: { ...state.options, [methodId]: changedOptions(method.options, options) } }),
      }));
      generation.show(kept ? item.id : null);
      const missing = [
        ...[modelId, ...(refiner ? [refiner.model] : [])].filter((model) => !isHere(model)),
        ...(method === undefined ? [methodId] : []),
      ];
      if (missing.length > 0) toasts.show(strings.history.missing(missing), { stays: true });
    },
  };
}

export const StudioContext = createContext<Studio | null>(null);

/** The studio around this component. */
export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (studio === null) throw new AppError('internal', 'A component of the studio was used outside of it.');
  return studio;
}

export const useDocument = <T>(select: (state: DocumentState) => T): T => useStore(useStudio().document.store, select);
export const useEditor = <T>(select: (state: EditorState) => T): T => useStore(useStudio().editor.store, select);
export const useSettings = <T>(select: (state: SettingsState) => T): T => useStore(useStudio().settings, select);
export const useSystem = <T>(select: (state: SystemState) => T): T => useStore(useStudio().system.store, select);
export const useWriting = <T>(select: (state: WritingState) => T): T => useStore(useStudio().writing.store, select);
export const useRevising = <T>(select: (state: RevisingState) => T): T => useStore(useStudio().revising.store, select);
export const useGeneration = <T>(select: (state: GenerationState) => T): T =>
  useStore(useStudio().generation.store, select);
export const useGallery = (): readonly HistoryItem[] => useStore(useStudio().gallery.store, (state) => state.items);
