import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Layout } from '../../preload/contract/layout.ts';
import { assignColors, type ColorMap } from './colors.ts';
import { amend, record, redo, startHistory, undo, type History } from './history.ts';

/** What one step of the history brings back. */
interface Snapshot {
  readonly layout: Layout;
  readonly selection: readonly string[];
}

export interface DocumentState {
  readonly layout: Layout;
  /** Ids of the selected boxes, in the order they were picked. */
  readonly selection: readonly string[];
  readonly colors: ColorMap;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export interface EditOptions {
  /** Consecutive edits with the same key are one step: a word typed, an arrow key held. */
  readonly merge?: string | undefined;
  /** Selection after the edit; unchanged if absent. */
  readonly select?: readonly string[] | undefined;
}

/** An edit in progress: shown at once, recorded as one step when it ends. */
export interface Gesture {
  /** Each preview starts from the layout as it was when the gesture began. */
  readonly preview: (change: (start: Layout) => Layout) => void;
  readonly commit: (options?: EditOptions) => void;
  readonly cancel: () => void;
}

export interface StudioDocument {
  readonly store: StoreApi<DocumentState>;
  readonly edit: (change: (layout: Layout) => Layout, options?: EditOptions) => void;
  readonly beginGesture: () => Gesture;
  readonly select: (ids: readonly string[]) => void;
  /** Ends a run of merged edits: the next one is a step of its own. */
  readonly settle: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** The document being edited: layout, selection and their history. */
export function createDocument(initial: Layout): StudioDocument {
  let history: History<Snapshot> = startHistory({ layout: initial, selection: [] });
  let mergeKey: string | undefined;

  const store = createStore<DocumentState>(() => ({
    layout: initial,
    selection: [],
    colors: assignColors({}, initial.boxes),
    canUndo: false,
    canRedo: false,
  }));

  const publish = (layout: Layout, selection: readonly string[]): void => {
    const alive = new Set(layout.boxes.map((box) => box.id));
    const kept = selection.every((id) => alive.has(id)) ? selection : selection.filter((id) => alive.has(id));
    store.setState((state) => ({
      layout,
      selection: kept,
      colors: assignColors(state.colors, layout.boxes),
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
    }));
  };

  const commit = (layout: Layout, options: EditOptions): void => {
    const selection = options.select ?? store.getState().selection;
    if (layout !== history.present.layout) {
      const merging = options.merge !== undefined && options.merge === mergeKey && history.past.length > 0;
      const next: Snapshot = { layout, selection };
      history = merging ? amend(history, next) : record(history, next);
      mergeKey = options.merge;
    } else {
      history = amend(history, { layout, selection });
    }
    publish(layout, selection);
  };

  const travel = (step: (history: History<Snapshot>) => History<Snapshot>): void => {
    history = step(history);
    mergeKey = undefined;
    publish(history.present.layout, history.present.selection);
  };

  return {
    store,
    edit: (change, options = {}) => {
      commit(change(history.present.layout), options);
    },
    beginGesture: () => {
      const start = history.present.layout;
      return {
        preview: (change) => {
          publish(change(start), store.getState().selection);
        },
        commit: (options = {}) => {
          commit(store.getState().layout, options);
        },
        cancel: () => {
          publish(start, store.getState().selection);
        },
      };
    },
    select: (ids) => {
      history = amend(history, { ...history.present, selection: ids });
      mergeKey = undefined;
      publish(store.getState().layout, ids);
    },
    settle: () => {
      mergeKey = undefined;
    },
    undo: () => {
      travel(undo);
    },
    redo: () => {
      travel(redo);
    },
  };
}
