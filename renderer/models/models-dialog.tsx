import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';
import { AddModel } from './add-model.tsx';
import { HereList } from './here-list.tsx';
import { HubToken } from './hub-token.tsx';
import { OfferList } from './offer-list.tsx';
import { OtherRepo } from './other-repo.tsx';

/** Checkpoints: those that are here, of this computer or downloaded, and those that can be had. */
export function ModelsDialog({ onClose }: { readonly onClose: () => void }) {
  const { hub: view, system } = useStudio();
  const { error, run } = useTask();
  const hub = useStore(view.store, (state) => state.hub);
  const text = strings.models;
  useEffect(() => {
    run(Promise.all([view.refresh(), system.refresh()]));
  }, [view, system, run]);
  return (
    <Dialog title={text.title} onClose={onClose} size="wide">
      <section className="writer-part" aria-label={text.here}>
        <div className="writer-part-head">
          <h3>{text.here}</h3>
        </div>
        <HereList hub={hub} />
        <AddModel />
      </section>
      {hub !== null && (
        <section className="writer-part" aria-label={text.download.title}>
          <div className="writer-part-head">
            <h3>{text.download.title}</h3>
          </div>
          <p className="quiet">{text.download.help(new URL(hub.hub.url).host)}</p>
          <OfferList hub={hub} />
          <OtherRepo hub={hub} />
          <HubToken hub={hub.hub} />
          <p className="quiet small">{text.folder(hub.hub.folder)}</p>
        </section>
      )}
      {error !== null && <ErrorNote error={error} />}
      <footer className="dialog-footer">
        <button type="button" className="button primary" onClick={onClose}>
          {text.done}
        </button>
      </footer>
    </Dialog>
  );
}
