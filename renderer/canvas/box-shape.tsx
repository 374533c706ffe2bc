import { memo } from 'react';
import { Group, Rect, Text } from 'react-konva';
import type { Box } from '../../preload/contract/layout.ts';
import { onPalette } from '../editor/colors.ts';
import type { Viewport } from '../editor/viewport.ts';
import { strings } from '../strings.ts';
import { canvasFont } from './canvas-theme.ts';
import { chipFontSize, chipHeight, chipPadding, fitText, type Measure } from './chip-text.ts';

interface Props {
  readonly box: Box;
  readonly color: string;
  readonly view: Viewport;
  readonly selected: boolean;
  readonly measure: Measure;
  /** Right edge of the page on the screen: chips do not reach beyond it. */
  readonly edge: number;
}

const shortestChip = 96; // CSS pixels; narrow boxes still get a readable caption

/** One box with its caption chip, drawn in screen pixels so that lines and text stay sharp at any zoom. */
export const BoxShape = memo(function BoxShape({ box, color, view, selected, measure, edge }: Props) {
  const x = Math.round(box.rect.x * view.scale + view.left);
  const y = Math.round(box.rect.y * view.scale + view.top);
  const width = Math.round(box.rect.width * view.scale);
  const height = Math.round(box.rect.height * view.scale);
  const caption = box.caption.trim() === '' ? strings.boxes.noCaption : box.caption;
  const text = fitText(caption, Math.max(width, shortestChip) - 2 * chipPadding, measure);
  const chipWidth = Math.ceil(measure(text)) + 2 * chipPadding;
  const chipX = Math.max(0, Math.min(x - 1, Math.floor(edge) - chipWidth));
  const inside = y < chipHeight + 2;
  return (
    <Group listening={false}>
      <Rect
        x={x}
        y={y}
        width={width}
        height={height}
        fill={`${color}${selected ? '30' : '1c'}`}
        stroke={color}
        strokeWidth={selected ? 2.5 : 2}
        cornerRadius={3}
        {...(box.locked ? { dash: [6, 4] } : {})}
        perfectDrawEnabled={false}
      />
      <Group x={chipX} y={inside ? y : y - chipHeight}>
        <Rect
          width={chipWidth}
          height={chipHeight}
          fill={color}
          cornerRadius={inside ? [3, 0, 4, 0] : [4, 4, 4, 0]}
          perfectDrawEnabled={false}
        />
        <Text
          x={chipPadding}
          y={0}
          height={chipHeight + 1}
          verticalAlign="middle"
          text={text}
          fontFamily={canvasFont}
          fontStyle="600"
          fontSize={chipFontSize}
          fill={onPalette}
          wrap="none"
          perfectDrawEnabled={false}
        />
      </Group>
    </Group>
  );
});
