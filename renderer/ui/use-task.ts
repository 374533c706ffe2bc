import { useCallback, useState } from 'react';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';

interface Task {
  /** Of the last task; null while it runs and when it went well. */
  readonly error: ErrorData | null;
  readonly run: (task: Promise<unknown>) => void;
}

/** Runs what the user asks for in a dialog, which shows the error itself: notes of the window lie behind it. */
export function useTask(): Task {
  const [error, setError] = useState<ErrorData | null>(null);
  const run = useCallback((task: Promise<unknown>): void => {
    setError(null);
    task.catch((thrown: unknown) => {
      setError(AppError.from(thrown).toData());
    });
  }, []);
  return { error, run };
}
