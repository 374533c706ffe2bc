import { useEffect, useState } from 'react';
import type { Layout } from '../../preload/contract/layout.ts';
import type { Issue } from '../../preload/contract/lint.ts';
import { useDocument, useSettings, useStudio } from '../app/studio.ts';

const pause = 350; // milliseconds after the last change

/** What issues are about. The sentence is left out: while the next one is typed, the boxes are still those of the last. */
const judged = (layout: Layout): string =>
  layout.boxes.length === 0 ? '' : JSON.stringify([layout.canvas, layout.background, layout.negative, layout.boxes]);

export interface Lint {
  /** Those of the layout as it was a moment ago. */
  readonly issues: readonly Issue[];
  /** Does what the issue proposes, as one step of the history. */
  readonly fix: (issue: Issue) => void;
}

/** What can be said against the layout; empty while it is not known. */
export function useLint(): Lint {
  const { client, document, attempt } = useStudio();
  const key = useDocument((state) => judged(state.layout));
  const model = useSettings((state) => state.model);
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  useEffect(() => {
    if (key === '') {
      setIssues([]);
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      client.call('layout.lint', { layout: document.store.getState().layout, model }).then(
        (answer) => {
          if (current) setIssues(answer.issues);
        },
        // Advice that can not be had is no reason to disturb.
        () => {
          if (current) setIssues([]);
        },
      );
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, document, key, model]);

  const fix = async ({ id }: Issue): Promise<void> => {
    const { layout } = document.store.getState();
    const fixed = await client.call('layout.fix', { layout, model, issue: id });
    // What the user did in the meantime counts for more.
    if (document.store.getState().layout !== layout || judged(fixed.layout) === judged(layout)) return;
    document.edit(() => fixed.layout);
  };
  return {
    issues,
    fix: (issue) => {
      attempt(fix(issue));
    },
  };
}
