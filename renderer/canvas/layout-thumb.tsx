import type { Box, Canvas, Layout } from '../../preload/contract/layout.ts';
import { onPalette, palette } from '../editor/colors.ts';

interface Props {
  readonly layout: Layout;
  /** Says what it shows. */
  readonly label: string;
}

/** A layout in small: its boxes with their captions, as on the canvas. */
export function LayoutThumb({ layout, label }: Props) {
  const { width, height } = layout.canvas;
  return (
    <svg className="layout-thumb" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {layout.boxes
        .filter((box) => !box.hidden)
        .map((box, index) => (
          <ThumbBox
            key={box.id}
            box={box}
            color={palette[index % palette.length] ?? palette[0]}
            canvas={layout.canvas}
          />
        ))}
    </svg>
  );
}

/** Sizes in hundredths of the canvas: readable at 150 pixels. */
const sizes = { text: 6.4, chip: 9, pad: 1.8, letter: 3.9 } as const;
const mostLetters = 20;

interface BoxProps {
  readonly box: Box;
  readonly color: string;
  readonly canvas: Canvas;
}

function ThumbBox({ box, color, canvas }: BoxProps) {
  const unit = Math.max(canvas.width, canvas.height) / 100;
  const { x, y, width, height } = box.rect;
  const caption = box.caption.length <= mostLetters ? box.caption : `${box.caption.slice(0, mostLetters - 1)}…`;
  const chip = { width: (caption.length * sizes.letter + 2 * sizes.pad) * unit, height: sizes.chip * unit };
  // Above the box as on the canvas, but never outside of it.
  const left = Math.max(0, Math.min(x, canvas.width - chip.width));
  const top = Math.max(0, Math.min(y - chip.height, canvas.height - chip.height));
  return (
    <g>
      <rect x={x} y={y} width={width} height={height} rx={unit} fill={color} fillOpacity={0.14} />
      <rect x={x} y={y} width={width} height={height} rx={unit} fill="none" stroke={color} strokeWidth={unit} />
      {caption !== '' && (
        <>
          <rect x={left} y={top} width={chip.width} height={chip.height} rx={unit} fill={color} />
          <text
            x={left + chip.width / 2}
            y={top + (sizes.chip / 2 + 0.35 * sizes.text) * unit}
            textAnchor="middle"
            fontSize={sizes.text * unit}
            fontWeight={600}
            fill={onPalette}
          >
            {caption}
          </text>
        </>
      )}
    </g>
  );
}
