import { Plus, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { Box } from '../../preload/contract/layout.ts';
import type { Issue } from '../../preload/contract/lint.ts';
import { useDocument, useStudio } from '../app/studio.ts';
import { reorder } from '../editor/operations.ts';
import { useBoxChecks } from '../generate/use-box-checks.ts';
import { useRedrawing } from '../generate/use-redrawing.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Section } from '../ui/section.tsx';
import { BoxRow } from './box-row.tsx';
import { Issues } from './issues.tsx';
import { useLint } from './use-lint.ts';

const captionOf = ({ caption }: Box): string => (caption.trim() === '' ? strings.boxes.noCaption : caption);

/** The boxes, front first, with what can be said against them; dragging a row changes their order. */
export function BoxList() {
  const { document, editor, redrawBoxes } = useStudio();
  const boxes = useDocument((state) => state.layout.boxes);
  const { issues, fix } = useLint();
  const checks = useBoxChecks();
  const missed = boxes.filter(({ id, hidden }) => !hidden && (checks.get(id)?.verdict ?? 'found') !== 'found');
  const redrawing = useRedrawing({ hidden: false });
  const rows = [...boxes].reverse();
  /** An issue of several boxes stands under the first of them. */
  const placeOf = (issue: Issue): string | undefined => rows.find((box) => issue.boxes.includes(box.id))?.id;
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const drop = (target: string): void => {
    if (dragged !== null && dragged !== target) {
      document.edit((layout) =>
        reorder(
          layout,
          dragged,
          layout.boxes.findIndex((box) => box.id === target),
        ),
      );
    }
    setDragged(null);
    setOver(null);
  };
  return (
    <Section
      title={strings.boxes.title}
      aside={
        <>
          {boxes.length > 0 && <span className="count">{boxes.length}</span>}
          {missed.length > 0 && redrawing === null && (
            <IconButton
              icon={RefreshCw}
              label={strings.boxes.redrawMissed(missed.length)}
              small
              onClick={() => {
                void redrawBoxes(missed.map(({ id }) => id));
              }}
            />
          )}
          <IconButton
            icon={Plus}
            label={strings.boxes.add}
            hint="R"
            small
            onClick={() => {
              editor.setTool('draw');
            }}
          />
        </>
      }
    >
      {boxes.length === 0 ? (
        <p className="quiet small">{strings.boxes.empty}</p>
      ) : (
        <ul className="box-list" aria-label={strings.boxes.list}>
          {rows.map((box) => (
            <li
              key={box.id}
              draggable
              className={over === box.id && dragged !== null ? 'drop' : ''}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                setDragged(box.id);
              }}
              onDragOver={(event) => {
                event.preventDefault();
                setOver(box.id);
              }}
              onDragEnd={() => {
                setDragged(null);
                setOver(null);
              }}
              onDrop={() => {
                drop(box.id);
              }}
            >
              <BoxRow box={box} check={checks.get(box.id)} />
              <Issues
                label={strings.boxes.issues(captionOf(box))}
                issues={issues.filter((issue) => placeOf(issue) === box.id)}
                fix={fix}
              />
            </li>
          ))}
        </ul>
      )}
      <Issues
        label={strings.boxes.layoutIssues}
        issues={issues.filter((issue) => boxes.length > 0 && issue.boxes.length === 0)}
        fix={fix}
      />
    </Section>
  );
}
