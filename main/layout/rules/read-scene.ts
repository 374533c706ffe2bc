import { completeEllipses } from './ellipsis.ts';
import { fallbackPhrase } from './fallback.ts';
import type { Scene } from './scene.ts';
import { newThing } from './scene-notes.ts';
import { SceneReader } from './scene-reader.ts';
import { toSegments } from './segments.ts';
import { toWords } from './words.ts';

/** Reads a prompt: its things with their counts and places, how they stand to each other, the background and what is excluded. */
export function readScene(prompt: string): Scene {
  const segments = completeEllipses(toSegments(toWords(prompt)));
  const reader = new SceneReader();
  segments.forEach((segment, i) => {
    reader.take(segment, segments[i + 1]);
  });
  const scene = reader.finish();
  return reader.foundNothing ? { ...scene, things: [newThing(fallbackPhrase(prompt, segments))] } : scene;
}
