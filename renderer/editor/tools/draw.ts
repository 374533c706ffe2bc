import type { Rect } from '../../../preload/contract/layout.ts';
import { between, keepReachable, minimumSide, type Point } from '../geometry.ts';
import { addBoxes, newBox } from '../operations.ts';
import { snapHandle } from '../snap.ts';
import { emptyOverlay, grip, type PointerInput, type Tool, type ToolHost } from './tool.ts';

type State = { readonly kind: 'idle' } | { readonly kind: 'drawing'; readonly start: Point };

/** Draws a new box from corner to corner; Shift makes it a square. A mere click draws none. */
export function createDrawTool(host: ToolHost): Tool {
  let state: State = { kind: 'idle' };
  const idle = (): void => {
    state = { kind: 'idle' };
    host.setOverlay(emptyOverlay);
  };

  const draft = (start: Point, input: PointerInput): Rect => {
    let end = input.point;
    if (input.shift) {
      const side = Math.max(Math.abs(end.x - start.x), Math.abs(end.y - start.y));
      end = {
        x: start.x + side * Math.sign(end.x - start.x || 1),
        y: start.y + side * Math.sign(end.y - start.y || 1),
      };
    }
    const { layout } = host.document.store.getState();
    if (!input.mod && !input.shift) {
      const handle = `${end.y < start.y ? 'n' : 's'}${end.x < start.x ? 'w' : 'e'}` as const;
      const others = layout.boxes.filter((box) => !box.hidden).map((box) => box.rect);
      const snap = snapHandle(between(start, end), handle, others, layout.canvas, grip.snap / host.view().scale);
      end = { x: end.x + snap.dx, y: end.y + snap.dy };
      host.setOverlay({ marquee: null, draft: between(start, end), guides: snap.guides });
    } else {
      host.setOverlay({ marquee: null, draft: between(start, end), guides: [] });
    }
    return between(start, end);
  };

  return {
    down: (input) => {
      state = { kind: 'drawing', start: input.point };
    },
    move: (input) => {
      if (state.kind === 'drawing') draft(state.start, input);
    },
    up: (input) => {
      if (state.kind !== 'drawing') return;
      const rect = draft(state.start, input);
      idle();
      if (rect.width < minimumSide || rect.height < minimumSide) return;
      const { layout } = host.document.store.getState();
      const box = newBox(layout, keepReachable(rect, layout.canvas), host.newCaption());
      host.document.edit((current) => addBoxes(current, [box]), { select: [box.id] });
      host.switchTo('select');
      host.editCaption(box.id);
    },
    cancel: idle,
    doubleClick: idle,
    cursor: () => 'crosshair',
  };
}
