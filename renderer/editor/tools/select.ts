import type { Box, Rect } from '../../../preload/contract/layout.ts';
import type { Gesture } from '../document.ts';
import {
  between,
  bounds,
  handleAt,
  mapRect,
  reachableOffset,
  resize,
  translate,
  type Handle,
  type Point,
} from '../geometry.ts';
import { boxesAt, boxesIn, cycleAt, selectionFrame } from '../hit.ts';
import { placeBoxes } from '../operations.ts';
import { snapHandle, snapMove } from '../snap.ts';
import { createDrawTool } from './draw.ts';
import { emptyOverlay, grip, type PointerInput, type Tool, type ToolHost } from './tool.ts';

/** What a drag moves: the boxes as they were when it began. */
interface Grabbed {
  readonly start: Point;
  readonly boxes: readonly Box[];
  readonly frame: Rect;
  readonly others: readonly Rect[];
  readonly gesture: Gesture;
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pressing'; readonly start: Point; readonly onRelease: readonly string[] }
  | ({ readonly kind: 'moving' } & Grabbed)
  | ({ readonly kind: 'resizing'; readonly handle: Handle } & Grabbed)
  | { readonly kind: 'marquee'; readonly start: Point; readonly base: readonly string[] }
  | { readonly kind: 'drawing'; readonly tool: Tool };

const cursors: Record<Handle, string> = {
  nw: 'nwse-resize',
  se: 'nwse-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
};

/**
 * Selects, moves and resizes. Shift adds to the selection, Alt-click picks the box below, Ctrl/Cmd-drag draws over a box and, once a drag has begun,
 * suspends snapping.
 */
export function createSelectTool(host: ToolHost): Tool {
  let state: State = { kind: 'idle' };
  const doc = host.document;
  const snapRange = (): number => grip.snap / host.view().scale;
  const tolerance = (): number => grip.tiny / host.view().scale;

  const idle = (): void => {
    state = { kind: 'idle' };
    host.setOverlay(emptyOverlay);
  };

  const grab = (start: Point): Grabbed | null => {
    const { layout, selection } = doc.store.getState();
    const boxes = layout.boxes.filter((box) => selection.includes(box.id) && !box.locked && !box.hidden);
    const frame = bounds(boxes.map((box) => box.rect));
    if (frame === null) return null;
    const others = layout.boxes.filter((box) => !boxes.includes(box) && !box.hidden).map((box) => box.rect);
    return { start, boxes, frame, others, gesture: doc.beginGesture() };
  };

  const handleUnder = (point: Point): Handle | null => {
    const { layout, selection } = doc.store.getState();
    const frame = selectionFrame(layout.boxes, selection);
    return frame === null ? null : handleAt(frame, point, grip.handle / host.view().scale);
  };

  const moveTo = (grabbed: Grabbed, input: PointerInput): void => {
    const { canvas } = doc.store.getState().layout;
    let dx = input.point.x - grabbed.start.x;
    let dy = input.point.y - grabbed.start.y;
    if (input.shift) {
      if (Math.abs(dx) > Math.abs(dy)) dy = 0;
      else dx = 0;
    }
    const snap = input.mod
      ? { dx: 0, dy: 0, guides: [] }
      : snapMove(translate(grabbed.frame, dx, dy), grabbed.others, canvas, snapRange());
    const rects = grabbed.boxes.map((box) => box.rect);
    const offset = reachableOffset(rects, canvas, dx + snap.dx, dy + snap.dy);
    const places = new Map(grabbed.boxes.map((box) => [box.id, translate(box.rect, offset.x, offset.y)]));
    grabbed.gesture.preview((layout) => placeBoxes(layout, places));
    host.setOverlay({ ...emptyOverlay, guides: snap.guides });
  };

  const resizeTo = (grabbed: Grabbed, handle: Handle, input: PointerInput): void => {
    const { canvas } = doc.store.getState().layout;
    const options = { ratio: input.shift, centre: input.alt };
    let dx = input.point.x - grabbed.start.x;
    let dy = input.point.y - grabbed.start.y;
    const free = resize(grabbed.frame, handle, dx, dy, options);
    const snap =
      input.mod || input.shift
        ? { dx: 0, dy: 0, guides: [] }
        : snapHandle(free, handle, grabbed.others, canvas, snapRange());
    dx += snap.dx;
    dy += snap.dy;
    const frame = resize(grabbed.frame, handle, dx, dy, options);
    const places = new Map(grabbed.boxes.map((box) => [box.id, mapRect(box.rect, grabbed.frame, frame)]));
    grabbed.gesture.preview((layout) => placeBoxes(layout, places));
    host.setOverlay({ ...emptyOverlay, guides: snap.guides });
  };

  const pick = (hit: Box, input: PointerInput): void => {
    const { selection } = doc.store.getState();
    const selected = selection.includes(hit.id);
    if (input.shift) {
      const next = selected ? selection.filter((id) => id !== hit.id) : [...selection, hit.id];
      doc.select(next);
      state = { kind: 'pressing', start: input.point, onRelease: next };
      return;
    }
    // Pressing a box of a group keeps the group, so that it can be dragged; only the release picks the one box.
    if (!selected) doc.select([hit.id]);
    state = { kind: 'pressing', start: input.point, onRelease: [hit.id] };
  };

  const press = (input: PointerInput): void => {
    const { layout, selection } = doc.store.getState();
    if (input.mod) {
      const tool = createDrawTool(host);
      tool.down(input);
      state = { kind: 'drawing', tool };
      return;
    }
    const handle = handleUnder(input.point);
    const grabbed = handle === null ? null : grab(input.point);
    if (handle !== null && grabbed !== null) {
      state = { kind: 'resizing', handle, ...grabbed };
      return;
    }
    const hit = input.alt
      ? cycleAt(layout.boxes, input.point, selection[0])
      : (boxesAt(layout.boxes, input.point).find((box) => selection.includes(box.id)) ??
        boxesAt(layout.boxes, input.point, tolerance())[0]);
    if (hit !== undefined) {
      pick(hit, input);
      return;
    }
    const base = input.shift ? selection : [];
    doc.select(base);
    state = { kind: 'marquee', start: input.point, base };
  };

  const drag = (input: PointerInput): void => {
    switch (state.kind) {
      case 'idle':
        return;
      case 'pressing': {
        const far = Math.hypot(input.point.x - state.start.x, input.point.y - state.start.y) * host.view().scale;
        const grabbed = far < grip.dragStart ? null : grab(state.start);
        if (grabbed === null) return;
        state = { kind: 'moving', ...grabbed };
        moveTo(state, input);
        return;
      }
      case 'moving':
        moveTo(state, input);
        return;
      case 'resizing':
        resizeTo(state, state.handle, input);
        return;
      case 'marquee': {
        const area = between(state.start, input.point);
        const inside = boxesIn(doc.store.getState().layout.boxes, area).map((box) => box.id);
        doc.select([...new Set([...state.base, ...inside])]);
        host.setOverlay({ ...emptyOverlay, marquee: area });
        return;
      }
      case 'drawing':
        state.tool.move(input);
    }
  };

  const release = (input: PointerInput): void => {
    switch (state.kind) {
      case 'pressing':
        doc.select(state.onRelease);
        break;
      case 'moving':
      case 'resizing':
        state.gesture.commit();
        break;
      case 'drawing':
        state.tool.up(input);
        break;
      case 'marquee':
      case 'idle':
    }
    idle();
  };

  return {
    down: press,
    move: drag,
    up: release,
    cancel: () => {
      if (state.kind === 'moving' || state.kind === 'resizing') state.gesture.cancel();
      if (state.kind === 'drawing') state.tool.cancel();
      idle();
    },
    doubleClick: (input) => {
      const { layout } = doc.store.getState();
      const hit = boxesAt(layout.boxes, input.point, tolerance())[0];
      if (hit !== undefined) {
        doc.select([hit.id]);
        host.editCaption(hit.id);
      }
    },
    cursor: (input) => {
      if (state.kind === 'moving') return 'grabbing';
      if (state.kind === 'resizing') return cursors[state.handle];
      if (input.mod) return 'crosshair';
      const handle = handleUnder(input.point);
      if (handle !== null) return cursors[handle];
      return boxesAt(doc.store.getState().layout.boxes, input.point, tolerance()).length > 0 ? 'move' : 'default';
    },
  };
}
