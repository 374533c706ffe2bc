import { useState } from 'react';
import { useStore } from 'zustand';
import { imageUrl, type HistoryItem, type Job } from '../../preload/contract/api.ts';
import { found, type MethodInfo } from '../../preload/contract/engine.ts';
import type { Layout } from '../../preload/contract/layout.ts';
import { useGallery, useGeneration, useStudio, useSystem } from '../app/studio.ts';
import { palette } from '../editor/colors.ts';
import { isActive } from '../generate/generation.ts';
import { lacking, useCapabilities } from '../generate/lacking.ts';
import type { Progress } from '../generate/progress.ts';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Switch } from '../ui/switch.tsx';
import type { Comparison } from './comparing.ts';

/** One layout drawn by every method, side by side; one of the pictures goes onto the canvas. */
export function CompareDialog({ onClose }: { readonly onClose: () => void }) {
  const { comparing } = useStudio();
  const last = useStore(comparing.store, (state) => state.last);
  return (
    <Dialog title={strings.compare.title} onClose={onClose} size="large">
      {last !== null && <Methods comparison={last} onClose={onClose} />}
    </Dialog>
  );
}

interface MethodsProps {
  readonly comparison: Comparison;
  readonly onClose: () => void;
}

function Methods({ comparison: { layout, seed, jobs }, onClose }: MethodsProps) {
  const { comparing, attempt } = useStudio();
  const [boxes, setBoxes] = useState(true);
  const methods = useSystem((state) => state.methods);
  const capabilities = useCapabilities();
  const ids = [...jobs.values()];
  const unfinished = useGeneration((state) => state.jobs.some((job) => ids.includes(job.id) && isActive(job)));
  const text = strings.compare;
  return (
    <>
      <div className="compare-head">
        <p className="quiet">{text.help(seed, layout.boxes.length)}</p>
        <span className="compare-switch">
          <span aria-hidden>{text.showBoxes}</span>
          <Switch label={text.showBoxes} checked={boxes} onChange={setBoxes} />
        </span>
      </div>
      <ul className="compared-methods">
        {methods.map((method) => (
          <li key={method.id}>
            <Compared
              method={method}
              layout={layout}
              jobId={jobs.get(method.id)}
              lacks={lacking(method, capabilities)}
              boxes={boxes}
              onClose={onClose}
            />
          </li>
        ))}
      </ul>
      <footer className="dialog-footer">
        {unfinished && (
          <button
            type="button"
            className="button"
            onClick={() => {
              attempt(comparing.stop());
            }}
          >
            {text.stop}
          </button>
        )}
        <button type="button" className="button" onClick={onClose}>
          {text.close}
        </button>
      </footer>
    </>
  );
}

interface ComparedProps {
  readonly method: MethodInfo;
  readonly layout: Layout;
  /** Undefined while it is not queued yet, or where the model can not do it; null if it was refused. */
  readonly jobId: string | null | undefined;
  /** Why the model can not do it. */
  readonly lacks: string | null;
  readonly boxes: boolean;
  readonly onClose: () => void;
}

function Compared({ method, layout, jobId, lacks, boxes, onClose }: ComparedProps) {
  const { reopen } = useStudio();
  const job = useGeneration((state) => state.jobs.find(({ id }) => id === jobId));
  const progress = useGeneration((state) => (job === undefined ? undefined : state.progress[job.id]));
  const item = useGallery().find(({ id }) => id === job?.imageId);
  const picture = item === undefined ? (progress?.preview ?? null) : imageUrl(item.id);
  const text = strings.compare;
  const { width, height } = layout.canvas;
  return (
    <figure className="compared" aria-label={method.title}>
      <div className="compared-picture" style={{ aspectRatio: `${width} / ${height}` }}>
        {picture !== null && <img src={picture} alt={text.picture(method.title)} />}
        {boxes && <Outlines layout={layout} />}
      </div>
      <figcaption>
        <strong>{method.title}</strong>
        <span className={job?.state === 'failed' || jobId === null ? 'bad' : 'quiet'} role="status">
          {item === undefined ? (lacks ?? stateOf(jobId, job, progress)) : figures(item)}
        </span>
      </figcaption>
      <button
        type="button"
        className="button compact"
        aria-label={text.useNamed(method.title)}
        disabled={item === undefined}
        onClick={() => {
          if (item === undefined) return;
          reopen(item);
          onClose();
        }}
      >
        {text.use}
      </button>
    </figure>
  );
}

/** How far a method is that has no picture, in words. */
function stateOf(jobId: string | null | undefined, job: Job | undefined, progress: Progress | undefined): string {
  const text = strings.compare;
  if (jobId === null) return text.refused;
  switch (job?.state) {
    case undefined:
    case 'queued':
      return text.waiting;
    case 'running':
      return progress === undefined || progress.step === 0
        ? text.starting
        : strings.generate.step(progress.step, progress.of);
    case 'done':
      return text.deleted;
    case 'failed':
      return job.error?.message ?? text.refused;
    case 'cancelled':
      return text.cancelled;
  }
}

/** "1.2 s · 2 of 3 in place". */
function figures({ timings, checks }: HistoryItem): string {
  const { asked, inPlace } = found(checks);
  return [
    strings.compare.took(timings.denoiseMs / 1000),
    ...(asked === 0 ? [] : [strings.compare.inPlace(inPlace, asked)]),
  ].join(' · ');
}

/** Where the boxes lie, over a picture. */
function Outlines({ layout: { canvas, boxes } }: { readonly layout: Layout }) {
  const stroke = Math.max(canvas.width, canvas.height) / 128;
  return (
    <svg viewBox={`0 0 ${canvas.width} ${canvas.height}`} aria-hidden>
      {boxes
        .filter((box) => !box.hidden)
        .map(({ id, rect }, index) => (
          <rect
            key={id}
            {...rect}
            rx={stroke}
            fill="none"
            stroke={palette[index % palette.length]}
            strokeWidth={stroke}
          />
        ))}
    </svg>
  );
}
