import { AppError } from '../../../preload/contract/errors.ts';

/** How the execution providers and the system say that memory ran out. */
const memoryWords =
  /bad_alloc|failed to allocate|not enough memory|out of memory|out_of_memory|cannot allocate memory|E_OUTOFMEMORY|BFCArena.*alloc|alloc.*(?:too large|exceed)/i;
/** How ONNX Runtime says that a weight file is not what the graph was compiled for. */
const weightWords =
  /external (?:data|initializer)|model_path must not be empty|file size|GetFileLength|MapFileIntoMemory/i;

/**
 * An error thrown by ONNX Runtime, typed. Its text, which names node and op, becomes the detail.
 * @param doing what was being done, as in "run unet"
 */
export function runtimeError(error: unknown, doing: string): AppError {
  if (error instanceof AppError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  if (memoryWords.test(detail)) {
    return new AppError(
      'out_of_memory',
      'There is not enough memory for this picture. Layout, history and waiting jobs are kept. Make a smaller picture or close other programs, then generate again.',
      { detail, cause: error },
    );
  }
  if (weightWords.test(detail)) {
    return new AppError(
      'checkpoint_corrupt',
      'The weights of this checkpoint can not be read: a file is cut off or was changed. Nothing was lost. Download or copy the checkpoint again.',
      { detail, cause: error },
    );
  }
  return new AppError('internal', `ONNX Runtime could not ${doing}.`, { detail, cause: error });
}
