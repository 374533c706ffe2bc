import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { samplerIdSchema } from '../../preload/contract/engine.ts';
import { readStored, writeStored, type KeyValue } from './storage.ts';

export const themeSchema = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof themeSchema>;

const settingsSchema = z.object({
  theme: themeSchema.default('system'),
  /** Who writes layouts; `model` empty takes the default. */
  writer: z
    .object({ provider: z.enum(['auto', 'ollama', 'openai', 'gguf', 'rules']), model: z.string() })
    .default({ provider: 'auto', model: '' }),
  model: z.string().default('starter'),
  /** Model that draws over the finished picture; null for none. */
  refiner: z.string().nullable().default(null),
  method: z.string().default(''),
  /** What the user changed from the defaults, by method. */
  options: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  seed: z.int().min(0).default(0),
  /** A kept seed draws the same picture again; otherwise every picture gets a new one. */
  keepSeed: z.boolean().default(false),
  steps: z.int().min(1).max(1000).default(20),
  cfgScale: z.number().min(0).max(100).nullable().default(null),
  sampler: samplerIdSchema.nullable().default(null),
});
export type SettingsState = z.infer<typeof settingsSchema>;

export type Settings = StoreApi<SettingsState>;

const key = 'lmd.settings';

/** The user's settings, kept between visits. */
export function createSettings(storage: KeyValue): Settings {
  const settings = createStore<SettingsState>(
    () => readStored(storage, key, settingsSchema) ?? settingsSchema.parse({}),
  );
  settings.subscribe((state) => {
    writeStored(storage, key, state);
  });
  return settings;
}

/** Sets one option of a method, or puts it back to its default with `undefined`. */
export function setOption(settings: Settings, method: string, name: string, value: unknown): void {
  settings.setState((state) => {
    const { [name]: _, ...rest } = state.options[method] ?? {};
    return { options: { ...state.options, [method]: value === undefined ? rest : { ...rest, [name]: value } } };
  });
}
