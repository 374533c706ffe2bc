import { Eye, EyeOff, Lock, LockOpen, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { BoxCheck } from '../../preload/contract/engine.ts';
import type { Box } from '../../preload/contract/layout.ts';
import { useDocument, useStudio } from '../app/studio.ts';
import { colorOf } from '../editor/colors.ts';
import { removeBoxes, updateBox } from '../editor/operations.ts';
import { useRedrawing } from '../generate/use-redrawing.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { BoxVerdict } from './box-verdict.tsx';

/** One box of the list: select, rename in place, draw anew, lock, hide, delete. */
export function BoxRow({ box, check }: { readonly box: Box; readonly check: BoxCheck | undefined }) {
  const { document, redrawBoxes } = useStudio();
  const redrawing = useRedrawing(box);
  const selected = useDocument((state) => state.selection.includes(box.id));
  const color = useDocument((state) => colorOf(state.colors, box.id));
  const [renaming, setRenaming] = useState(false);
  const text = strings.boxes;
  const caption = box.caption.trim() === '' ? text.noCaption : box.caption;

  const select = (add: boolean): void => {
    const { selection } = document.store.getState();
    if (!add) document.select([box.id]);
    else document.select(selected ? selection.filter((id) => id !== box.id) : [...selection, box.id]);
  };
  const patch = (change: Partial<Box>): void => {
    document.edit((layout) => updateBox(layout, box.id, change));
  };

  const classes = ['box-row', selected ? 'selected' : '', box.hidden ? 'hidden-box' : ''].join(' ');
  return (
    <div className={classes}>
      <span className="swatch" style={{ background: color }} aria-hidden />
      {renaming ? (
        <RenameInput
          label={text.rename(caption)}
          value={box.caption}
          onDone={(next) => {
            if (next !== null) patch({ caption: next });
            setRenaming(false);
          }}
        />
      ) : (
        <button
          type="button"
          className="box-name"
          aria-label={text.select(caption)}
          aria-pressed={selected}
          title={caption}
          onClick={(event) => {
            select(event.shiftKey || event.ctrlKey || event.metaKey);
          }}
          onDoubleClick={() => {
            setRenaming(true);
          }}
          onKeyDown={(event) => {
            if (event.key === 'F2') setRenaming(true);
          }}
        >
          {caption}
        </button>
      )}
      {check && <BoxVerdict check={check} />}
      <div className="box-actions">
        {redrawing === null && (
          <IconButton
            icon={RefreshCw}
            label={text.redraw(caption)}
            tooltip={strings.inspector.redrawHelp}
            small
            onClick={() => {
              void redrawBoxes([box.id]);
            }}
          />
        )}
        <IconButton
          icon={box.hidden ? EyeOff : Eye}
          label={box.hidden ? text.reveal(caption) : text.hide(caption)}
          pressed={box.hidden}
          small
          onClick={() => {
            patch({ hidden: !box.hidden });
          }}
        />
        <IconButton
          icon={box.locked ? Lock : LockOpen}
          label={box.locked ? text.unlock(caption) : text.lock(caption)}
          pressed={box.locked}
          small
          onClick={() => {
            patch({ locked: !box.locked });
          }}
        />
        <IconButton
          icon={Trash2}
          label={text.remove(caption)}
          small
          danger
          disabled={box.locked}
          onClick={() => {
            document.edit((layout) => removeBoxes(layout, [box.id]));
          }}
        />
      </div>
    </div>
  );
}

interface RenameProps {
  readonly label: string;
  readonly value: string;
  /** null drops the change. */
  readonly onDone: (value: string | null) => void;
}

function RenameInput({ label, value, onDone }: RenameProps) {
  const [text, setText] = useState(value);
  return (
    <input
      className="box-rename"
      aria-label={label}
      value={text}
      autoFocus
      onFocus={(event) => {
        event.target.select();
      }}
      onChange={(event) => {
        setText(event.target.value);
      }}
      onBlur={() => {
        onDone(text.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onDone(text.trim());
        if (event.key === 'Escape') onDone(null);
      }}
    />
  );
}
