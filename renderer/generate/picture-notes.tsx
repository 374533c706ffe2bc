import { Info, X } from 'lucide-react';
import { useState } from 'react';
import { useGallery, useGeneration } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { activeJob } from './generation.ts';

/** What the engine had to say about the picture that is shown: captions it could not read whole, boxes it left out. */
export function PictureNotes() {
  const shown = useGeneration((state) => (activeJob(state) === undefined ? state.shown : null));
  const warnings = useGallery().find((item) => item.id === shown)?.warnings ?? [];
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (warnings.length === 0 || dismissed === shown) return null;
  return (
    <div className="picture-notes" role="note">
      <Info size={14} aria-hidden />
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
      <IconButton
        icon={X}
        label={strings.errors.dismiss}
        small
        onClick={() => {
          setDismissed(shown);
        }}
      />
    </div>
  );
}
