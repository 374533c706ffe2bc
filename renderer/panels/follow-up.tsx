import { ArrowUp, Info, Square } from 'lucide-react';
import type { Revision } from '../../preload/contract/revise.ts';
import { useDocument, useRevising, useStudio, useWriting } from '../app/studio.ts';
import { acceptedChanges } from '../stage1/revising.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { KeyLink } from './key-link.tsx';

/** As many characters as a follow-up sentence may have. */
const longest = 2000;

/** A sentence that changes the layout instead of writing a new one; its changes are reviewed one by one. */
export function FollowUp() {
  const { revising, attempt } = useStudio();
  const { sentence, ticket, revision, error } = useRevising((state) => state);
  const empty = useDocument((state) => state.layout.boxes.length === 0);
  const writing = useWriting((state) => state.ticket !== null);
  if (empty || writing) return null;
  const text = strings.followUp;
  return (
    <>
      <form
        className="follow-up"
        onSubmit={(event) => {
          event.preventDefault();
          if (sentence.trim() !== '' && ticket === null) attempt(revising.ask());
        }}
      >
        <input
          className="field"
          aria-label={text.label}
          placeholder={text.placeholder}
          maxLength={longest}
          value={sentence}
          onChange={(event) => {
            revising.type(event.target.value);
          }}
        />
        {ticket === null ? (
          <button
            type="submit"
            className="icon-button small"
            aria-label={text.ask}
            title={text.ask}
            disabled={sentence.trim() === ''}
          >
            <ArrowUp size={14} aria-hidden />
          </button>
        ) : (
          <IconButton icon={Square} label={text.stop} small onClick={revising.dismiss} />
        )}
      </form>
      {ticket !== null && (
        <p className="follow-up-status" role="status">
          <span className="spinner" aria-hidden />
          {text.asking}
        </p>
      )}
      {error !== null && error.code !== 'cancelled' && (
        <ErrorNote
          error={error}
          onDismiss={revising.dismiss}
          actions={error.code === 'llm_unauthorized' ? <KeyLink /> : undefined}
        />
      )}
      {revision !== null && <Review revision={revision} />}
    </>
  );
}

function Review({ revision }: { readonly revision: Revision }) {
  const { revising, attempt } = useStudio();
  const rejected = useRevising((state) => state.rejected);
  const accepted = useRevising((state) => acceptedChanges(state).length);
  const text = strings.followUp;
  const remarks = [...(revision.notice === null ? [] : [revision.notice]), ...revision.warnings.map((w) => w.message)];
  return (
    <div className="review" role="group" aria-label={text.review}>
      {revision.changes.length > 0 && (
        <ul>
          {revision.changes.map((change, index) => (
            <li key={index}>
              <label>
                <input
                  type="checkbox"
                  checked={!rejected.includes(index)}
                  onChange={() => {
                    revising.toggle(index);
                  }}
                />
                <span>{change.text}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
      {remarks.map((remark) => (
        <p key={remark} className="notice" role="status">
          <Info size={13} aria-hidden />
          <span>{remark}</span>
        </p>
      ))}
      <div className="review-actions">
        {revision.changes.length > 0 && (
          <button
            type="button"
            className="button primary compact"
            disabled={accepted === 0}
            onClick={() => {
              attempt(revising.apply());
            }}
          >
            {text.apply(accepted, revision.changes.length)}
          </button>
        )}
        <button type="button" className="button compact" onClick={revising.dismiss}>
          {revision.changes.length > 0 ? text.dismiss : strings.errors.dismiss}
        </button>
      </div>
    </div>
  );
}
