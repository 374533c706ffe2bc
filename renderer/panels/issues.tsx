import { TriangleAlert } from 'lucide-react';
import type { Issue } from '../../preload/contract/lint.ts';
import type { Lint } from './use-lint.ts';

interface Props {
  /** What the issues are about. */
  readonly label: string;
  readonly issues: readonly Issue[];
  readonly fix: Lint['fix'];
}

/** What can be said against a box or a layout, each with what would mend it. */
export function Issues({ label, issues, fix }: Props) {
  if (issues.length === 0) return null;
  return (
    <ul className="issues" aria-label={label}>
      {issues.map((issue) => (
        <li key={issue.id}>
          <TriangleAlert size={12} aria-hidden />
          <span>
            {issue.message}{' '}
            {issue.fix !== null && (
              <button
                type="button"
                className="link"
                onClick={() => {
                  fix(issue);
                }}
              >
                {issue.fix}
              </button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
