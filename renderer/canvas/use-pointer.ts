import { useEffect, useRef, type MouseEvent, type PointerEvent, type RefObject } from 'react';
import { useStudio } from '../app/studio.ts';
import type { Editor } from '../editor/editor.ts';
import type { PointerInput, Tool } from '../editor/tools/tool.ts';
import { pan, toCanvas, zoomAt, type ScreenPoint } from '../editor/viewport.ts';

type Pointer = Pick<globalThis.MouseEvent, 'clientX' | 'clientY' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

function place(area: HTMLElement, event: Pointer): ScreenPoint {
  const { left, top } = area.getBoundingClientRect();
  return { left: event.clientX - left, top: event.clientY - top };
}

function input(editor: Editor, area: HTMLElement, event: Pointer): PointerInput {
  const screen = place(area, event);
  return {
    screen,
    point: toCanvas(editor.store.getState().view, screen),
    shift: event.shiftKey,
    alt: event.altKey,
    mod: event.ctrlKey || event.metaKey,
  };
}

/** True while the space bar is held outside of text fields. */
function useSpace(): RefObject<boolean> {
  const held = useRef(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, button, select');
      if (event.code === 'Space' && !typing) held.current = event.type === 'keydown';
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('keyup', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keyup', onKey);
    };
  }, []);
  return held;
}

/** Wheel: pans; with Ctrl or a pinch it zooms at the pointer. React listens passively, hence the listener of our own. */
function useWheel(ref: RefObject<HTMLElement | null>): void {
  const { editor } = useStudio();
  useEffect(() => {
    const area = ref.current;
    if (area === null) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { view } = editor.store.getState();
      if (event.ctrlKey || event.metaKey)
        editor.setView(zoomAt(view, place(area, event), Math.exp(-event.deltaY / 300)));
      else if (event.shiftKey && event.deltaX === 0) editor.setView(pan(view, -event.deltaY, 0));
      else editor.setView(pan(view, -event.deltaX, -event.deltaY));
    };
    area.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      area.removeEventListener('wheel', onWheel);
    };
  }, [editor, ref]);
}

/** Feeds the active tool with the pointer's events over the canvas. */
export function usePointer(ref: RefObject<HTMLDivElement | null>) {
  const { editor } = useStudio();
  const space = useSpace();
  /** The tool that got the press keeps the pointer until the release. */
  const holder = useRef<Tool | null>(null);
  useWheel(ref);

  const showCursor = (area: HTMLElement, tool: Tool, at: PointerInput): void => {
    area.style.cursor = tool.cursor(at);
  };
  const idleTool = (): Tool => (space.current ? editor.panTool() : editor.activeTool());

  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      if (event.button === 2) return;
      const area = event.currentTarget;
      area.setPointerCapture(event.pointerId);
      area.focus({ preventScroll: true });
      editor.editCaption(null);
      const tool = event.button === 1 ? editor.panTool() : idleTool();
      holder.current = tool;
      const at = input(editor, area, event);
      tool.down(at);
      showCursor(area, tool, at);
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      const tool = holder.current ?? idleTool();
      const at = input(editor, event.currentTarget, event);
      if (holder.current !== null) tool.move(at);
      showCursor(event.currentTarget, tool, at);
    },
    onPointerUp: (event: PointerEvent<HTMLDivElement>) => {
      holder.current?.up(input(editor, event.currentTarget, event));
      holder.current = null;
    },
    onPointerCancel: () => {
      holder.current?.cancel();
      holder.current = null;
    },
    onDoubleClick: (event: MouseEvent<HTMLDivElement>) => {
      editor.activeTool().doubleClick(input(editor, event.currentTarget, event.nativeEvent));
    },
  };
}
