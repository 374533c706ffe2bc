import { useStudio, useSystem, useWriting } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ServerKeyForm } from './server-key-form.tsx';

/** Asks for the key that a server wants, then asks the server again. Sentence and canvas wait as they are. */
export function KeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { writing, attempt } = useStudio();
  const server = useSystem((state) => state.status?.llm.openai);
  const waiting = useWriting((state) => state.error?.code === 'llm_unauthorized');
  const text = strings.writer.key;
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p className="notice" role="status">
        {server?.reason ?? text.wanted(server?.host ?? '')}
      </p>
      <p className="quiet">{text.help}</p>
      <ServerKeyForm
        action={waiting ? text.saveAndAsk : text.save}
        onCancel={onClose}
        onSaved={(llm) => {
          if (llm.openai?.wantsKey === true) return; // its reason is shown above
          onClose();
          if (waiting) attempt(writing.retry());
        }}
      />
    </Dialog>
  );
}
