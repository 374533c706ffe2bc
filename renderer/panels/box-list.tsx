import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useDocument, useStudio } from '../app/studio.ts';
import { reorder } from '../editor/operations.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Section } from '../ui/section.tsx';
import { BoxRow } from './box-row.tsx';

/** The boxes, front first; dragging a row changes their order. */
export function BoxList() {
  const { document, editor } = useStudio();
  const boxes = useDocument((state) => state.layout.boxes);
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
          {[...boxes].reverse().map((box) => (
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
              <BoxRow box={box} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
