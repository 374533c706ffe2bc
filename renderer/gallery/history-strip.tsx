import { useGallery, useGeneration } from '../app/studio.ts';
import { queuedJobs } from '../generate/generation.ts';
import { strings } from '../strings.ts';
import { onMac } from '../ui/platform.ts';
import { HistoryCard } from './history-card.tsx';

/** The pictures made so far, newest first. */
export function HistoryStrip() {
  const items = useGallery();
  const waiting = useGeneration((state) => queuedJobs(state).length);
  return (
    <footer className="history" aria-label={strings.history.title}>
      {items.length === 0 ? (
        <p className="history-empty">{strings.history.empty}</p>
      ) : (
        <ul className="history-list">
          {items.map((item) => (
            <li key={item.id}>
              <HistoryCard item={item} />
            </li>
          ))}
        </ul>
      )}
      <span className="history-queue">
        {waiting > 0 ? strings.generate.queued(waiting) : strings.history.hint(onMac() ? '⌘' : 'Ctrl ')}
      </span>
    </footer>
  );
}
