import { useState } from 'react';
import { useDocument, useEditor, useStudio } from '../app/studio.ts';
import { colorOf } from '../editor/colors.ts';
import { findBox, updateBox } from '../editor/operations.ts';
import { toScreen } from '../editor/viewport.ts';
import { strings } from '../strings.ts';
import { chipHeight } from './chip-text.ts';

/** Types a caption right on its box. Enter and leaving keep it, Escape does not. */
export function CaptionEditor() {
  const id = useEditor((state) => state.editing);
  return id === null ? null : <CaptionInput key={id} id={id} />;
}

function CaptionInput({ id }: { readonly id: string }) {
  const { document, editor } = useStudio();
  const box = useDocument((state) => findBox(state.layout, id));
  const color = useDocument((state) => colorOf(state.colors, id));
  const view = useEditor((state) => state.view);
  const [text, setText] = useState(box?.caption ?? '');
  if (box === undefined) return null;

  const at = toScreen(view, box.rect);
  const close = (keep: boolean): void => {
    if (keep) document.edit((layout) => updateBox(layout, id, { caption: text.trim() }));
    editor.editCaption(null);
  };
  return (
    <input
      className="caption-editor"
      aria-label={strings.canvas.editCaption}
      style={{
        left: at.left - 1,
        top: at.top < chipHeight + 2 ? at.top : at.top - chipHeight,
        height: chipHeight,
        width: Math.max(120, box.rect.width * view.scale + 2),
        background: color,
      }}
      value={text}
      autoFocus
      onFocus={(event) => {
        event.target.select();
      }}
      onChange={(event) => {
        setText(event.target.value);
      }}
      onBlur={() => {
        close(true);
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') close(true);
        if (event.key === 'Escape') close(false);
      }}
    />
  );
}
