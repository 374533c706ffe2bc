import { TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorData } from '../../preload/contract/errors.ts';
import { strings } from '../strings.ts';
import { IconButton } from './icon-button.tsx';

interface Props {
  readonly error: ErrorData;
  readonly onDismiss?: () => void;
  /** What can be done next. */
  readonly actions?: ReactNode;
}

/** An error in words: what happened, what was kept, what to do; the technical part on request. */
export function ErrorNote({ error, onDismiss, actions }: Props) {
  return (
    <div className="error-note" role="alert">
      <TriangleAlert size={16} className="error-icon" aria-hidden />
      <div className="error-text">
        <strong>{strings.errors.titles[error.code]}</strong>
        <p>{error.message}</p>
        {error.detail !== undefined && (
          <details>
            <summary>{strings.errors.details}</summary>
            <pre>{error.detail}</pre>
          </details>
        )}
        {actions !== undefined && <div className="error-actions">{actions}</div>}
      </div>
      {onDismiss !== undefined && <IconButton icon={X} label={strings.errors.dismiss} onClick={onDismiss} small />}
    </div>
  );
}
