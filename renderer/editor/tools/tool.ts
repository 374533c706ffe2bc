import type { Rect } from '../../../preload/contract/layout.ts';
import type { StudioDocument } from '../document.ts';
import type { Point } from '../geometry.ts';
import type { Guide } from '../snap.ts';
import type { ScreenPoint, Viewport } from '../viewport.ts';

export const toolIds = ['select', 'draw', 'pan'] as const;
export type ToolId = (typeof toolIds)[number];

export interface PointerInput {
  readonly point: Point;
  readonly screen: ScreenPoint;
  readonly shift: boolean;
  readonly alt: boolean;
  /** Ctrl, or Cmd on a Mac. */
  readonly mod: boolean;
}

/** What a gesture shows besides the boxes, in canvas pixels. */
export interface Overlay {
  readonly marquee: Rect | null;
  readonly draft: Rect | null;
  readonly guides: readonly Guide[];
}

export const emptyOverlay: Overlay = { marquee: null, draft: null, guides: [] };

/** What a tool may touch. */
export interface ToolHost {
  readonly document: StudioDocument;
  view(): Viewport;
  setView(view: Viewport): void;
  setOverlay(overlay: Overlay): void;
  /** Opens the caption of a box for typing. */
  editCaption(id: string): void;
  /** A finished tool hands over, usually back to selecting. */
  switchTo(tool: ToolId): void;
  /** Caption of a box that was just drawn. */
  newCaption(): string;
}

/** A small state machine fed with pointer events; it changes the document and nothing else. */
export interface Tool {
  down(input: PointerInput): void;
  move(input: PointerInput): void;
  up(input: PointerInput): void;
  doubleClick(input: PointerInput): void;
  /** Drops a gesture in progress. */
  cancel(): void;
  /** CSS cursor for a pointer that hovers here. */
  cursor(input: PointerInput): string;
}

/** Distances on screen, in CSS pixels. */
export const grip = { handle: 8, dragStart: 3, snap: 6, tiny: 3 } as const;
