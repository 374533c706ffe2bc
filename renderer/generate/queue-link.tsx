import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';

/** How many pictures wait; a click shows them. */
export function QueueLink({ waiting }: { readonly waiting: number }) {
  const { dialogs } = useStudio();
  return (
    <button
      type="button"
      className="link"
      title={strings.queue.openHelp}
      onClick={() => {
        dialogs.open({ kind: 'queue' });
      }}
    >
      {strings.queue.open(waiting)}
    </button>
  );
}
