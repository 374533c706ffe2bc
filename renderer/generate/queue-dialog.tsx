import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { layoutSchema } from '../../preload/contract/layout.ts';
import type { Job } from '../../preload/contract/api.ts';
import { useGeneration, useStudio, useSystem } from '../app/studio.ts';
import { LayoutThumb } from '../canvas/layout-thumb.tsx';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useTask } from '../ui/use-task.ts';
import { queuedJobs } from './generation.ts';

/** The pictures that wait to be drawn: in another order, or not at all. */
export function QueueDialog({ onClose }: { readonly onClose: () => void }) {
  const { generation } = useStudio();
  const { error, run } = useTask();
  const jobs = queuedJobs(useGeneration((state) => state));
  const text = strings.queue;
  return (
    <Dialog title={text.title} onClose={onClose} size="medium">
      <p className="quiet" role="status">
        {text.help(jobs.length)}
      </p>
      <ol className="queue" aria-label={text.list}>
        {jobs.map((job, index) => (
          <WaitingJob
            key={job.id}
            job={job}
            first={index === 0}
            last={index === jobs.length - 1}
            onUp={() => {
              run(generation.move(job.id, jobs[index - 1]?.id ?? null));
            }}
            onDown={() => {
              run(generation.move(job.id, jobs[index + 2]?.id ?? null));
            }}
            onCancel={() => {
              run(generation.cancel(job.id, false));
            }}
          />
        ))}
      </ol>
      {error !== null && <ErrorNote error={error} />}
      <footer className="dialog-footer">
        {jobs.length > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => {
              run(generation.emptyQueue());
            }}
          >
            {text.empty}
          </button>
        )}
        <button type="button" className="button primary" onClick={onClose}>
          {text.close}
        </button>
      </footer>
    </Dialog>
  );
}

interface WaitingProps {
  readonly job: Job;
  readonly first: boolean;
  readonly last: boolean;
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onCancel: () => void;
}

function WaitingJob({ job: { request }, first, last, onUp, onDown, onCancel }: WaitingProps) {
  const layout = layoutSchema.parse(request.layout);
  const method = useSystem((state) => state.methods.find(({ id }) => id === request.method)?.title) ?? request.method;
  const text = strings.queue;
  const title = layout.prompt === '' ? text.untitled : layout.prompt;
  return (
    <li>
      <LayoutThumb layout={layout} label={strings.candidates.picture(layout.boxes.map(({ caption }) => caption))} />
      <div className="queue-text">
        <strong>{title}</strong>
        <span className="quiet small">{text.facts(method, request.steps ?? 0, request.seed ?? 0)}</span>
      </div>
      <IconButton icon={ArrowUp} label={text.up(title)} disabled={first} small onClick={onUp} />
      <IconButton icon={ArrowDown} label={text.down(title)} disabled={last} small onClick={onDown} />
      <IconButton icon={X} label={text.cancel(title)} small danger onClick={onCancel} />
    </li>
  );
}
