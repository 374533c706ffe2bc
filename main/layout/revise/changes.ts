import type { Box, Layout } from '../../../preload/contract/layout.ts';
import type { Change } from '../../../preload/contract/revise.ts';

/** The layout after some changes; what they are about may be gone, then nothing happens. */
export function applyChanges(layout: Layout, changes: readonly Change[]): Layout {
  return changes.reduce(applyChange, layout);
}

function applyChange(layout: Layout, change: Change): Layout {
  const edit = (id: string, by: Partial<Box>): Layout => ({
    ...layout,
    boxes: layout.boxes.map((box) => (box.id === id && !box.locked ? { ...box, ...by } : box)),
  });
  switch (change.kind) {
    case 'add':
      return layout.boxes.some(({ id }) => id === change.box.id) || layout.boxes.length >= 100
        ? layout
        : { ...layout, boxes: [...layout.boxes, change.box] };
    case 'remove':
      return { ...layout, boxes: layout.boxes.filter(({ id, locked }) => id !== change.id || locked) };
    case 'move':
    case 'resize':
      return edit(change.id, { rect: change.rect });
    case 'rename':
      return edit(change.id, { caption: change.caption });
    case 'background':
      return { ...layout, background: change.background };
  }
}
