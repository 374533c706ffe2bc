import { useState } from 'react';
import { repoSchema } from '../../preload/contract/models.ts';
import { strings } from '../strings.ts';
import { AskDownload } from './ask-download.tsx';
import { DownloadLine } from './download-line.tsx';
import type { HubState } from './hub.ts';

/** Any repository of the hub by its name, and the downloads of such. */
export function OtherRepo({ hub }: { readonly hub: NonNullable<HubState> }) {
  const [name, setName] = useState('');
  const [asked, setAsked] = useState<{ readonly repo: string; readonly revision: string } | null>(null);
  const [wrong, setWrong] = useState(false);
  const text = strings.models.download;
  const offered = hub.offers.map(({ repo }) => repo);
  const others = hub.downloads.filter(({ repo, state }) => !offered.includes(repo) && state !== 'done');
  return (
    <>
      {others.map((download) => (
        <article key={download.repo} className="offer" aria-label={download.repo}>
          <strong>{download.repo}</strong>
          <DownloadLine download={download} />
        </article>
      ))}
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          const [repo = '', revision = 'main'] = name.trim().split('@');
          const known = repoSchema.safeParse(repo).success;
          setWrong(!known);
          setAsked(known ? { repo, revision } : null);
        }}
      >
        <input
          className="field"
          aria-label={text.repo}
          placeholder={text.repoHint}
          spellCheck={false}
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            setWrong(false);
          }}
        />
        <button type="submit" className="button compact" disabled={name.trim() === ''}>
          {text.look}
        </button>
      </form>
      {wrong && (
        <p className="problem small" role="alert">
          {text.badRepo}
        </p>
      )}
      {asked !== null && (
        <AskDownload
          key={`${asked.repo}@${asked.revision}`}
          {...asked}
          title={asked.repo}
          asked
          onCancel={() => {
            setAsked(null);
            setName('');
          }}
        />
      )}
    </>
  );
}
