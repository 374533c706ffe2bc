import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = Record<string, unknown>;

/** Changes fields of a JSON file; a change that is an object changes fields of that field. */
export function editJson(folder: string, file: string, change: Json): void {
  const path = join(folder, file);
  const before = JSON.parse(readFileSync(path, 'utf8')) as Json;
  writeFileSync(path, JSON.stringify(merged(before, change)));
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(before: Json, change: Json): Json {
  const fields = Object.entries(change).map(([key, value]) => {
    const old = before[key];
    return [key, isObject(old) && isObject(value) ? merged(old, value) : value] as const;
  });
  return { ...before, ...Object.fromEntries<unknown>(fields) };
}
