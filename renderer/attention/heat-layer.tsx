import { useMemo } from 'react';
import { Image, Rect } from 'react-konva';
import { useStore } from 'zustand';
import type { Canvas } from '../../preload/contract/layout.ts';
import { useDocument, useGallery, useStudio } from '../app/studio.ts';
import { colorOf } from '../editor/colors.ts';
import type { Viewport } from '../editor/viewport.ts';
import { paintHeat, type ColouredMap } from './heat.ts';

interface Props {
  readonly canvas: Canvas;
  readonly view: Viewport;
}

/** Where the model looks, over the picture: for the selected boxes, else for all, each in its colour. */
export function HeatLayer({ canvas, view }: Props) {
  const heat = useHeat();
  if (heat === null) return null;
  const place = { x: view.left, y: view.top, width: canvas.width * view.scale, height: canvas.height * view.scale };
  return (
    <>
      <Rect {...place} fill="#000" opacity={0.6} cornerRadius={6} />
      <Image {...place} image={heat} cornerRadius={6} />
    </>
  );
}

function useHeat(): HTMLCanvasElement | null {
  const { attention } = useStudio();
  const { wanted, picture, maps } = useStore(attention.store);
  const item = useGallery().find(({ id }) => id === picture);
  const selection = useDocument((state) => state.selection);
  const colors = useDocument((state) => state.colors);
  return useMemo(() => {
    if (!wanted || item === undefined) return null;
    const coloured = item.layout.boxes.flatMap(({ id }, i): (ColouredMap & { id: string })[] => {
      const map = maps[i];
      return map ? [{ id, map, colour: colorOf(colors, id) }] : [];
    });
    const chosen = coloured.filter(({ id }) => selection.includes(id));
    return toCanvas(paintHeat(chosen.length > 0 ? chosen : coloured));
  }, [wanted, item, maps, selection, colors]);
}

function toCanvas(heat: ReturnType<typeof paintHeat>): HTMLCanvasElement | null {
  if (heat === null) return null;
  const canvas = document.createElement('canvas');
  canvas.width = heat.width;
  canvas.height = heat.height;
  const image = new ImageData(heat.width, heat.height);
  image.data.set(heat.data);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}
