import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { AppError } from '../../../preload/contract/errors.ts';
import type { Graph } from '../onnx/builder.ts';

/** A graph whose external weights are named relative to `root`, without symbolic links on the way. */
export interface RootedGraph {
  readonly graph: Graph;
  readonly root: string;
  /** Absolute paths of the weight files. */
  readonly files: readonly string[];
}

/**
 * Resolves symbolic links of weight files: ONNX Runtime refuses those that leave the folder, and a downloaded checkpoint often
 * is a folder of links into a store. Where links leave it, the nearest common folder becomes the root.
 * @param folder checkpoint folder that the graph's external files are named from
 * @throws AppError checkpoint_missing when a file or the folder is not there
 */
export function rootWeights(graph: Graph, folder: string): RootedGraph {
  const names = new Set<string>();
  for (const { data } of graph.initializers) if (data.kind === 'external') names.add(data.file);
  if (names.size === 0) return { graph, root: folder, files: [] };

  const realPaths = new Map([...names].map((name) => [name, realPath(join(folder, name))]));
  const files = [...realPaths.values()];
  const root = files.map(dirname).reduce(commonFolder, realPath(folder));
  const initializers = graph.initializers.map((initializer) => {
    const { data } = initializer;
    if (data.kind !== 'external') return initializer;
    const file = relative(root, realPaths.get(data.file) ?? '').replaceAll(sep, '/');
    return { ...initializer, data: { ...data, file } };
  });
  return { graph: { ...graph, initializers }, root, files };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new AppError('checkpoint_missing', `A file of this checkpoint is missing: ${path}. Nothing was lost.`, {
      cause: error,
    });
  }
}

/** The deepest folder that holds both. */
function commonFolder(a: string, b: string): string {
  let folder = a;
  while (!contains(folder, b)) {
    if (dirname(folder) === folder) {
      throw new AppError(
        'checkpoint_unsupported',
        `The weights lie on different drives: ${a} and ${b}. Copy them to one.`,
      );
    }
    folder = dirname(folder);
  }
  return folder;
}

function contains(folder: string, path: string): boolean {
  const rest = relative(folder, path);
  return !isAbsolute(rest) && rest.split(sep)[0] !== '..';
}
