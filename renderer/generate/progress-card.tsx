import { Check, Circle, LoaderCircle, Square } from 'lucide-react';
import type { Job } from '../../preload/contract/api.ts';
import { useGeneration, useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { duration } from './estimate.ts';
import { activeJob, queuedJobs } from './generation.ts';
import { QueueLink } from './queue-link.tsx';
import { sparkline, type Progress } from './progress.ts';

/** What the engine is doing, how long it will take, and how to stop it. */
export function ProgressCard() {
  const job = useGeneration(activeJob);
  return job === undefined ? null : <JobCard job={job} />;
}

function headline(job: Job, progress: Progress | undefined): string {
  if (job.state === 'queued') return strings.generate.waiting;
  if (progress === undefined) return strings.generate.starting;
  const caption = progress.box === null ? undefined : job.request.layout.boxes?.[progress.box]?.caption;
  return caption === undefined ? strings.generate.stage[progress.stage] : strings.generate.box(caption);
}

function JobCard({ job }: { readonly job: Job }) {
  const { generation, attempt } = useStudio();
  const progress = useGeneration((state) => state.progress[job.id]);
  const stopping = useGeneration((state) => state.stopping.includes(job.id));
  const waiting = useGeneration((state) => queuedJobs(state).length);
  const text = strings.generate;
  const counted = progress !== undefined && progress.of > 0 && progress.step > 0;
  const loss = progress?.losses.at(-1);
  return (
    <div className="progress-card" role="status" aria-label={headline(job, progress)}>
      <div className="progress-line">
        <strong>{stopping ? text.stopping : headline(job, progress)}</strong>
        {counted && <span>{text.step(progress.step, progress.of)}</span>}
        {loss !== undefined && <span>{text.loss(loss.toFixed(2))}</span>}
        {progress !== undefined && <Sparkline values={progress.losses} />}
        <span className="spacer" />
        {counted && !stopping && <span className="numbers">{text.left(duration(progress.remainingMs))}</span>}
        <button
          type="button"
          className="button compact"
          title={stopping ? text.hardStopHelp : text.stopHelp}
          onClick={() => {
            attempt(generation.cancel(job.id, stopping));
          }}
        >
          <Square size={10} fill="currentColor" aria-hidden />
          {stopping ? text.hardStop : text.stop}
        </button>
      </div>
      <progress
        className="bar"
        aria-label={headline(job, progress)}
        {...(counted ? { value: progress.step, max: progress.of } : {})}
      />
      {progress !== undefined && <Passes job={job} passes={progress.passes} />}
      {waiting > 0 && (
        <div className="progress-queue">
          <QueueLink waiting={waiting} />
          <button
            type="button"
            className="link"
            onClick={() => {
              attempt(generation.emptyQueue());
            }}
          >
            {strings.queue.empty}
          </button>
        </div>
      )}
    </div>
  );
}

/** What is drawn one after the other, where a method draws each object on its own first. */
function Passes({ job, passes }: { readonly job: Job; readonly passes: Progress['passes'] }) {
  if (passes.every((box) => box === null)) return null;
  const name = (box: number | null): string =>
    (box === null ? undefined : job.request.layout.boxes?.[box]?.caption) ?? strings.generate.wholePicture;
  const last = passes.length - 1;
  return (
    <ul className="passes">
      {passes.map((box, index) => (
        <li key={index} className={index === last ? 'now' : ''}>
          {index === last ? <LoaderCircle size={12} aria-hidden /> : <Check size={12} aria-hidden />}
          {name(box)}
        </li>
      ))}
      {!passes.includes(null) && (
        <li>
          <Circle size={12} aria-hidden />
          {name(null)}
        </li>
      )}
    </ul>
  );
}

const size = { width: 72, height: 18 } as const;

function Sparkline({ values }: { readonly values: readonly number[] }) {
  const points = sparkline(values);
  if (points.length === 0) return null;
  const path = points.map(
    ({ x, y }) => `${(x * (size.width - 2) + 1).toFixed(1)},${(y * (size.height - 4) + 2).toFixed(1)}`,
  );
  return (
    <svg className="sparkline" {...size} role="img" aria-label={strings.generate.lossChart}>
      <polyline points={path.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}
