/** Undo history of one immutable value. Values share structure, so that a step costs what it changed. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
}

export const historyLimit = 500;

export const startHistory = <T>(present: T): History<T> => ({ past: [], present, future: [] });

/** A new step. The same value is no step; the oldest steps beyond `historyLimit` are forgotten. */
export function record<T>(history: History<T>, next: T): History<T> {
  if (Object.is(next, history.present)) return history;
  return { past: [...history.past, history.present].slice(-historyLimit), present: next, future: [] };
}

/** Replaces the present without a step: for what comes after the first edit of a gesture. */
export const amend = <T>(history: History<T>, next: T): History<T> => ({ ...history, present: next });

export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  return { past: history.past.slice(0, -1), present: previous, future: [history.present, ...history.future] };
}

export function redo<T>(history: History<T>): History<T> {
  const next = history.future[0];
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future: history.future.slice(1) };
}
