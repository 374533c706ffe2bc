import {
  Copy,
  Download,
  Hand,
  Image,
  Maximize,
  Minus,
  MousePointer2,
  Plus,
  Redo2,
  ScanEye,
  SquareDashed,
  SquarePlus,
  Undo2,
} from 'lucide-react';
import { useStore } from 'zustand';
import { useDocument, useEditor, useGallery, useGeneration, useStudio } from '../app/studio.ts';
import { copyPicture, savePicture } from '../files/picture-file.ts';
import { toolIds } from '../editor/tools/tool.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';

const tools = {
  select: { icon: MousePointer2, key: 'V' },
  draw: { icon: SquarePlus, key: 'R' },
  pan: { icon: Hand, key: 'H' },
} as const;

const zoomStep = 1.25;

/** Takes the picture on the canvas out of the studio. */
function PictureFile() {
  const { toasts, attempt } = useStudio();
  const shown = useGeneration((state) => state.shown);
  const item = useGallery().find(({ id }) => id === shown);
  const text = strings.picture;
  return (
    <>
      <IconButton
        icon={Download}
        label={text.save}
        disabled={item === undefined}
        onClick={() => {
          if (item !== undefined) toasts.show(text.saved(savePicture(item)));
        }}
      />
      <IconButton
        icon={Copy}
        label={text.copy}
        disabled={item === undefined}
        onClick={() => {
          if (item === undefined) return;
          attempt(
            copyPicture(item).then(() => {
              toasts.show(text.copied);
            }),
          );
        }}
      />
    </>
  );
}

/** Tools, undo, layers and zoom above the page. */
export function Toolbar() {
  const { document, editor, attention } = useStudio();
  const { wanted: attentionWanted, loading } = useStore(attention.store);
  const active = useEditor((state) => state.tool);
  const scale = useEditor((state) => state.view.scale);
  const showBoxes = useEditor((state) => state.showBoxes);
  const showPicture = useEditor((state) => state.showPicture);
  const canUndo = useDocument((state) => state.canUndo);
  const canRedo = useDocument((state) => state.canRedo);
  const hasPicture = useGeneration((state) => state.shown !== null);
  const text = strings.canvas;
  return (
    <div className="toolbar" role="toolbar" aria-label={text.toolbar}>
      {toolIds.map((id) => (
        <IconButton
          key={id}
          icon={tools[id].icon}
          label={text.tools[id]}
          hint={tools[id].key}
          pressed={active === id}
          onClick={() => {
            editor.setTool(id);
          }}
        />
      ))}
      <span className="divider" />
      <IconButton icon={Undo2} label={text.undo} disabled={!canUndo} onClick={document.undo} />
      <IconButton icon={Redo2} label={text.redo} disabled={!canRedo} onClick={document.redo} />
      <span className="divider" />
      <IconButton icon={SquareDashed} label={text.boxes} hint="B" pressed={showBoxes} onClick={editor.toggleBoxes} />
      <IconButton
        icon={Image}
        label={text.picture}
        hint="P"
        pressed={showPicture && hasPicture}
        disabled={!hasPicture}
        onClick={editor.togglePicture}
      />
      <IconButton
        icon={ScanEye}
        label={loading ? text.attentionLoading : text.attention}
        hint="A"
        pressed={attentionWanted && hasPicture}
        disabled={!hasPicture}
        onClick={attention.toggle}
      />
      <PictureFile />
      <span className="divider" />
      <IconButton
        icon={Minus}
        label={text.zoomOut}
        hint="−"
        onClick={() => {
          editor.zoom(1 / zoomStep);
        }}
      />
      <span className="zoom">{text.zoom(scale)}</span>
      <IconButton
        icon={Plus}
        label={text.zoomIn}
        hint="+"
        onClick={() => {
          editor.zoom(zoomStep);
        }}
      />
      <IconButton icon={Maximize} label={text.fit} hint="0" onClick={editor.fitView} />
    </div>
  );
}
