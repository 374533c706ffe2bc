import { useEffect, useState } from 'react';
import { imageUrl } from '../../preload/contract/api.ts';
import { useGeneration } from '../app/studio.ts';
import { activeJob } from '../generate/generation.ts';

/** The picture under the boxes: the preview of the job that runs, else the picture last shown. */
export function usePicture(): HTMLImageElement | null {
  return useImage(
    useGeneration((state) => {
      const job = activeJob(state);
      const preview = job === undefined ? null : (state.progress[job.id]?.preview ?? null);
      return preview ?? (state.shown === null ? null : imageUrl(state.shown));
    }),
  );
}

/** The picture at an address; the one before stays until it is there. Null without an address, and for one that leads nowhere. */
export function useImage(source: string | null): HTMLImageElement | null {
  const [picture, setPicture] = useState<HTMLImageElement | null>(null);
  useEffect(() => {
    if (source === null) return;
    let current = true;
    const image = new Image();
    image.onload = () => {
      if (current) setPicture(image);
    };
    image.onerror = () => {
      if (current) setPicture(null); // deleted meanwhile
    };
    image.src = source;
    return () => {
      current = false;
    };
  }, [source]);
  return source === null ? null : picture;
}
