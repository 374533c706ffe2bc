import { RefreshCw } from 'lucide-react';
import type { Box } from '../../preload/contract/layout.ts';
import { useStudio } from '../app/studio.ts';
import { useRedrawing } from '../generate/use-redrawing.ts';

interface Props {
  readonly boxes: readonly Box[];
  readonly label: string;
  readonly help: string;
}

/** Draws some boxes anew and keeps the others, where the method can. */
export function RedrawButton({ boxes, label, help }: Props) {
  const { redrawBoxes } = useStudio();
  const problem = useRedrawing({ hidden: boxes.every((box) => box.hidden) });
  return (
    <button
      type="button"
      className="button redraw"
      title={problem ?? help}
      disabled={problem !== null}
      onClick={() => {
        void redrawBoxes(boxes.map((box) => box.id));
      }}
    >
      <RefreshCw size={14} aria-hidden />
      {label}
    </button>
  );
}
