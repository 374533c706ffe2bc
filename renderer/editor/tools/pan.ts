import type { ScreenPoint, Viewport } from '../viewport.ts';
import { pan } from '../viewport.ts';
import type { Tool, ToolHost } from './tool.ts';

type State =
  { readonly kind: 'idle' } | { readonly kind: 'panning'; readonly from: ScreenPoint; readonly view: Viewport };

/** Drags the view. */
export function createPanTool(host: ToolHost): Tool {
  let state: State = { kind: 'idle' };
  const idle = (): void => {
    state = { kind: 'idle' };
  };
  return {
    down: (input) => {
      state = { kind: 'panning', from: input.screen, view: host.view() };
    },
    move: (input) => {
      if (state.kind !== 'panning') return;
      host.setView(pan(state.view, input.screen.left - state.from.left, input.screen.top - state.from.top));
    },
    up: idle,
    cancel: idle,
    doubleClick: idle,
    cursor: () => (state.kind === 'panning' ? 'grabbing' : 'grab'),
  };
}
