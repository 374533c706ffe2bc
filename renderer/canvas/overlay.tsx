import { Group, Line, Rect } from 'react-konva';
import type { Canvas } from '../../preload/contract/layout.ts';
import type { Overlay } from '../editor/tools/tool.ts';
import { toScreen, type Viewport } from '../editor/viewport.ts';
import type { CanvasTheme } from './canvas-theme.ts';

interface Props {
  readonly overlay: Overlay;
  readonly canvas: Canvas;
  readonly view: Viewport;
  readonly theme: CanvasTheme;
}

/** What a gesture shows besides the boxes: guides, the marquee, a box being drawn. */
export function OverlayShapes({ overlay, canvas, view, theme }: Props) {
  const area = overlay.marquee ?? overlay.draft;
  const origin = toScreen(view, { x: 0, y: 0 });
  const end = toScreen(view, { x: canvas.width, y: canvas.height });
  const corner = area === null ? null : toScreen(view, area);
  return (
    <Group listening={false}>
      {overlay.guides.map((guide) => {
        const at = toScreen(view, { x: guide.at, y: guide.at });
        const points =
          guide.axis === 'x' ? [at.left, origin.top, at.left, end.top] : [origin.left, at.top, end.left, at.top];
        return <Line key={`${guide.axis}${guide.at}`} points={points} stroke={theme.guide} strokeWidth={1} />;
      })}
      {area !== null && corner !== null && (
        <Rect
          x={corner.left}
          y={corner.top}
          width={area.width * view.scale}
          height={area.height * view.scale}
          fill={`${theme.accent}22`}
          stroke={theme.accent}
          strokeWidth={overlay.draft === null ? 1 : 2}
          cornerRadius={overlay.draft === null ? 0 : 3}
        />
      )}
    </Group>
  );
}
