import { Columns2, Hash, Star, Trash2 } from 'lucide-react';
import { imageUrl, type HistoryItem } from '../../preload/contract/api.ts';
import { useGeneration, useStudio, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** One picture: a click brings back its layout and settings. */
export function HistoryCard({ item }: { readonly item: HistoryItem }) {
  const { gallery, generation, beforeAfter, toasts, attempt, reopen } = useStudio();
  const shown = useGeneration((state) => state.shown === item.id);
  const canCompare = useGeneration((state) => state.shown !== null && state.shown !== item.id);
  const method = useSystem((state) => state.methods.find((candidate) => candidate.id === item.settings.method)?.title);
  const text = strings.history;
  const title = item.layout.prompt === '' ? text.untitled : item.layout.prompt;

  const remove = async (): Promise<void> => {
    await gallery.remove(item.id);
    if (shown) generation.show(null);
    toasts.show(text.removed, {
      action: {
        label: text.undo,
        run: () => {
          attempt(gallery.restore(item.id));
        },
      },
    });
  };
  const copySeed = async (): Promise<void> => {
    await navigator.clipboard.writeText(String(item.settings.seed));
    toasts.show(text.seedCopied(item.settings.seed));
  };

  return (
    <div className={shown ? 'history-card shown' : 'history-card'}>
      <button
        type="button"
        className="history-open"
        aria-label={text.open(title)}
        title={title}
        aria-pressed={shown}
        onClick={() => {
          reopen(item);
        }}
      >
        <img src={imageUrl(item.id)} alt="" loading="lazy" draggable={false} />
        <span className="history-method">{method ?? item.settings.method}</span>
      </button>
      <div className={item.starred ? 'history-actions starred' : 'history-actions'}>
        <IconButton
          icon={Star}
          label={item.starred ? text.unstar : text.star}
          pressed={item.starred}
          small
          onClick={() => {
            attempt(gallery.star(item));
          }}
        />
        {canCompare && (
          <IconButton
            icon={Columns2}
            label={strings.beforeAfter.lay}
            small
            onClick={() => {
              beforeAfter.lay(item.id);
            }}
          />
        )}
        <IconButton
          icon={Hash}
          label={text.copySeed}
          small
          onClick={() => {
            attempt(copySeed());
          }}
        />
        <IconButton
          icon={Trash2}
          label={text.remove}
          small
          danger
          onClick={() => {
            attempt(remove());
          }}
        />
      </div>
    </div>
  );
}
