import { createStore, type StoreApi } from 'zustand/vanilla';
import type { StudioDocument } from './document.ts';
import { createDrawTool } from './tools/draw.ts';
import { createPanTool } from './tools/pan.ts';
import { createSelectTool } from './tools/select.ts';
import { emptyOverlay, type Overlay, type Tool, type ToolHost, type ToolId } from './tools/tool.ts';
import { fit, zoomAt, type Insets, type Viewport } from './viewport.ts';

export interface EditorState {
  readonly tool: ToolId;
  readonly view: Viewport;
  /** Size of the stage in CSS pixels; zero until it is measured. */
  readonly stage: { readonly width: number; readonly height: number };
  /** Whether the view follows the window's size: until the user zooms or pans. */
  readonly fitted: boolean;
  readonly overlay: Overlay;
  /** Box whose caption is being typed on the canvas. */
  readonly editing: string | null;
  readonly showBoxes: boolean;
  readonly showPicture: boolean;
}

export interface Editor {
  readonly store: StoreApi<EditorState>;
  /** The state machine that gets the pointer now. */
  readonly activeTool: () => Tool;
  readonly panTool: () => Tool;
  readonly setTool: (tool: ToolId) => void;
  readonly setView: (view: Viewport) => void;
  readonly resizeStage: (width: number, height: number) => void;
  readonly zoom: (factor: number) => void;
  readonly zoomTo: (scale: number) => void;
  readonly fitView: () => void;
  readonly editCaption: (id: string | null) => void;
  readonly toggleBoxes: () => void;
  readonly togglePicture: () => void;
}

/** Room for the toolbar above and the progress card below the page. */
export const pageInsets: Insets = { top: 84, right: 40, bottom: 48, left: 40 };

/** View, tool and passing state of the canvas: everything about editing that is not part of the document. */
export function createEditor(document: StudioDocument, newCaption: string): Editor {
  const store = createStore<EditorState>(() => ({
    tool: 'select',
    view: { scale: 1, left: 0, top: 0 },
    stage: { width: 0, height: 0 },
    fitted: true,
    overlay: emptyOverlay,
    editing: null,
    showBoxes: true,
    showPicture: true,
  }));

  const fitted = (stage: EditorState['stage']): Viewport =>
    fit(document.store.getState().layout.canvas, stage, pageInsets);

  const setTool = (tool: ToolId): void => {
    tools[store.getState().tool].cancel();
    store.setState({ tool });
  };
  const setView = (view: Viewport): void => {
    store.setState({ view, fitted: false });
  };
  const editCaption = (id: string | null): void => {
    store.setState({ editing: id });
  };
  const zoom = (factor: number): void => {
    const { view, stage } = store.getState();
    setView(zoomAt(view, { left: stage.width / 2, top: stage.height / 2 }, factor));
  };

  const host: ToolHost = {
    document,
    view: () => store.getState().view,
    setView,
    setOverlay: (overlay) => {
      store.setState({ overlay });
    },
    editCaption,
    switchTo: setTool,
    newCaption: () => newCaption,
  };
  const tools: Record<ToolId, Tool> = {
    select: createSelectTool(host),
    draw: createDrawTool(host),
    pan: createPanTool(host),
  };

  // A canvas of another size is shown whole.
  document.store.subscribe(({ layout }, previous) => {
    const { canvas } = previous.layout;
    if (layout.canvas.width === canvas.width && layout.canvas.height === canvas.height) return;
    store.setState((state) => ({ view: fitted(state.stage), fitted: true }));
  });

  return {
    store,
    activeTool: () => tools[store.getState().tool],
    panTool: () => tools.pan,
    setTool,
    setView,
    resizeStage: (width, height) => {
      const stage = { width, height };
      store.setState((state) => ({ stage, view: state.fitted ? fitted(stage) : state.view }));
    },
    zoom,
    zoomTo: (scale) => {
      zoom(scale / store.getState().view.scale);
    },
    fitView: () => {
      store.setState((state) => ({ view: fitted(state.stage), fitted: true }));
    },
    editCaption,
    toggleBoxes: () => {
      store.setState((state) => ({ showBoxes: !state.showBoxes }));
    },
    togglePicture: () => {
      store.setState((state) => ({ showPicture: !state.showPicture }));
    },
  };
}
