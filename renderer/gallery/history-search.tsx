import { Star } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';

const pause = 200; // milliseconds after the last keystroke

/** Looks for pictures by words, and by whether they have a star. */
export function HistorySearch() {
  const { gallery, attempt } = useStudio();
  const filter = useStore(gallery.store, (state) => state.filter);
  const [typed, setTyped] = useState(filter.search);
  const text = strings.history;
  useEffect(() => {
    const timer = setTimeout(() => {
      const { filter: present } = gallery.store.getState();
      if (present.search !== typed) attempt(gallery.find({ ...present, search: typed }));
    }, pause);
    return () => {
      clearTimeout(timer);
    };
  }, [gallery, attempt, typed]);
  return (
    <div className="history-search" role="search">
      <input
        className="field"
        type="search"
        aria-label={text.search}
        placeholder={text.search}
        title={text.searchHelp}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
      />
      <IconButton
        icon={Star}
        label={text.onlyStarred}
        pressed={filter.starred}
        small
        onClick={() => {
          attempt(gallery.find({ search: typed, starred: !filter.starred }));
        }}
      />
    </div>
  );
}
