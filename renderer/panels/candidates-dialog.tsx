import { Check, Info, TriangleAlert } from 'lucide-react';
import type { Candidate } from '../../preload/contract/lint.ts';
import { useStudio, useWriting } from '../app/studio.ts';
import { LayoutThumb } from '../canvas/layout-thumb.tsx';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';

/** Several layouts for one sentence, side by side, the best first; one of them goes onto the canvas. */
export function CandidatesDialog({ onClose }: { readonly onClose: () => void }) {
  const { writing } = useStudio();
  const candidates = useWriting((state) => state.candidates) ?? [];
  const notice = candidates[0]?.result.notice ?? null;
  const text = strings.candidates;
  return (
    <Dialog title={text.title} onClose={onClose} size="large">
      <p className="quiet">{text.help(candidates.length)}</p>
      {notice !== null && (
        <p className="notice">
          <Info size={13} aria-hidden />
          <span>{notice}</span>
        </p>
      )}
      <ol className="candidates">
        {candidates.map((candidate, index) => (
          <li key={index}>
            <CandidateCard
              candidate={candidate}
              place={index + 1}
              onChoose={() => {
                writing.choose(candidate);
                onClose();
              }}
            />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

interface CardProps {
  readonly candidate: Candidate;
  readonly place: number;
  readonly onChoose: () => void;
}

function CandidateCard({ candidate, place, onChoose }: CardProps) {
  const { result, issues, score, meetsTask } = candidate;
  const chosen = useWriting((state) => state.result === result);
  const text = strings.candidates;
  return (
    <article className={chosen ? 'candidate chosen' : 'candidate'} aria-label={text.name(place)}>
      <div className="candidate-thumb" onClick={onChoose}>
        <LayoutThumb layout={result.layout} label={text.picture(result.layout.boxes.map((box) => box.caption))} />
      </div>
      <div className="candidate-head">
        <strong>{text.name(place)}</strong>
        <span className="tag" title={text.scoreHelp}>
          {text.score(score)}
        </span>
        {result.cached && <span className="tag">{strings.answer.stored}</span>}
      </div>
      <ul className="candidate-issues">
        {meetsTask === true && (
          <li className="good">
            <Check size={12} aria-hidden />
            {text.meets}
          </li>
        )}
        {issues.map((issue) => (
          <li key={issue.id}>
            <TriangleAlert size={12} aria-hidden />
            {issue.message}
          </li>
        ))}
        {issues.length === 0 && meetsTask !== true && (
          <li className="good">
            <Check size={12} aria-hidden />
            {text.sound}
          </li>
        )}
      </ul>
      {result.raw !== '' && (
        <details>
          <summary>{text.raw}</summary>
          <pre className="raw-answer" tabIndex={0} aria-label={text.rawOf(place)}>
            {result.raw}
          </pre>
        </details>
      )}
      <button type="button" className="button compact" onClick={onChoose} aria-label={text.useNamed(place)}>
        {chosen ? text.chosen : text.use}
      </button>
    </article>
  );
}
