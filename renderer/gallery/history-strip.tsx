import { useStore } from 'zustand';
import { useGeneration, useStudio } from '../app/studio.ts';
import { queuedJobs } from '../generate/generation.ts';
import { QueueLink } from '../generate/queue-link.tsx';
import { strings } from '../strings.ts';
import { onMac } from '../ui/platform.ts';
import { HistoryCard } from './history-card.tsx';
import { HistorySearch } from './history-search.tsx';

/** The pictures made so far, newest first, or those that are looked for. */
export function HistoryStrip() {
  const { gallery } = useStudio();
  const { items, found } = useStore(gallery.store);
  const waiting = useGeneration((state) => queuedJobs(state).length);
  const shown = found ?? items;
  return (
    <footer className="history" aria-label={strings.history.title}>
      {shown.length === 0 ? (
        <p className="history-empty" role="status">
          {found === null ? strings.history.empty : strings.history.nothingFound}
        </p>
      ) : (
        <ul className="history-list">
          {shown.map((item) => (
            <li key={item.id}>
              <HistoryCard item={item} />
            </li>
          ))}
        </ul>
      )}
      <div className="history-side">
        {(items.length > 0 || found !== null) && <HistorySearch />}
        <span className="history-queue">
          {waiting > 0 ? <QueueLink waiting={waiting} /> : strings.history.hint(onMac() ? '⌘' : 'Ctrl ')}
        </span>
      </div>
    </footer>
  );
}
