import { useDocument, useEditor, useGeneration, useWriting } from '../app/studio.ts';
import { strings } from '../strings.ts';

/** What to do with an empty canvas. */
export function EmptyHint() {
  const empty = useDocument((state) => state.layout.boxes.length === 0);
  const picture = useGeneration((state) => state.shown !== null);
  const drawing = useEditor((state) => state.overlay.draft !== null || state.tool === 'draw');
  const writing = useWriting((state) => state.ticket !== null);
  if (!empty || picture || drawing) return null;
  return (
    <div className="empty-hint">
      <strong>{writing ? strings.canvas.writing : strings.canvas.emptyTitle}</strong>
      {!writing && <p>{strings.canvas.empty}</p>}
    </div>
  );
}
