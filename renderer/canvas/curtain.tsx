import { Group, Image, Line } from 'react-konva';
import { useStore } from 'zustand';
import { imageUrl } from '../../preload/contract/api.ts';
import type { Canvas } from '../../preload/contract/layout.ts';
import { useStudio } from '../app/studio.ts';
import type { Viewport } from '../editor/viewport.ts';
import { useImage } from './use-picture.ts';

interface Props {
  readonly canvas: Canvas;
  readonly view: Viewport;
}

/** An earlier picture over the left part of the page. */
export function Curtain({ canvas, view }: Props) {
  const { beforeAfter } = useStudio();
  const { before, share } = useStore(beforeAfter.store);
  const image = useImage(before === null ? null : imageUrl(before));
  if (image === null) return null;
  const [width, height] = [canvas.width * view.scale, canvas.height * view.scale];
  const edge = width * share;
  return (
    <Group x={view.left} y={view.top}>
      <Group clipX={0} clipY={0} clipWidth={edge} clipHeight={height}>
        <Image image={image} width={width} height={height} cornerRadius={6} />
      </Group>
      <Line points={[edge, 0, edge, height]} stroke="#fff" strokeWidth={2} shadowColor="#000" shadowBlur={4} />
    </Group>
  );
}
