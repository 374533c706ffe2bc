import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';

/** Asks for the key that the server wants. */
export function KeyLink() {
  const { dialogs } = useStudio();
  return (
    <button
      type="button"
      className="link"
      onClick={() => {
        dialogs.open({ kind: 'key' });
      }}
    >
      {strings.writer.key.enter}
    </button>
  );
}
