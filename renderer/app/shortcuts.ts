import { nudge, pasteBoxes, removeBoxes, shiftOrder } from '../editor/operations.ts';
import { importPicked } from '../files/import-file.ts';
import { strings } from '../strings.ts';
import type { Studio } from './studio.ts';

/** Groups of the cheat sheet. */
export type ShortcutGroup = keyof typeof strings.shortcuts.groups;

export interface Shortcut {
  readonly group: ShortcutGroup;
  readonly label: string;
  /** As `chord` names them: "mod+z", "shift+arrowleft". The first is shown in the cheat sheet. */
  readonly keys: readonly string[];
  /** Also while typing in a field. */
  readonly always?: boolean;
  /** Does one of several things, depending on the key. */
  readonly byKey?: boolean;
  readonly run: (studio: Studio, event: KeyboardEvent) => void;
}

/** The name of a key press: modifiers in a fixed order, then the key. Shift counts only with keys that it does not change. */
export function chord(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string {
  const key = event.key.toLowerCase();
  const printed = event.key.length === 1 && !/[a-z]/i.test(event.key);
  return [
    event.ctrlKey || event.metaKey ? 'mod' : '',
    event.altKey ? 'alt' : '',
    event.shiftKey && !printed ? 'shift' : '',
    key,
  ]
    .filter((part) => part !== '')
    .join('+');
}

const selected = (studio: Studio) => {
  const { layout, selection } = studio.document.store.getState();
  return { ids: selection, boxes: layout.boxes.filter((box) => selection.includes(box.id)), layout };
};

const arrows: Record<string, readonly [number, number]> = {
  arrowleft: [-1, 0],
  arrowright: [1, 0],
  arrowup: [0, -1],
  arrowdown: [0, 1],
};
const coarse = 8; // pixels: a cell of the usual latent grid

/** Every key of the studio, in the order of the cheat sheet. */
export const shortcuts: readonly Shortcut[] = [
  {
    group: 'make',
    label: strings.shortcuts.generate,
    keys: ['mod+enter'],
    always: true,
    run: (studio) => void studio.generate(),
  },
  {
    group: 'make',
    label: strings.files.importAction,
    keys: ['mod+o'],
    always: true,
    run: (studio) => {
      studio.attempt(importPicked(studio));
    },
  },
  {
    group: 'make',
    label: strings.files.exportAction,
    keys: ['mod+s'],
    always: true,
    run: ({ dialogs }) => {
      dialogs.open({ kind: 'export' });
    },
  },
  {
    group: 'view',
    label: strings.commands.open,
    keys: ['mod+k'],
    always: true,
    run: ({ dialogs }) => {
      dialogs.open({ kind: 'commands' });
    },
  },
  {
    group: 'edit',
    label: strings.shortcuts.undo,
    keys: ['mod+z'],
    run: ({ document }) => {
      document.undo();
    },
  },
  {
    group: 'edit',
    label: strings.shortcuts.redo,
    keys: ['mod+shift+z', 'mod+y'],
    run: ({ document }) => {
      document.redo();
    },
  },
  {
    group: 'edit',
    label: strings.shortcuts.remove,
    keys: ['delete', 'backspace'],
    run: (studio) => {
      studio.document.edit((layout) => removeBoxes(layout, selected(studio).ids));
    },
  },
  {
    group: 'edit',
    label: strings.shortcuts.duplicate,
    keys: ['mod+d'],
    run: (studio) => {
      const copy = pasteBoxes(selected(studio).layout, selected(studio).boxes);
      studio.document.edit(() => copy.layout, { select: copy.ids });
    },
  },
  {
    group: 'edit',
    label: strings.shortcuts.selectAll,
    keys: ['mod+a'],
    run: ({ document }) => {
      document.select(
        document.store
          .getState()
          .layout.boxes.filter((box) => !box.hidden && !box.locked)
          .map((box) => box.id),
      );
    },
  },
  {
    group: 'edit',
    label: strings.shortcuts.deselect,
    keys: ['escape'],
    run: ({ document, editor }) => {
      editor.activeTool().cancel();
      editor.setTool('select');
      document.select([]);
    },
  },
  {
    group: 'edit',
    label: strings.shortcuts.nudge,
    keys: Object.keys(arrows).flatMap((key) => [key, `shift+${key}`]),
    byKey: true,
    run: (studio, event) => {
      const [dx, dy] = arrows[event.key.toLowerCase()] ?? [0, 0];
      const by = event.shiftKey ? coarse : 1;
      // A held key is one step of the history.
      if (!event.repeat) studio.document.settle();
      studio.document.edit((layout) => nudge(layout, selected(studio).ids, dx * by, dy * by), { merge: 'nudge' });
    },
  },
  {
    group: 'edit',
    label: strings.shortcuts.rename,
    keys: ['enter', 'f2'],
    run: (studio) => {
      const [box] = selected(studio).boxes;
      if (box !== undefined) studio.editor.editCaption(box.id);
    },
  },
  {
    group: 'edit',
    label: strings.shortcuts.forward,
    keys: [']', '['],
    byKey: true,
    run: (studio, event) => {
      const [id] = selected(studio).ids;
      if (id !== undefined) studio.document.edit((layout) => shiftOrder(layout, id, event.key === ']' ? 1 : -1));
    },
  },
  {
    group: 'tools',
    label: strings.shortcuts.select,
    keys: ['v'],
    run: ({ editor }) => {
      editor.setTool('select');
    },
  },
  {
    group: 'tools',
    label: strings.shortcuts.draw,
    keys: ['r'],
    run: ({ editor }) => {
      editor.setTool('draw');
    },
  },
  {
    group: 'tools',
    label: strings.shortcuts.pan,
    keys: ['h'],
    run: ({ editor }) => {
      editor.setTool('pan');
    },
  },
  {
    group: 'view',
    label: strings.shortcuts.boxes,
    keys: ['b'],
    run: ({ editor }) => {
      editor.toggleBoxes();
    },
  },
  {
    group: 'view',
    label: strings.shortcuts.picture,
    keys: ['p'],
    run: ({ editor }) => {
      editor.togglePicture();
    },
  },
  {
    group: 'view',
    label: strings.shortcuts.attention,
    keys: ['a'],
    run: ({ attention, generation }) => {
      if (generation.store.getState().shown !== null) attention.toggle();
    },
  },
  {
    group: 'view',
    label: strings.shortcuts.fit,
    keys: ['0', 'mod+0'],
    run: ({ editor }) => {
      editor.fitView();
    },
  },
  {
    group: 'view',
    label: strings.shortcuts.zoomIn,
    keys: ['+', '-', '=', 'mod+=', 'mod+-', 'mod++'],
    byKey: true,
    run: ({ editor }, event) => {
      editor.zoom(event.key === '-' ? 1 / 1.25 : 1.25);
    },
  },
];

/** Keys that are handled elsewhere but belong on the cheat sheet. */
export const otherShortcuts: readonly Pick<Shortcut, 'group' | 'label' | 'keys'>[] = [
  { group: 'make', label: strings.shortcuts.write, keys: ['enter'] },
  { group: 'make', label: strings.shortcuts.pasteAnswer, keys: ['mod+v'] },
  { group: 'edit', label: strings.shortcuts.copy, keys: ['mod+c', 'mod+x', 'mod+v'] },
  { group: 'tools', label: strings.shortcuts.drawOver, keys: ['mod+drag'] },
  { group: 'tools', label: strings.shortcuts.below, keys: ['alt+click'] },
  { group: 'view', label: strings.shortcuts.help, keys: ['?'] },
];
