import type { LlmStatus } from '../../preload/contract/stage1.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { KeyForm } from '../ui/key-form.tsx';

interface Props {
  readonly action: string;
  /** The key is stored; `llm` says whether the server takes it. */
  readonly onSaved: (llm: LlmStatus) => void;
  readonly onCancel: () => void;
}

/** Takes the key of the server that writes layouts. */
export function ServerKeyForm({ action, onSaved, onCancel }: Props) {
  const { client, system } = useStudio();
  return (
    <KeyForm
      action={action}
      text={strings.writer.key}
      save={async (key, remember) => {
        const llm = await client.call('llm.setKey', { key, remember });
        system.updateLlm(llm);
        onSaved(llm);
      }}
      onCancel={onCancel}
    />
  );
}
