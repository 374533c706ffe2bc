import { useDocument, useEditor, useGeneration } from '../app/studio.ts';
import { strings } from '../strings.ts';

/** What to do with an empty canvas. */
export function EmptyHint() {
  const empty = useDocument((state) => state.layout.boxes.length === 0);
  const picture = useGeneration((state) => state.shown !== null);
  const drawing = useEditor((state) => state.overlay.draft !== null || state.tool === 'draw');
  if (!empty || picture || drawing) return null;
  return (
    <div className="empty-hint">
      <strong>{strings.canvas.emptyTitle}</strong>
      <p>{strings.canvas.empty}</p>
    </div>
  );
}
