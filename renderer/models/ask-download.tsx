import { useEffect, useState } from 'react';
import type { Plan } from '../../preload/contract/models.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';

interface Props {
  readonly repo: string;
  readonly revision: string;
  readonly title: string;
  /** What is known of it before the hub is asked. */
  readonly facts?: string;
  /** Asks the hub at once. */
  readonly asked?: boolean;
  readonly onCancel?: () => void;
}

/** Asks the hub what a download would bring, then the user. */
export function AskDownload({ repo, revision, title, facts = '', asked = false, onCancel }: Props) {
  const { client, hub } = useStudio();
  const { error, run } = useTask();
  const [asking, setAsking] = useState(asked);
  const [plan, setPlan] = useState<Plan | null>(null);
  const text = strings.models.download;
  useEffect(() => {
    if (!asking) return;
    run(
      client
        .call('hub.plan', { repo, revision })
        .then(setPlan)
        .finally(() => {
          setAsking(false);
        }),
    );
  }, [asking, client, repo, revision, run]);
  if (plan === null) {
    return (
      <>
        {error !== null && <ErrorNote error={error} />}
        <div className="offer-actions">
          <span className="quiet small">{facts}</span>
          <span className="spacer" />
          <button
            type="button"
            className="button compact"
            aria-label={text.askNamed(title)}
            disabled={asking}
            onClick={() => {
              setAsking(true);
            }}
          >
            {asking ? text.asking : text.ask}
          </button>
        </div>
      </>
    );
  }
  return (
    <>
      <p className="notice" role="status">
        {[
          text.plan(plan.files.length, plan.bytes, plan.freeBytes),
          ...(plan.bytesHere > 0 ? [text.planHere(plan.bytesHere)] : []),
          ...(plan.licence === null ? [] : [text.licence(plan.licence)]),
        ].join(' ')}
      </p>
      {error !== null && <ErrorNote error={error} />}
      <div className="offer-actions">
        <button
          type="button"
          className="button compact"
          onClick={() => {
            setPlan(null);
            onCancel?.();
          }}
        >
          {text.cancel}
        </button>
        <button
          type="button"
          className="button primary compact"
          onClick={() => {
            run(hub.download(repo, revision).then(onCancel));
          }}
        >
          {text.start(plan.bytes - plan.bytesHere)}
        </button>
      </div>
    </>
  );
}
