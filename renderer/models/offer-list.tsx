import type { Offer } from '../../preload/contract/models.ts';
import { strings } from '../strings.ts';
import { AskDownload } from './ask-download.tsx';
import { DownloadLine } from './download-line.tsx';
import type { HubState } from './hub.ts';

interface Props {
  readonly hub: NonNullable<HubState>;
}

/** Checkpoints that are known to work, with what they unlock and what they cost. */
export function OfferList({ hub }: Props) {
  return (
    <ul className="offers" aria-label={strings.models.download.title}>
      {hub.offers.map((offer) => (
        <li key={offer.repo}>
          <OfferCard offer={offer} hub={hub} />
        </li>
      ))}
    </ul>
  );
}

function OfferCard({ offer, hub }: Props & { readonly offer: Offer }) {
  const { repo, revision, title, purpose, description, licence, bytes, memoryBytes } = offer;
  const text = strings.models.download;
  const facts = text.facts(bytes, licence, memoryBytes);
  const download = hub.downloads.find((other) => other.repo === repo && other.state !== 'done');
  const installed = hub.here.some((name) => repo.endsWith(`/${name}`));
  return (
    <article className="offer" aria-label={title}>
      <div className="offer-head">
        <strong>{title}</strong>
        <span className="tag">{text.purpose[purpose]}</span>
        <span className="spacer" />
        {installed && download === undefined && <span className="tag good">{text.installed}</span>}
      </div>
      <p>{description}</p>
      {download !== undefined && <DownloadLine download={download} />}
      {download === undefined && !installed ? (
        <AskDownload repo={repo} revision={revision} title={title} facts={facts} />
      ) : (
        <p className="quiet small">{facts}</p>
      )}
    </article>
  );
}
