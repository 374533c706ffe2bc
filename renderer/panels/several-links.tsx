import { useSettings, useStudio, useSystem, useWriting } from '../app/studio.ts';
import { nextWriter } from '../stage1/writer.ts';
import { strings } from '../strings.ts';

/** How many layouts are written for a choice among them. */
const several = 4;

/** Asks for several layouts to choose from, or shows the last ones again. */
export function SeveralLinks({ onAsk }: { readonly onAsk: (count: number) => void }) {
  const { dialogs } = useStudio();
  const llm = useSystem((state) => state.status?.llm ?? null);
  const writer = useSettings((state) => state.writer);
  const { ticket, candidates } = useWriting((state) => state);
  // Rules would write the same one again.
  const canAsk = llm !== null && nextWriter(writer, llm).by !== 'rules';
  if (ticket !== null || (!canAsk && candidates === null)) return null;
  const text = strings.candidates;
  return (
    <div className="several">
      {canAsk && (
        <button
          type="button"
          className="link"
          title={text.askHelp}
          onClick={() => {
            onAsk(several);
          }}
        >
          {text.ask(several)}
        </button>
      )}
      {candidates !== null && (
        <button
          type="button"
          className="link"
          title={text.reopenHelp}
          onClick={() => {
            dialogs.open({ kind: 'candidates' });
          }}
        >
          {text.reopen}
        </button>
      )}
    </div>
  );
}
