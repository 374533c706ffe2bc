import { Group, Rect } from 'react-konva';
import type { Rect as Rectangle } from '../../preload/contract/layout.ts';
import { handlePoint, handles } from '../editor/geometry.ts';
import { toScreen, type Viewport } from '../editor/viewport.ts';
import type { CanvasTheme } from './canvas-theme.ts';

interface Props {
  readonly frame: Rectangle;
  readonly view: Viewport;
  /** Handles take the colour of a single box; a group gets the accent and a frame of its own. */
  readonly color: string;
  readonly group: boolean;
  readonly theme: CanvasTheme;
}

const side = 9;

/** Eight handles around the selection. */
export function SelectionFrame({ frame, view, color, group, theme }: Props) {
  const corner = toScreen(view, frame);
  return (
    <Group listening={false}>
      {group && (
        <Rect
          x={corner.left}
          y={corner.top}
          width={frame.width * view.scale}
          height={frame.height * view.scale}
          stroke={color}
          strokeWidth={1}
          dash={[4, 3]}
        />
      )}
      {handles.map((handle) => {
        const at = toScreen(view, handlePoint(frame, handle));
        return (
          <Rect
            key={handle}
            x={Math.round(at.left) - side / 2}
            y={Math.round(at.top) - side / 2}
            width={side}
            height={side}
            fill={theme.handle}
            stroke={color}
            strokeWidth={1.5}
            cornerRadius={2}
            perfectDrawEnabled={false}
          />
        );
      })}
    </Group>
  );
}
