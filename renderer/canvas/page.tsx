import { Group, Image, Line, Rect } from 'react-konva';
import type { Canvas } from '../../preload/contract/layout.ts';
import type { Viewport } from '../editor/viewport.ts';
import type { CanvasTheme } from './canvas-theme.ts';

interface Props {
  readonly canvas: Canvas;
  readonly view: Viewport;
  readonly theme: CanvasTheme;
  readonly picture: HTMLImageElement | null;
}

const cell = 64; // canvas pixels between grid lines

const lines = (size: number): number[] => Array.from({ length: Math.ceil(size / cell) - 1 }, (_, i) => (i + 1) * cell);

/** The page: the picture if there is one, a quiet grid otherwise. */
export function Page({ canvas, view, theme, picture }: Props) {
  const width = canvas.width * view.scale;
  const height = canvas.height * view.scale;
  return (
    <Group x={view.left} y={view.top} listening={false}>
      <Rect
        width={width}
        height={height}
        fill={theme.page}
        cornerRadius={6}
        shadowColor={theme.shadow}
        shadowBlur={36}
        shadowOffsetY={12}
        shadowForStrokeEnabled={false}
      />
      {picture === null ? (
        <>
          {lines(canvas.width).map((x) => (
            <Line
              key={`x${x}`}
              points={[x * view.scale, 0, x * view.scale, height]}
              stroke={theme.grid}
              strokeWidth={1}
            />
          ))}
          {lines(canvas.height).map((y) => (
            <Line
              key={`y${y}`}
              points={[0, y * view.scale, width, y * view.scale]}
              stroke={theme.grid}
              strokeWidth={1}
            />
          ))}
          <Rect width={width} height={height} stroke={theme.edge} strokeWidth={1} cornerRadius={6} />
        </>
      ) : (
        <Image image={picture} width={width} height={height} cornerRadius={6} />
      )}
    </Group>
  );
}
