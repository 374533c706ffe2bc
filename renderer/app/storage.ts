import type { z } from 'zod';

/** Where the window keeps small things between visits. */
export type KeyValue = Pick<Storage, 'getItem' | 'setItem'>;

/** A stored value, or null if there is none or it no longer fits its schema. */
export function readStored<S extends z.ZodType>(storage: KeyValue, key: string, schema: S): z.infer<S> | null {
  const text = storage.getItem(key);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // written by something else; the defaults apply
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

export function writeStored(storage: KeyValue, key: string, value: unknown): void {
  storage.setItem(key, JSON.stringify(value));
}
