import type { Download } from '../../preload/contract/models.ts';
import { assertNever } from '../../preload/contract/errors.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';

/** How far a download is; it can be paused, taken up again and given up. */
export function DownloadLine({ download }: { readonly download: Download }) {
  const { hub } = useStudio();
  const { error, run } = useTask();
  const { repo, revision, state, bytes, totalBytes } = download;
  const running = state === 'listing' || state === 'downloading' || state === 'checking';
  const text = strings.models.download;
  return (
    <div className="download">
      <div className="pull-line">
        <span role="status">{describe(download)}</span>
        <span className="spacer" />
        <ConfirmButton
          compact
          label={text.discard}
          confirm={text.discardConfirm}
          onConfirm={() => {
            run(hub.discard(repo));
          }}
        />
        <button
          type="button"
          className="button compact"
          onClick={() => {
            run(running ? hub.pause(repo) : hub.download(repo, revision));
          }}
        >
          {running ? text.pause : text.resume}
        </button>
      </div>
      <progress
        aria-label={text.progress(repo)}
        max={1}
        value={totalBytes === 0 ? (running ? undefined : 0) : bytes / totalBytes}
      />
      {download.error !== null && <ErrorNote error={download.error} />}
      {error !== null && <ErrorNote error={error} />}
    </div>
  );
}

function describe({ state, bytes, totalBytes, bytesPerSecond, file }: Download): string {
  const text = strings.models.download;
  switch (state) {
    case 'listing':
      return text.listing;
    case 'downloading':
      return text.downloading(bytes, totalBytes, bytesPerSecond);
    case 'checking':
      return text.checking(file);
    case 'paused':
      return text.paused(bytes, totalBytes);
    case 'failed':
      return text.failed;
    case 'done':
      return text.ended;
    default:
      return assertNever(state);
  }
}
