import type { LucideIcon } from 'lucide-react';
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignStartHorizontal,
  AlignStartVertical,
  BringToFront,
  Copy,
  Eye,
  EyeOff,
  Lock,
  LockOpen,
  SendToBack,
  Trash2,
} from 'lucide-react';
import type { Box } from '../../preload/contract/layout.ts';
import { useStudio } from '../app/studio.ts';
import type { Edge } from '../editor/operations.ts';
import { alignBoxes, edges, pasteBoxes, removeBoxes, shiftOrder, updateBox } from '../editor/operations.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';

const alignIcons = {
  left: AlignStartVertical,
  centre: AlignCenterVertical,
  right: AlignEndVertical,
  top: AlignStartHorizontal,
  middle: AlignCenterHorizontal,
  bottom: AlignEndHorizontal,
} as const satisfies Record<Edge, LucideIcon>;

/** Puts several boxes in line. */
export function AlignButtons({ ids }: { readonly ids: readonly string[] }) {
  const { document } = useStudio();
  return (
    <div className="align-row">
      <span>{strings.inspector.align}</span>
      <div className="box-tools">
        {edges.map((edge) => (
          <IconButton
            key={edge}
            icon={alignIcons[edge]}
            label={strings.inspector.alignTo[edge]}
            small
            onClick={() => {
              document.edit((layout) => alignBoxes(layout, ids, edge));
            }}
          />
        ))}
      </div>
    </div>
  );
}

/** What can be done with the selected boxes. */
export function BoxActions({ boxes }: { readonly boxes: readonly Box[] }) {
  const { document } = useStudio();
  const text = strings.inspector;
  const ids = boxes.map((box) => box.id);
  const locked = boxes.every((box) => box.locked);
  const hidden = boxes.every((box) => box.hidden);
  const [first] = ids;
  const patch = (change: Partial<Box>): void => {
    document.edit((layout) => ids.reduce((next, id) => updateBox(next, id, change), layout));
  };
  const duplicate = (): void => {
    const copy = pasteBoxes(document.store.getState().layout, boxes);
    document.edit(() => copy.layout, { select: copy.ids });
  };
  const shift = (by: 1 | -1): void => {
    if (first !== undefined) document.edit((layout) => shiftOrder(layout, first, by));
  };
  return (
    <div className="box-tools">
      {boxes.length === 1 && (
        <>
          <IconButton
            icon={BringToFront}
            label={text.forward}
            hint="]"
            small
            onClick={() => {
              shift(1);
            }}
          />
          <IconButton
            icon={SendToBack}
            label={text.backward}
            hint="["
            small
            onClick={() => {
              shift(-1);
            }}
          />
        </>
      )}
      <IconButton icon={Copy} label={text.duplicate} small onClick={duplicate} />
      <IconButton
        icon={hidden ? EyeOff : Eye}
        label={hidden ? text.reveal : text.hide}
        pressed={hidden}
        small
        onClick={() => {
          patch({ hidden: !hidden });
        }}
      />
      <IconButton
        icon={locked ? Lock : LockOpen}
        label={locked ? text.unlock : text.lock}
        pressed={locked}
        small
        onClick={() => {
          patch({ locked: !locked });
        }}
      />
      <IconButton
        icon={Trash2}
        label={text.remove}
        small
        danger
        disabled={locked}
        onClick={() => {
          document.edit((layout) => removeBoxes(layout, ids));
        }}
      />
    </div>
  );
}
