import { useState } from 'react';
import { repoSchema } from '../../preload/contract/models.ts';
import { strings } from '../strings.ts';
import { InlineForm } from '../ui/inline-form.tsx';
import { AskDownload } from './ask-download.tsx';
import { DownloadLine } from './download-line.tsx';
import type { HubState } from './hub.ts';

interface Asked {
  readonly repo: string;
  readonly revision: string;
  /** Empties the field it was typed into. */
  readonly clear: () => void;
}

/** Any repository of the hub by its name, and the downloads of such. */
export function OtherRepo({ hub }: { readonly hub: NonNullable<HubState> }) {
  const [asked, setAsked] = useState<Asked | null>(null);
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
      <InlineForm
        label={text.repo}
        placeholder={text.repoHint}
        action={text.look}
        onSubmit={(name, clear) => {
          const [repo = '', revision = 'main'] = name.split('@');
          const known = repoSchema.safeParse(repo).success;
          setWrong(!known);
          setAsked(known ? { repo, revision, clear } : null);
        }}
        onEdit={() => {
          setWrong(false);
        }}
      />
      {wrong && (
        <p className="problem small" role="alert">
          {text.badRepo}
        </p>
      )}
      {asked !== null && (
        <AskDownload
          key={`${asked.repo}@${asked.revision}`}
          repo={asked.repo}
          revision={asked.revision}
          title={asked.repo}
          asked
          onCancel={() => {
            setAsked(null);
            asked.clear();
          }}
        />
      )}
    </>
  );
}
